"""What leaves of a standard: forms of codings, names and keys of statements, in each dialect."""

import json
import re
import sqlite3
from datetime import date

import duckdb
import jsonschema
import polars as pl
import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.metadata.codings import CODINGS
from onedata_assets.domain.metadata.ddl_dialects import DIALECTS
from onedata_assets.domain.metadata.findings import FoundReference, TableFindings
from onedata_assets.domain.metadata.model import (
    Column,
    Family,
    ForeignKey,
    Table,
    TableKind,
    TableName,
)
from onedata_assets.domain.metadata.physical_tables import Placed, Refers, physical_name, placed
from onedata_assets.domain.metadata.sources import KnownTable, Source, SourceKind
from onedata_assets.domain.metadata.standard_ddl import ddl
from onedata_assets.domain.metadata.standard_expectations import expectation_suite
from onedata_assets.domain.metadata.standard_json_schema import json_schema
from onedata_assets.domain.metadata.standards import Code, ColumnStandard, TableStandard
from onedata_assets.domain.processing.contract import Text

pytestmark = pytest.mark.row("S16", "S17")
T = Text(en="t", zh="题")
TODAY = date(2026, 11, 27)
VALID = {
    "GB 11643": ["11010519491231002X", "11010519491231002x"],
    "GB 32100": ["91350100M000100Y43", "91350100m000100y43"],
    "GB 11714": ["D2143569-X", "d2143569X"],
    "ISO/IEC 7812": ["4111 1111 1111 1111", "4111-1111-1111-1111", "378282246310005"],
    "ISO 13616": ["GB82 WEST 1234 5698 7654 32", "gb82west12345698765432"],
    "ISO 2108": ["0-306-40615-2", "978 0 306 40615 7", "080442957x"],
    "GS1 GTIN": ["6901234567892", "96385074", "036000291452"],
    "ISO 3779": ["1M8GDM9AXKP042788", "1m8gdm9axkp042788"],
    "GSMA IMEI": ["490154203237518"],
}


def passes(name: str, values: list[str]) -> list[bool]:
    value = pl.col("value").str.strip_chars()
    frame = pl.DataFrame({"value": values}, schema={"value": pl.String})
    return (
        frame.select(CODINGS[name].passes(value, TODAY).fill_null(value=False))
        .to_series()
        .to_list()
    )


@pytest.mark.parametrize("name", CODINGS)
def test_each_coding_has_a_form_that_takes_its_codes_and_no_words(name):
    good = [each for code in VALID[name] for each in (code, f" {code}\t")]
    assert passes(name, good) == [True] * len(good)
    pattern = CODINGS[name].pattern
    assert all(re.search(pattern, each) for each in good)
    for wrong in ("", "words", "12", "A" * 60, f"{good[0]}\n{good[0]}", "号码"):
        assert not re.search(pattern, wrong), wrong


@given(st.sampled_from(sorted(CODINGS)), st.data())
def test_whatever_passes_a_coding_has_its_form(name, data):
    code = data.draw(st.sampled_from(VALID[name]))
    at = data.draw(st.integers(0, len(code) - 1))
    signs = "0123456789 -XxABZabz"
    values = [code[:at] + put + code[at + cut :] for put in ("", *signs) for cut in (0, 1)]
    frame = pl.Series(values)
    form = frame.str.contains(CODINGS[name].pattern).to_list()
    assert not [
        value
        for value, good, shaped in zip(values, passes(name, values), form, strict=True)
        if good and not shaped
    ]


def column(name: str, family: Family = Family.TEXT, **rules) -> ColumnStandard:
    return ColumnStandard(name=name, title=T, family=family, **rules)


def standard(*columns: ColumnStandard, key=(), table="shop/orders") -> TableStandard:
    return TableStandard(table=table, title=T, columns=columns, key=key)


