"""What the facts of a table say of its columns: the strictest, and of the past nothing for sure."""

import pytest

from onedata_assets.domain.security.data_reading import TableFacts, strictest


def test_the_strictest_word_of_a_column_counts_wherever_it_is_said():
    declared = {"name": "direct", "city": "none", "note": "secret"}
    written = {"name": "none", "city": "indirect", "age": "none"}
    expected = {"name": "direct", "city": "indirect", "note": "direct", "age": "none"}
    assert strictest(declared, written) == expected


@pytest.mark.parametrize(("told", "sensitivity"), [("none", "none"), ("indirect", "indirect")])
def test_a_column_of_the_past_is_direct_unless_it_is_declared(told, sensitivity):
    facts = TableFacts(frozenset(), "none", {"city": told}).with_past(["city", "phone"])
    assert facts.sensitivity_of("phone") == "direct"
    assert facts.sensitivity_of("city") == sensitivity
    assert facts.sensitivity_of("other") == "none"
