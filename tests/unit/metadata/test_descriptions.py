"""Of how many rows a description tells; what else it has, is in `test_recognised_facts.py`."""

import pytest

from onedata_assets.domain.metadata.descriptions import column_description
from tests.unit.metadata.facts import facts

pytestmark = pytest.mark.row("S08", "S12")


@pytest.mark.parametrize(
    ("values", "en", "zh"),
    [
        ([None], "no values in 1 row", "1 行中未见取值"),
        ([None, None], "no values in 2 rows", "2 行中未见取值"),
        (["a", *[None] * 9], "1 different value in 10 rows, 90% missing", "10 行中 1 个不同值"),
        (["a", "b"] * 500, "2 different values in 1000 rows, 0% missing", "1000 行中 2 个不同值"),
    ],
)
def test_what_is_missing_is_told_of_how_many_rows(values, en, zh):
    told = column_description(facts("x", values))
    assert en in told.en
    assert zh in told.zh


def test_of_no_rows_no_share_is_told():
    assert column_description(facts("x", [])).en == "x."