CARD = column("card", coding="GB 11643", pattern="1.*", unique=True, meaning="id_card")
WIDE = standard(
    CARD,
    column("day", Family.DATE, low="2020-01-01", high="2030-12-31"),
    column("price", Family.DECIMAL, scale=2, unit="CNY", low="0"),
    column("pieces", Family.DECIMAL, scale=0),
    key=("card",),
)


def test_a_json_schema_tells_of_each_rule_in_keywords_that_every_validator_knows():
    schema = json_schema(WIDE)
    told = schema["properties"]
    check = jsonschema.Draft202012Validator(schema).is_valid
    row = {"card": "11010519491231002X", "day": "2026-01-01", "price": 19.99, "pieces": 2}
    assert check(row)
    assert not check(row | {"card": "1 words"})
    assert not check(row | {"card": "91010519491231002X"})
    assert not check(row | {"pieces": 2.5})
    assert "GB 11643" in told["card"]["$comment"]
    assert "check sign" in told["card"]["$comment"]
    assert "unique" in told["card"]["$comment"]
    assert ["2020-01-01" in told["day"]["$comment"], "2030-12-31" in told["day"]["$comment"]] == [
        True, True,
    ]  # fmt: skip
    assert "decimals: 2" in told["price"]["$comment"]
    assert "CNY" in told["price"]["$comment"]
    assert "card" in schema["$comment"]
    known = {
        "title", "type", "format", "enum", "minLength", "maxLength", "pattern", "allOf",
        "minimum", "maximum", "multipleOf", "$comment",
    }  # fmt: skip
    assert {name for each in told.values() for name in each} <= known


def test_a_suite_expects_the_form_of_a_coding_and_tells_which_it_is():
    suite = expectation_suite(WIDE)
    [expected] = [each for each in suite["expectations"] if each["meta"]]
    assert expected["type"] == "expect_column_values_to_match_regex"
    assert expected["meta"]["coding"] == "GB 11643"
    assert re.search(expected["kwargs"]["regex"], "11010519491231002X")
    assert not re.search(expected["kwargs"]["regex"], "words")
    assert suite["meta"]["columns"]["price"] == {"unit": "CNY", "scale": 2}
    json.dumps(suite)


def test_a_code_that_is_no_number_is_exported_as_it_is_written():
    told = standard(column("n", Family.INTEGER, codes=(Code(value="01", title=T),)))
    assert json_schema(told)["properties"]["n"]["enum"] == ["01", None]
    assert all("'01'" in ddl(told, each) for each in DIALECTS)


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        (SourceKind.SQL, TableName("", "t"), ("", "t")),
        (SourceKind.SQL, TableName("public", "t"), ("", "t")),
        (SourceKind.SQL, TableName("sales", "a.b"), ("sales", "a.b")),
        (SourceKind.LAKE, TableName("dwd", "orders"), ("dwd", "orders")),
        (SourceKind.FILES, TableName("", "gbk订单.csv"), ("", "gbk订单")),
        (SourceKind.FILES, TableName("", "人事.xlsx#员工花名册"), ("", "人事_员工花名册")),
        (SourceKind.FILES, TableName("", "a/b-2.jsonl.gz"), ("", "a_b_2")),
        (SourceKind.FILES, TableName("", "sales_*.csv"), ("", "sales")),
        (SourceKind.FILES, TableName("", "2024.csv"), ("", "t_2024")),
        (SourceKind.FILES, TableName("", "*.csv"), ("", "table")),
        (SourceKind.LOGS, TableName("", "access.log"), ("", "access")),
        (SourceKind.HTTP, TableName("", "orders/search:post"), ("", "orders_search_post")),
    ],
)
def test_a_table_has_a_plain_name_and_only_its_own_schema(kind, name, expected):
    assert physical_name(kind, name) == TableName(*expected)


@given(st.text(max_size=80))
def test_every_name_of_a_file_is_one_that_databases_take(name):
    made = physical_name(SourceKind.FILES, TableName("", name)).name
    assert re.fullmatch(r"[^\W\d]\w*", made)
    assert len(made.encode()) <= 63


