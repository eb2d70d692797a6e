"""Great Expectations on planted data: what passes, what fails, and what a wrong contract says."""

import polars as pl
import pytest

from onedata_assets.domain.processing.contract import (
    Column,
    Contract,
    ContractError,
    Expectation,
    Sensitivity,
    Text,
)
from onedata_assets.domain.processing.expectations import evaluate, masked

TEXT = Text(zh="甲", en="A")
CONTRACT = Contract(
    table="dwd/t",
    title=TEXT,
    grain=TEXT,
    domain="sales",
    columns=[
        Column(name="id", type="Int64", meaning=TEXT),
        Column(name="kind", type="String", meaning=TEXT),
        Column(name="mobile", type="String", meaning=TEXT, sensitivity=Sensitivity.DIRECT),
    ],
)
DATA = pl.LazyFrame(
    {"id": [1, 2, 2, None], "kind": ["a", "b", "z", "a"], "mobile": ["13812345678", "x", "y", None]}
)


def expectation(kind, **arguments):
    return Expectation(type=kind, arguments=arguments)


CASES = [
    (expectation("expect_column_values_to_be_unique", column="id"), False, 2),
    (expectation("expect_column_values_to_not_be_null", column="id"), False, 1),
    (expectation("expect_column_values_to_not_be_null", column="kind"), True, 0),
    (expectation("expect_column_values_to_be_in_set", column="kind", value_set=["a"]), False, 2),
    (expectation("expect_column_values_to_be_between", column="id", min_value=1), True, 0),
    (
        expectation("expect_column_values_to_match_regex", column="mobile", regex="^1[0-9]{10}$"),
        False,
        2,
    ),
    (expectation("expect_table_row_count_to_equal", value=4), True, 0),
]


def test_each_expectation_gets_its_own_result_in_order():
    told = evaluate(DATA, CONTRACT, [case[0] for case in CASES])
    assert [(o.name, o.passed, o.unexpected) for o in told] == [
        (item.check, passed, unexpected) for item, passed, unexpected in CASES
    ]


def test_samples_of_sensitive_columns_are_masked_and_others_are_shown():
    shown, hidden = evaluate(DATA, CONTRACT, [CASES[3][0], CASES[5][0]])
    assert shown.samples == ("b", "z")
    assert hidden.samples == ("*", "*")


@pytest.mark.parametrize(
    ("value", "shown"), [("13812345678", "13*******78"), ("1234567", "*******"), ("", "")]
)
def test_masking_keeps_the_ends_of_long_values_only(value, shown):
    assert masked(value) == shown


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (expectation("expect_miracles"), "no expectation is called expect_miracles"),
        (expectation("expect_column_values_to_be_unique", column="nothing"), "nothing"),
        (expectation("expect_column_values_to_be_unique"), "expect_column_values_to_be_unique"),
        (expectation("expect_column_values_to_be_unique", column="id", colour=1), "colour"),
    ],
)
def test_a_wrong_expectation_is_an_error_of_the_contract(item, reason):
    with pytest.raises(ContractError, match=reason):
        evaluate(DATA, CONTRACT, [item])
