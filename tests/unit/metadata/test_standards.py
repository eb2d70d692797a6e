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
from onedata_assets.domain.metadata.ddl_dialects import DIALECTS
from onedata_assets.domain.metadata.drafted_meanings import Meant
from onedata_assets.domain.metadata.model import (
    Column,
    Declared,
    Family,
    Table,
    TableKind,
    TableName,
)
from onedata_assets.domain.metadata.shapes import pattern_of, shapes
from onedata_assets.domain.metadata.shared_code_sets import standard_sets
from onedata_assets.domain.metadata.standard_ddl import ddl
from onedata_assets.domain.metadata.standard_document import document
from onedata_assets.domain.metadata.standard_drafts import drafted
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
    meant = {"state": Meant(meaning="status"), "amount": Meant(meaning="unit_price")}
    made = drafted(table_of(ORDERS, key=("order_no",)), ORDERS, meant, is_whole=True)
    told = {each.name: each for each in made.columns}
    number = told["order_no"]
    assert (number.unique, number.nullable, number.longest) == (True, False, 8)
    assert number.pattern == "^[A-Z]{2}[0-9]{6}$"
    assert [each.value for each in told["state"].codes] == ["back", "paid", "sent"]
    assert (told["amount"].low, told["amount"].high) == ("0", None)
    assert told["shift"].low is None
    assert (told["note"].nullable, told["note"].pattern, told["note"].longest) == (True, None, None)
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
    pattern = pattern_of(shapes(values)["shape"].to_list())
    assert values.str.contains(pattern, strict=True).all()
    assert pl.Series(["", texts[0] + "9\n9"]).str.contains(pattern).to_list()[0] is False


NAMES = [f"{'王李张刘陈杨黄赵'[n % 8]}{chr(0x4E00 + n)}" for n in range(200)]
FREE = pl.DataFrame(
    {
        "full_name": NAMES,
        "bal": [f"{n % 90 + 10}.50" for n in range(200)],
        "salary": [n * 7 for n in range(200)],
        "count_no": [str(n + 100) for n in range(200)],
        "memo": ["x"] * 200,
        "city": ["杭州", "宁波", "温州", "嘉兴"] * 50,
    }
)


def test_what_a_sample_shows_of_free_values_is_no_rule():
    made = drafted(table_of(FREE), FREE, {"city": Meant(meaning="city")}, is_whole=True)
    for each in made.columns:
        said = (each.longest, each.shortest, each.pattern, each.codes, each.low, each.nullable)
        assert said == (None, None, None, (), None, each.name != "count_no"), each.name
    assert [each.name for each in made.columns if each.unique] == ["count_no"]


