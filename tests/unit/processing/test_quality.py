"""Rejecting rows: nothing is lost, and every rejected row says why in both languages."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.processing.contract import (
    Column,
    Contract,
    ContractError,
    RejectRule,
    Text,
)
from onedata_assets.domain.processing.quality import rejected_contract, split

TEXT = Text(zh="负数", en="Negative")


def contract(*rules):
    return Contract(
        table="dwd/t",
        title=TEXT,
        grain=TEXT,
        domain="sales",
        columns=[
            Column(name=name, type=kind, meaning=TEXT, nullable=False)
            for name, kind in (("a", "Int64"), ("b", "String"))
        ],
        reject=[RejectRule(code=code, when=when, reason=TEXT) for code, when in rules],
    )


RULES = contract(("negative", "a < 0"), ("missing", "b IS NULL"), ("odd", "a % 2 = 1 AND helper"))
ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(-5, 5)),
        st.one_of(st.none(), st.text(max_size=3)),
        st.one_of(st.none(), st.booleans()),
    )
)


@given(ROWS)
def test_accepted_and_rejected_rows_together_are_the_input(rows):
    schema = {"a": pl.Int64, "b": pl.String, "helper": pl.Boolean}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    parts = split(frame.lazy(), RULES)
    both = pl.concat([parts.accepted, parts.rejected.select("a", "b")]).collect()
    assert sorted(both.rows(), key=repr) == sorted(frame.select("a", "b").rows(), key=repr)
    rejected = parts.rejected.collect()
    assert rejected["reject_code"].is_in(["negative", "missing", "odd"]).all()
    assert (rejected["reject_reason"] == "负数 / Negative").all()


@pytest.mark.parametrize(
    ("row", "code"),
    [((-1, None), "negative"), ((1, None), "missing"), ((None, "x"), None), ((2, "x"), None)],
)
def test_the_first_rule_that_a_row_breaks_is_its_reason(row, code):
    frame = pl.DataFrame([(*row, False)], schema=["a", "b", "helper"], orient="row")
    frame = frame.cast({"a": pl.Int64, "b": pl.String})
    told = split(frame.lazy(), RULES).rejected.collect()["reject_code"].to_list()
    assert told == ([code] if code else [])


def test_without_rules_every_row_is_accepted():
    frame = pl.DataFrame({"a": [1], "b": ["x"]})
    parts = split(frame.lazy(), contract())
    assert parts.accepted.collect().equals(frame)
    assert parts.rejected.collect().is_empty()


def test_a_rule_that_is_no_expression_is_named():
    with pytest.raises(ContractError, match="dwd/t: reject rule broken is no SQL expression"):
        split(pl.LazyFrame({"a": [1], "b": ["x"]}), contract(("broken", "a >")))


def test_a_rule_about_a_column_that_there_is_not_is_named_with_a_near_one():
    frame = pl.LazyFrame({"a": [1], "b": ["x"], "helper": [True]})
    with pytest.raises(ContractError) as caught:
        split(frame, contract(("typo", "helpr AND a < 0")))
    assert "dwd/t: reject rule typo: the rows have no column helpr; near names: helper" in (
        caught.value.en
    )
    assert "没有字段 helpr" in caught.value.zh


def test_the_table_of_rejected_rows_takes_null_values_and_says_the_reason():
    told = rejected_contract(RULES)
    assert told.table == "dwd/t__rejected"
    assert [(c.name, c.nullable) for c in told.columns] == [
        ("a", True),
        ("b", True),
        ("reject_code", False),
        ("reject_reason", False),
    ]
    assert told.freshness_hours is None
