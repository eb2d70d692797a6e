"""Tables made of exported standards: good rows go in, and a row that breaks a rule does not."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from onedata_assets.domain.metadata.model import Family, TableName
from onedata_assets.domain.metadata.physical_tables import Refers
from onedata_assets.domain.processing.contract import Text
from tests.integration.metadata.making_tables import REFUSED, Made, coded, column, standard

pytestmark = [pytest.mark.integration, pytest.mark.row("S16", "S17")]


ORDERS = standard(
    "order",
    column("订单号", title=Text(en="Order's number", zh="订单\n编号"), shortest=2, longest=8),
    column("line", Family.INTEGER, low="1", high="+99"),
    column("select", codes=coded("a", "it's", "订\\n", "%")),
    column("金额 (元)", Family.DECIMAL, scale=2, low="0", unit="CNY"),
    column("rate", Family.FLOAT, scale=1, low="-1.5", high="1e3"),
    column("any", Family.DECIMAL),
    column('quo"te`d', Family.BOOLEAN),
    column("paid", Family.BOOLEAN, codes=coded("true")),
    column("date", Family.DATE, low="20260101", high="2030-12-31"),
    column("at", Family.MOMENT, low="2026-01-01T00:00:00", high="2026-12-31T23:59:59.5"),
    column("100%", Family.TIME, low="08:00", high="18:00:00"),
    column("phone", pattern=r"^1\d{2}-(?:[A-Z]|[\u4e00-\u9fff]){2}$"),
    column("level", Family.INTEGER, codes=coded("1", "2")),
    column("grade", Family.INTEGER, codes=coded("7", "A")),
    column("email", unique=True),
    column("must", nullable=False),
    column("short", longest=3),
    column("raw", Family.BINARY),
    column("tree", Family.NESTED),
    column("what", Family.OTHER),
    key=("订单号", "line"),
)
GOOD = {
    "订单号": "'a1'", "line": "1", "select": "'it''s'", "金额 (元)": "12.25", "rate": "0.1",
    "any": "0.123456789", 'quo"te`d': "FALSE", "paid": "TRUE", "date": "'2026-01-01'",
    "at": "'2026-01-01 00:00:00'", "100%": "'08:00:00'", "phone": "'139-X中'", "level": "2",
    "grade": "7", "email": "'a@b'", "must": "''", "short": "'中文字'", "tree": "'{\"a\": 1}'",
    "what": "'x'",
}  # fmt: skip
ALSO_GOOD = [
    {"订单号": "'A1'"},  # capitals and small letters are two keys
    {"line": "99", "select": "'%'", "email": "'A@b'"},
    {"订单号": "'订单号一二三四五'", "select": "NULL"},
    {"订单号": "'b2'", "rate": "999.9", "at": "'2026-12-31 23:59:59.500'"},
    {"订单号": "'b3'", "100%": "'18:00:00'", "date": "'2030-12-31'", "金额 (元)": "0"},
]
BAD = {
    "the key again": {},
    "a key that is missing": {"line": "NULL"},
    "another key that is missing": {"订单号": "NULL"},
    "too short": {"订单号": "'a'"},
    "too long in a key": {"订单号": "'123456789'"},
    "too long": {"short": "'中文字x'"},
    "below": {"line": "0"},
    "above": {"line": "100"},
    "a decimal below": {"金额 (元)": "-0.01"},
    "a fraction above": {"rate": "1000.1"},
    "a fraction with too many decimals": {"rate": "0.15"},
    "a day before": {"date": "'2025-12-31'"},
    "a day after": {"date": "'2031-01-01'"},
    "a moment before": {"at": "'2025-12-31 23:59:59'"},
    "a moment after": {"at": "'2026-12-31 23:59:59.600'"},
    "a time before": {"100%": "'07:59:59'"},
    "a time after": {"100%": "'18:00:01'"},
    "no code": {"select": "'b'"},
    "a code in capitals": {"select": "'A'"},
    "a code with a blank": {"select": "'a '"},
    "no code of numbers": {"level": "3"},
    "no code of numbers and words": {"grade": "8"},
    "no code of truths": {"paid": "FALSE"},
    "a value that is missing": {"must": "NULL"},
    "a value again": {"email": "'a@b'"},
    "another form": {"phone": "'139-1中'"},
    "a form with more": {"phone": "'139-X中x'"},
    "a form with a line": {"phone": "'139-X中\n'"},
    "a form in small letters": {"phone": "'139-xx'"},
    "words for a number": {"line": "'many'"},
    "words for a decimal": {"any": "'many'"},
    "words for a fraction": {"rate": "'many'"},
    "words for a truth": {'quo"te`d': "'perhaps'"},
    "words for a day": {"date": "'some day'"},
    "words for a moment": {"at": "'some day'"},
    "words for a time": {"100%": "'noon'"},
    "no day": {"date": "'2026-02-30'"},
    "no day of a moment": {"at": "'2026-02-30 00:00:00'"},
    "no time": {"100%": "'12:61:00'"},
}


@pytest.fixture(scope="module")
def orders(base: Made) -> Iterator[Made]:
    """The database with orders, and the good row among them."""
    base.make(ORDERS)
    base.insert("order", GOOD)
    yield base
    base.drop("order")


@pytest.mark.parametrize("changed", BAD.values(), ids=BAD)
def test_a_row_that_breaks_a_rule_is_refused(orders, changed):
    other = {"订单号": "'zz'", "email": "NULL"} if changed else {}
    with pytest.raises(REFUSED):
        orders.insert("order", GOOD | other | changed)


def test_rows_that_keep_the_standard_go_in(orders):
    for changed in ALSO_GOOD:
        orders.insert("order", GOOD | {"email": "NULL"} | changed)
    rows = {(row[0], int(row[1])): row for row in orders.all_of("order")}
    assert len(rows) == 1 + len(ALSO_GOOD)
    first = rows["a1", 1]
    assert (first[2], float(first[3]), float(first[4])) == ("it's", 12.25, 0.1)
    assert (bool(first[6]), bool(first[7]), str(first[8])) == (False, True, "2026-01-01")
    assert rows["订单号一二三四五", 1][2] is None


def test_a_row_of_nothing_but_what_must_be_there_goes_in(orders):
    orders.insert("order", {"订单号": "'only'", "line": "5", "must": "'x'"})


ODD = {
    Family.BOOLEAN: ["5", "'maybe'"],
    Family.DATE: ["'0000-00-00'", "'infinity'", "'2026-00-10'", "'24:00:00'", "'2026-02-30'"],
    Family.MOMENT: ["'0000-00-00 00:00:00'", "'infinity'", "'2026-13-01 00:00:00'"],
    Family.TIME: ["'24:00:00'", "'838:59:59'", "'-01:00:00'"],
    Family.DECIMAL: ["'NaN'", "'Infinity'", "'1,5'"],
    Family.INTEGER: ["'1e'", "''"],
}
"""What types of databases take for values of a family, and polars and people do not."""


@pytest.mark.parametrize("family", ODD)
def test_what_is_no_value_of_a_family_is_refused(base, family):
    base.make(standard("odd", column("v", family)))
    taken = []
    for value in ODD[family]:
        try:
            base.insert("odd", {"v": value})
        except REFUSED:
            continue
        taken.append(value)
    stored = base.all_of("odd")
    base.drop("odd")
    if family is Family.BOOLEAN:  # PostgreSQL and DuckDB may read 5 as true
        assert all(isinstance(value, bool) for (value,) in stored)
    else:
        assert (taken, stored) == ([], [])


def test_decimals_beyond_the_scale_are_refused_or_rounded(base):
    base.make(standard("money", column("v", Family.DECIMAL, scale=2)))
    try:
        base.insert("money", {"v": "1.255"})
    except REFUSED:
        assert base.dialect == "sqlite"
    else:
        [(stored,)] = base.all_of("money")
        assert stored == round(Decimal(stored), 2)
    finally:
        base.drop("money")


def test_a_decimal_whose_scale_nobody_said_is_kept(base):
    base.make(standard("money", column("v", Family.DECIMAL)))
    written = "12345.0123456789"
    base.insert("money", {"v": written})
    [(stored,)] = base.all_of("money")
    base.drop("money")
    assert Decimal(str(stored)).normalize() == Decimal(written)


BRANCH = standard(
    "支行",
    column("地区", longest=4),
    column("no", Family.INTEGER),
    column("code", unique=True, nullable=False),
    key=("地区", "no"),
)
ACCOUNT = standard(
    "group",
    column("id", Family.INTEGER, unique=True, nullable=False),
    column("area", longest=4),
    column("branch", Family.INTEGER),
    column("code"),
    column("head", Family.INTEGER),
)
REFERS = (
    Refers(("area", "branch"), TableName("", "支行"), ("地区", "no")),
    Refers(("code",), TableName("", "支行"), ("code",)),
    Refers(("head",), TableName("", "group"), ("id",)),
)


def test_rows_refer_to_rows_that_are_there(base):
    base.make(BRANCH)
    script = base.make(ACCOUNT, *REFERS)
    base.insert("支行", {"地区": "'华东'", "no": "1", "code": "'x'"})
    base.insert("group", {"id": "1", "area": "'华东'", "branch": "1", "code": "'x'", "head": "1"})
    base.insert("group", {"id": "2"})
    bad = [
        {"id": "3", "area": "'华东'", "branch": "2"},
        {"id": "3", "code": "'y'"},
        {"id": "3", "head": "9"},
    ]
    if base.dialect == "duckdb":  # has no references to tables that may not be there yet
        assert len(re.findall("(?m)^--.*FOREIGN KEY", script)) == len(REFERS)
    else:
        for row in bad:
            with pytest.raises(REFUSED):
                base.insert("group", row)
    base.drop("group", "支行")


@pytest.mark.parametrize("length", [768, 760, 752, 400])
def test_long_keys_are_kept_or_told(base, length):
    made = standard(
        "long", column("a", longest=length), column("n", Family.INTEGER), key=("a", "n")
    )
    script = base.make(made)
    base.insert("long", {"a": "'x'", "n": "1"})
    if "PRIMARY KEY" in script:
        with pytest.raises(REFUSED):
            base.insert("long", {"a": "'x'", "n": "1"})
    else:
        assert "主键 key: (a, n)" in script
    base.drop("long")