PARENT = standard(column("code", longest=8), column("name"), key=("code",), table="shop/branch")
CHILD = standard(
    column("no", shortest=2, longest=8, unique=True),
    column("line", Family.INTEGER, low="1"),
    column("branch", longest=8),
    column("state", codes=(Code(value="it's", title=T), Code(value="订\\n", title=T))),
    column("is_paid", Family.BOOLEAN, codes=(Code(value="true", title=T),)),
    column("note", nullable=False, pattern="x.*"),
    column("amount", Family.DECIMAL, scale=2),
    column("at", Family.MOMENT, low="2026-01-01T00:00:00"),
    column("day", Family.DATE, low="2026-01-01"),
    column("hour", Family.TIME),
    column("raw", Family.BINARY, unique=True),
    column("tree", Family.NESTED),
    column("what", Family.OTHER),
    key=("no", "line"),
)
BRANCH = Refers(("branch",), TableName("", "branch"), ("code",))
LOOSE = Refers(("note",), TableName("", "branch"), ("name",), holds=False)
PLACE = Placed(TableName("", "orders"), (BRANCH, LOOSE))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_statement_is_of_its_dialect(dialect):
    for told, place in ((PARENT, None), (CHILD, PLACE), (WIDE, None)):
        made = sqlglot.parse(ddl(told, dialect, place), read=dialect)
        assert made
        assert not [each for each in made if isinstance(each, sqlglot.exp.Command)]


def run(execute, dialect: str) -> None:
    execute(ddl(PARENT, dialect, Placed(TableName("", "branch"))))
    execute(ddl(CHILD, dialect, PLACE))


GOOD = (
    "('ab', 1, null, 'it''s', true, 'x', 1.25, '2026-01-02 00:00:00', '2026-01-01',"
    " null, null, null, null)"
)