@pytest.mark.parametrize(
    ("meaning", "value", "least", "most"),
    [
        ("id_card", "11010519491231002X", 18, 18),
        ("uscc", "91350100M000100Y43", 18, 18),
        ("mobile_phone", "13800138000", 11, 11),
        ("licence_plate", "浙A12345", None, 8),
        ("vin", "1M8GDM9AXKP042788", 17, 17),
        ("isbn", "9780306406157", 13, 13),
        ("uuid", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", 36, 36),
        ("ipv4", "10.0.0.1", None, 15),
        ("country_code", "CN", 2, 2),
        ("currency_code", "CNY", 3, 3),
    ],
)
def test_a_meaning_with_a_standard_has_its_length(meaning, value, least, most):
    rows = pl.DataFrame({"c": [value] * 5})
    [made] = drafted(table_of(rows), rows, {"c": Meant(meaning=meaning)}, is_whole=False).columns
    assert (made.shortest, made.longest) == (least, most)


def test_days_in_iso_form_are_days_and_others_are_not():
    rows = pl.DataFrame({"c": ["1949-12-31", "2000-02-29"]})
    for form, family in (("yyyy-MM-dd", Family.DATE), ("dd/MM/yyyy", Family.TEXT)):
        meant = {"c": Meant(meaning="date", logical=Family.DATE, form=form)}
        [made] = drafted(table_of(rows), rows, meant, is_whole=False).columns
        assert made.family is family


def declared(**told) -> Table:
    columns = (Column("c", "", told.pop("family"), declared=Declared(**told)),)
    return Table(TableName("", "t"), TableKind.TABLE, columns)


@pytest.mark.parametrize(
    ("told", "good", "bad", "rule"),
    [
        ({"family": Family.TEXT, "longest": 5}, ["迪丽热巴·"], ["迪丽热巴·迪"], Rule.LONG),
        ({"family": Family.TEXT, "codes": ("A", "B")}, ["B"], ["C"], Rule.CODE),
        ({"family": Family.TEXT, "parts": ("a", "b")}, ["", "a,b"], ["c"], Rule.FORM),
        ({"family": Family.INTEGER, "bits": 8}, [-128, 127], [128], Rule.WIDE),
        ({"family": Family.INTEGER, "low": "0", "high": "9"}, [0, 9], [10], Rule.ABOVE),
        ({"family": Family.DECIMAL, "precision": 4, "scale": 2}, [99.99], [100.0], Rule.WIDE),
        ({"family": Family.DECIMAL, "precision": 4, "scale": 2}, [9.99], [9.999], Rule.SCALE),
    ],
)
def test_what_is_declared_binds_and_is_left_out_where_rows_break_it(told, good, bad, rule):
    table = declared(**dict(told))
    [good, bad] = [pl.DataFrame({"c": values}) for values in (good, bad)]
    made = drafted(table, good, {}, is_whole=True)
    assert breaches(good.lazy(), made) == []
    assert [each.rule for each in breaches(bad.lazy(), made)] == [rule]
    assert breaches(bad.lazy(), drafted(table, bad, {}, is_whole=True)) == []


def test_rows_that_share_a_value_are_told_by_their_keys():
    frame = GOOD.with_columns(e=pl.lit(1.5))
    [found] = breaches(frame.lazy(), STANDARD)
    assert (found.examples, found.keys) == (("1.5",), ("a = 1, b = ab / a = 9, b = abcd",))
    twice = pl.concat([GOOD.with_columns(e=pl.lit(None, pl.Float64))] * 2)
    [found] = breaches(twice.lazy(), STANDARD)
    assert found.keys == ("a = 1, b = ab", "a = 9, b = abcd")


DIVISIONS = TableStandard(
    table="t",
    title=T,
    columns=(
        ColumnStandard(
            name="area",
            title=T,
            family=Family.TEXT,
            code_set="divisions",
            codes=standard_sets()["divisions"].codes,
        ),
    ),
)


def test_long_lists_of_codes_are_named_where_people_read():
    count = len(DIVISIONS.columns[0].codes)
    said = document(DIVISIONS)
    assert "110101" not in said
    assert len(said.splitlines()) < 20
    for each in ("GB/T 2260-2007", "divisions", "行政区划", str(count)):
        assert each in said
    for dialect in DIALECTS:
        made = ddl(DIVISIONS, dialect)
        assert "110101" not in made
        assert f"{count} 个代码" in made
    check = jsonschema.Draft202012Validator(json_schema(DIVISIONS)).is_valid
    assert (check({"area": "110101"}), check({"area": "999999"})) == (True, False)


def test_codes_of_places_are_no_keys_and_plates_keep_all_forms_of_their_standard():
    rows = pl.DataFrame(
        {
            "region_code": [f"33{n:04}" for n in range(200)],
            "plate_no": [f"浙A{n:05}" for n in range(200)],
        }
    )
    meant = {
        "region_code": Meant(meaning="region_code", known_list="GB/T 2260"),
        "plate_no": Meant(meaning="licence_plate"),
    }
    made = drafted(table_of(rows), rows, meant, is_whole=True)
    assert made.columns[0].unique is False
    tomorrow = pl.DataFrame(
        {"region_code": ["330101", "330101"], "plate_no": ["浙AD12345", "粤B1"]}
    )
    assert not [each for each in breaches(tomorrow.lazy(), made) if "浙AD12345" in each.examples]
    assert not [each for each in breaches(tomorrow.lazy(), made) if each.column == "region_code"]
