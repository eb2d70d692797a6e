"""Standards: drafted from data, held to data, told to other tools."""

import json
import re
import sqlite3

import duckdb
import jsonschema
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.members import members
from onedata_assets.domain.metadata.conformance import Rule, breaches
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.shapes import pattern_of, shapes
from onedata_assets.domain.metadata.standard_ddl import ddl
from onedata_assets.domain.metadata.standard_document import document
from onedata_assets.domain.metadata.standard_drafts import Meant, drafted
from onedata_assets.domain.metadata.standard_expectations import expectation_suite
from onedata_assets.domain.metadata.standard_json_schema import json_schema
from onedata_assets.domain.metadata.standards import (
    Code,
    ColumnStandard,
    StandardError,
    TableStandard,
)
from onedata_assets.domain.processing.contract import Sensitivity, Text

FAMILIES = {pl.String: Family.TEXT, pl.Int64: Family.INTEGER, pl.Float64: Family.FLOAT}
T = Text(en="t", zh="题")
pytestmark = pytest.mark.row("S16", "S17")


def table_of(rows: pl.DataFrame, key=()) -> Table:
    columns = tuple(
        Column(name, str(dtype), FAMILIES.get(dtype, Family.OTHER))
        for name, dtype in rows.schema.items()
    )
    return Table(TableName("shop", "orders"), TableKind.TABLE, columns, primary_key=key)


ORDERS = pl.DataFrame(
    {
        "order_no": [f"SO{n:06}" for n in range(200)],
        "state": ["paid", "sent", "back", "paid"] * 50,
        "amount": [n * 1.5 for n in range(200)],
        "shift": [n - 100 for n in range(200)],
        "note": [None if n % 3 else f"words {n} and, more" for n in range(200)],
    }
)


def test_a_draft_says_what_was_seen_and_leaves_room():
    made = drafted(table_of(ORDERS, key=("order_no",)), ORDERS, {}, is_whole=True)
    told = {each.name: each for each in made.columns}
    number = told["order_no"]
    assert (number.unique, number.nullable, number.longest) == (True, False, 8)
    assert number.pattern == "^[A-Z]{2}[0-9]{6}$"
    assert [each.value for each in told["state"].codes] == ["back", "paid", "sent"]
    assert (told["amount"].low, told["amount"].high) == ("0", None)
    assert told["shift"].low is None
    assert (told["note"].nullable, told["note"].pattern, told["note"].longest) == (True, None, 32)
    assert made.key == ("order_no",)
    assert breaches(ORDERS.lazy(), made) == []


def test_a_sample_proves_neither_uniqueness_nor_presence():
    made = drafted(table_of(ORDERS), ORDERS, {}, is_whole=False)
    assert not any(each.unique or not each.nullable for each in made.columns)


def test_few_rows_prove_nothing():
    made = drafted(table_of(ORDERS), ORDERS.head(20), {}, is_whole=True)
    for each in made.columns:
        assert (each.unique, each.nullable, each.pattern, each.codes, each.low) == (
            False, True, None, (), None,
        )  # fmt: skip


def test_what_was_recognised_is_in_the_draft():
    meant = Meant(Text(en="Amount", zh="金额"), "amount", "CNY", Sensitivity.INDIRECT)
    made = drafted(table_of(ORDERS), ORDERS, {"amount": meant}, is_whole=True)
    found = made.column("amount")
    assert found
    assert (found.title.zh, found.unit, found.meaning) == ("金额", "CNY", "amount")


def test_members_as_they_are_keep_the_standard_that_half_of_them_suggest():
    """The rows that nobody looked at when the standard was drafted are no worse than the others."""
    rows = members(list(range(4000))).select(pl.col(pl.String))
    half = rows.gather_every(2)
    made = drafted(table_of(half), half, {}, is_whole=False)
    broken = {(each.column, each.rule): each.rows / each.of for each in breaches(rows.lazy(), made)}
    assert all(share < 0.01 for share in broken.values()), broken


CODES = (Code(value="m|w", title=T), Code(value="o", title=T))
STANDARD = TableStandard(
    table="dwd/orders",
    title=Text(en="Orders", zh="订单"),
    key=("a", "b"),
    columns=(
        ColumnStandard(name="a", title=T, family=Family.INTEGER, nullable=False, low="1", high="9"),
        ColumnStandard(
            name="b", title=T, family=Family.TEXT, nullable=False, shortest=2, longest=4
        ),
        ColumnStandard(name="c", title=T, family=Family.TEXT, pattern="[A-Z]{2}|x"),
        ColumnStandard(name="d", title=T, family=Family.TEXT, codes=CODES),
        ColumnStandard(name="e", title=T, family=Family.FLOAT, scale=1, unique=True),
        ColumnStandard(name="f", title=T, family=Family.DATE, low="2026-01-01"),
    ),
)
GOOD = pl.DataFrame(
    {
        "a": [1, 9],
        "b": ["ab", "abcd"],
        "c": ["AB", None],
        "d": ["o", "m|w"],
        "e": [1.5, None],
        "f": [None, "2026-01-01"],
    }
).with_columns(pl.col("f").str.to_date())


def test_rows_that_keep_a_standard_break_nothing():
    assert breaches(GOOD.lazy(), STANDARD) == []