@pytest.mark.parametrize(
    "wrong",
    [
        GOOD.replace("'ab'", "'a'"),
        GOOD.replace("'ab'", "'abcdefghi'"),
        GOOD.replace("'ab'", "null"),
        GOOD.replace(" 1,", " 0,"),
        GOOD.replace("'it''s'", "'its'"),
        GOOD.replace("true", "false"),
        GOOD.replace("'x'", "null"),
        GOOD.replace("'2026-01-01'", "'2025-12-31'"),
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite", "duckdb"])
def test_a_database_keeps_what_the_statement_says(dialect, wrong):
    if dialect == "sqlite":
        base = sqlite3.connect(":memory:")
        run(base.executescript, dialect)
    else:
        base = duckdb.connect()
        run(base.execute, dialect)
    base.execute(f"INSERT INTO orders VALUES {GOOD}")
    with pytest.raises((duckdb.Error, sqlite3.Error)):
        base.execute(f"INSERT INTO orders VALUES {wrong.replace('ab', 'ac')}")
    with pytest.raises((duckdb.Error, sqlite3.Error)):
        base.execute(f"INSERT INTO orders VALUES {GOOD}")


def test_references_are_clauses_statements_or_words_as_the_dialect_can():
    inline = ddl(CHILD, "sqlite", PLACE)
    base = sqlite3.connect(":memory:")
    base.executescript("PRAGMA foreign_keys = ON;")
    run(base.executescript, "sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN"):
        base.execute(
            f"INSERT INTO orders VALUES {GOOD.replace('null', chr(39) + 'x' + chr(39), 1)}"
        )
    assert 'FOREIGN KEY ("branch") REFERENCES "branch" ("code")' in inline.partition("CREATE")[2]
    for dialect in ("postgres", "mysql", "oracle", "tsql"):
        *_, last = sqlglot.parse(ddl(CHILD, dialect, PLACE), read=dialect)
        assert isinstance(last, sqlglot.exp.Alter)
    for dialect in ("duckdb", "hive", "spark", "clickhouse"):
        before, _, after = ddl(CHILD, dialect, PLACE).partition("CREATE TABLE")
        assert "FOREIGN KEY" in before
        assert "FOREIGN KEY" not in after
    for dialect in DIALECTS:  # some rows have no partner: no database could be held to it
        [line] = [
            each
            for each in ddl(CHILD, dialect, PLACE).splitlines()
            if "note" in each and "KEY" in each
        ]
        assert line.startswith("--")


def test_a_schema_is_made_where_the_table_has_one_and_left_out_where_there_is_none():
    place = Placed(TableName("sales", "orders"))
    base = duckdb.connect()
    base.execute(ddl(PARENT, "duckdb", place))
    assert base.execute("SELECT count(*) FROM sales.orders").fetchone() == (0,)
    assert "sales" not in ddl(PARENT, "sqlite", place)
    assert 'CREATE TABLE "branch"' in ddl(PARENT, "postgres")
    assert 'CREATE TABLE "ods"."t"' in ddl(standard(column("a"), table="ods/t"), "postgres")


def test_keys_fit_the_index_of_a_database_or_are_told_in_words():
    long = standard(column("a", longest=2000), column("b"), key=("a", "b"))
    for dialect in ("mysql", "tsql", "oracle"):
        before, _, after = ddl(long, dialect).partition("CREATE TABLE")
        assert "key: (a, b)" in before
        assert "PRIMARY KEY" not in after
    assert "PRIMARY KEY" in ddl(long, "postgres")
    short = ddl(standard(column("a"), key=("a",)), "mysql")
    assert "`a` VARCHAR(255) NOT NULL" in short
    wide = standard(*(column(f"c{n}", longest=4000) for n in range(20)))
    sizes = map(int, re.findall(r"VARCHAR\((\d+)\)", ddl(wide, "mysql")))
    assert sum(sizes) * 4 <= 65_535


SHOP = Source.of({"name": "shop", "kind": "files", "connection": "SHOP_DIR"})
LINES = Table(
    TableName("", "lines.csv"),
    TableKind.FILE,
    (Column("order", "", Family.TEXT), Column("item", "", Family.TEXT)),
    foreign_keys=(ForeignKey(("order",), TableName("", "orders.csv"), ("no",)),),
)


def found(columns, parent, *, source="shop", match=1.0, sure=0.9) -> FoundReference:
    return FoundReference(
        columns, source, TableName("", parent), ("id",), sure, match, False, False, ()
    )


def references(*those: FoundReference, **given) -> tuple[Refers, ...]:
    findings = TableFindings(LINES.name, "", T, references=those)
    return placed("shop/lines.csv", KnownTable(SHOP, LINES), findings, **given).references


def test_references_are_declared_ones_first_and_found_ones_of_the_same_source():
    declared = Refers(("order",), TableName("", "orders"), ("no",))
    item = found(("item",), "items.xlsx#所有")
    assert references(found(("order",), "other.csv"), item) == (
        declared,
        Refers(("item",), TableName("", "items_所有"), ("id",)),
    )
    assert references(found(("item",), "x.csv", source="crm")) == (declared,)
    for doubtful in (found(("item",), "x.csv", match=0.99), found(("item",), "x.csv", sure=0.4)):
        assert [each.holds for each in references(doubtful)] == [True, False]


def test_a_table_that_is_not_seen_is_not_told():
    assert references(found(("item",), "items.csv"), seen={("shop", "orders.csv")}) == (
        Refers(("order",), TableName("", "orders"), ("no",)),
    )


def test_columns_that_need_not_differ_are_referred_to_in_words_alone():
    parents = {
        "shop/orders.csv": standard(column("no", unique=True), table="shop/orders.csv"),
        "shop/items.csv": standard(column("id"), table="shop/items.csv"),
    }
    [order, item] = references(found(("item",), "items.csv"), standard_of=parents.get)
    assert (order.holds, item.holds) == (True, False)
    parents["shop/items.csv"] = standard(column("id"), key=("id",), table="shop/items.csv")
    [_, item] = references(found(("item",), "items.csv"), standard_of=parents.get)
    assert item.holds