@pytest.mark.parametrize(
    ("column", "values", "rule", "rows", "examples"),
    [
        ("a", [0, 1], Rule.BELOW, 1, ("0",)),
        ("a", [10, 11], Rule.ABOVE, 2, ("10", "11")),
        ("a", [None, 2], Rule.NULL, 1, ("",)),
        ("b", ["a", "ab"], Rule.SHORT, 1, ("a",)),
        ("b", ["ab", "abcde"], Rule.LONG, 1, ("abcde",)),
        ("c", ["ABC", "x"], Rule.FORM, 1, ("ABC",)),
        ("d", ["o", "w"], Rule.CODE, 1, ("w",)),
        ("e", [1.5, 1.5], Rule.REPEATED, 2, ("1.5",)),
        ("e", [1.25, 2.0], Rule.SCALE, 1, ("1.25",)),
    ],
)
def test_a_broken_rule_is_told_with_its_rows(column, values, rule, rows, examples):
    frame = GOOD.with_columns(pl.Series(column, values))
    [found] = breaches(frame.lazy(), STANDARD)
    assert (found.column, found.rule, found.rows, found.of) == (column, rule, rows, 2)
    assert found.examples == examples


def test_absent_columns_and_repeated_keys_are_told():
    absent = breaches(GOOD.drop("c").lazy(), STANDARD)
    assert [(each.column, each.rule) for each in absent] == [("c", Rule.ABSENT)]
    twice = pl.concat([GOOD.with_columns(e=pl.lit(None, pl.Float64))] * 2)
    assert [(each.column, each.rule, each.rows) for each in breaches(twice.lazy(), STANDARD)] == [
        ("a, b", Rule.REPEATED, 4)
    ]
    assert breaches(GOOD.with_columns(more=pl.lit(1)).lazy(), STANDARD) == []


def test_json_schema_takes_good_rows_and_refuses_others():
    schema = json_schema(STANDARD)
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema).is_valid
    for row in json.loads(GOOD.write_json()):
        assert check(row), row
    good = {"a": 1, "b": "ab", "c": None, "d": "o", "e": 1.5, "f": None}
    for change in ({"a": 0}, {"a": None}, {"b": "a"}, {"c": "ABC"}, {"d": "w"}, {"g": 1}):
        assert not check(good | change), change


def test_great_expectations_judges_as_we_do():
    gx = pytest.importorskip("great_expectations")
    suite = gx.ExpectationSuite(**expectation_suite(STANDARD))
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("p").add_dataframe_asset("t")
    batches = source.add_batch_definition_whole_dataframe("all")

    def failed(frame):
        frame = frame.with_columns(pl.col("f").cast(pl.Datetime)).to_pandas()
        result = batches.get_batch({"dataframe": frame}).validate(suite)
        return {each.expectation_config.type for each in result.results if not each.success}

    assert failed(GOOD) == set()
    bad = GOOD.with_columns(a=pl.Series([0, 1]), c=pl.Series(["ABC", "x"]))
    assert failed(bad) == {
        "expect_column_values_to_be_between",
        "expect_column_values_to_match_regex",
    }


WRONG = (
    "(0, 'ab', 'AB', 'o', 1, null)",
    "(2, null, 'AB', 'o', 1, null)",
    "(2, 'ab', 'AB', 'w', 1, null)",
)


def test_the_statement_makes_a_table_that_keeps_the_standard():
    for made, connection in (
        (ddl(STANDARD, "duckdb").replace('"dwd".', ""), duckdb.connect()),
        (ddl(STANDARD, "sqlite").replace('"dwd".', ""), sqlite3.connect(":memory:")),
    ):
        connection.execute(made)
        insert = 'insert into "orders" values '
        connection.execute(insert + "(1, 'ab', 'AB', 'o', 1.5, '2026-01-01')")
        for wrong in WRONG:
            with pytest.raises((duckdb.Error, sqlite3.Error)):
                connection.execute(insert + wrong)
    for dialect in ("postgres", "mysql"):
        assert "CREATE TABLE" in ddl(STANDARD, dialect)


def test_the_document_is_whole_in_both_languages():
    told = document(STANDARD)
    assert "# 订单 / Orders" in told
    rows = [line for line in told.splitlines() if line.startswith("|")]
    bars = {len(re.findall(r"(?<!\\)\|", line)) for line in rows[:8]}
    assert bars == {6}
    assert "m\\|w" in told


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"family": Family.INTEGER, "pattern": "x"}, "has no pattern"),
        ({"family": Family.TEXT, "low": "1"}, "has no low"),
        ({"family": Family.TEXT, "pattern": "("}, "no regular expression"),
        ({"family": Family.TEXT, "codes": (Code(value="a", title=T),) * 2}, "twice"),
    ],
)
def test_a_standard_that_cannot_be_is_refused(fields, said):
    with pytest.raises(StandardError, match=said) as refused:
        ColumnStandard(name="x", title=T, **fields)
    assert refused.value.zh
    with pytest.raises(StandardError, match="do not fit"):
        TableStandard(table="t", title=T, columns=STANDARD.columns, key=("nil",))


def test_a_standard_comes_back_from_its_json():
    assert TableStandard.model_validate_json(STANDARD.model_dump_json()) == STANDARD


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=20))
def test_a_pattern_matches_exactly_the_texts_of_its_shapes(texts):
    values = pl.Series(texts, dtype=pl.String)
    pattern = pattern_of(shapes(values.to_frame("value"))["value"]["shape"].to_list())
    assert values.str.contains(pattern, strict=True).all()
    assert pl.Series(["", texts[0] + "9\n9"]).str.contains(pattern).to_list()[0] is False
