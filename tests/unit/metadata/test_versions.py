"""A structure as stored text, and what is different between two."""

from dataclasses import replace

import pytest

from onedata_assets.domain.metadata.difference_texts import told
from onedata_assets.domain.metadata.differences import ALWAYS_BREAKING, Change, Kind, differences
from onedata_assets.domain.metadata.model import (
    Column,
    Family,
    ForeignKey,
    Index,
    Table,
    TableKind,
    TableName,
)
from onedata_assets.domain.metadata.structure import Problem, Structure
from onedata_assets.domain.metadata.type_changes import is_widening
from onedata_assets.domain.metadata.versions import content_of, rows_of, structure_from

pytestmark = pytest.mark.row("S13", "S15")

ID = Column("id", "integer", Family.INTEGER, nullable=False)
NAME = Column("姓名", "varchar(40)", Family.TEXT, comment="法定姓名", default="'无'")
AMOUNT = Column("amount", "decimal(12,2)", Family.DECIMAL)
CUSTOMERS = Table(
    TableName("shop", "客户"),
    TableKind.TABLE,
    (ID, NAME, AMOUNT),
    comment="所有客户",
    primary_key=("id",),
    unique_keys=(("姓名",),),
    indexes=(Index("by_name", ("姓名",), unique=True),),
    rows=3,
)
ORDERS = Table(
    TableName("shop", "order"),
    TableKind.TABLE,
    (ID, Column("customer", "integer", Family.INTEGER)),
    foreign_keys=(ForeignKey(("customer",), CUSTOMERS.name, ("id",)),),
    properties={"format": "csv"},
    notes={"written_by": "load.ktr"},
)
MIXED = Problem(ORDERS.name, "two encodings", "两种编码", is_partial=True)
SHOP = Structure((ORDERS, CUSTOMERS), (Problem(TableName("", "lost"), "gone", "没了"), MIXED))


def changes(old: Table, new: Table) -> list[tuple[Kind, str, bool]]:
    found = differences(Structure((old,)), Structure((new,)))
    return [(each.kind, each.column, each.is_breaking) for each in found]


def with_columns(*columns: Column) -> Table:
    return replace(CUSTOMERS, columns=columns)


def test_a_structure_comes_back_from_its_text_as_it_was():
    assert structure_from(content_of(SHOP), rows_of(SHOP)) == SHOP


def test_rows_make_no_version():
    grown = replace(SHOP, tables=(ORDERS, replace(CUSTOMERS, rows=4000)))
    assert content_of(grown) == content_of(SHOP)
    assert (rows_of(grown), rows_of(SHOP)) == ({"shop.客户": 4000}, {"shop.客户": 3})


def test_a_thousand_tables_of_thirty_columns_are_a_text_of_two_megabytes_at_most():
    columns = tuple(replace(AMOUNT, name=f"column_{number}") for number in range(30))
    tables = tuple(
        Table(TableName("public", f"t{number:04}"), TableKind.TABLE, columns)
        for number in range(1000)
    )
    assert len(content_of(Structure(tables))) < 2_000_000


def test_equal_structures_have_no_differences():
    assert differences(SHOP, structure_from(content_of(SHOP))) == []


def test_tables_that_come_and_go_are_told():
    found = differences(Structure((CUSTOMERS,)), Structure((ORDERS,)))
    assert [(each.kind, each.is_breaking) for each in found] == [
        (Kind.TABLE_ADDED, False),
        (Kind.TABLE_REMOVED, True),
    ]


def test_a_table_under_a_new_name_is_told_as_renamed_with_what_changed_in_it():
    new = replace(
        with_columns(ID, NAME, replace(AMOUNT, comment="元")), name=TableName("shop", "会员")
    )
    assert changes(CUSTOMERS, new) == [
        (Kind.TABLE_RENAMED, "", True),
        (Kind.COLUMN_COMMENT, "amount", False),
    ]


def test_small_tables_that_are_alike_by_chance_are_not_taken_for_renamed():
    one = Table(TableName("", "colour"), TableKind.TABLE, (ID,))
    other = Table(TableName("", "shipment"), TableKind.TABLE, (ID,))
    assert [each[0] for each in changes(one, other)] == [Kind.TABLE_REMOVED, Kind.TABLE_ADDED]


def test_a_table_that_the_account_may_no_longer_read_is_not_told_as_gone():
    refused = Structure((), (Problem(CUSTOMERS.name, "permission denied", "没有权限"),))
    [change] = differences(Structure((CUSTOMERS,)), refused)
    assert (change.kind, change.after) == (Kind.TABLE_UNREADABLE, "permission denied")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ((ID, NAME), [(Kind.COLUMN_REMOVED, "amount", True)]),
        (
            (ID, NAME, AMOUNT, replace(ID, name="age", nullable=True)),
            [(Kind.COLUMN_ADDED, "age", False)],
        ),
        ((ID, replace(NAME, name="客户姓名"), AMOUNT), [(Kind.COLUMN_RENAMED, "姓名", True)]),
        ((ID, replace(NAME, type="varchar(80)"), AMOUNT), [(Kind.COLUMN_TYPE, "姓名", False)]),
        ((ID, replace(NAME, type="varchar(20)"), AMOUNT), [(Kind.COLUMN_TYPE, "姓名", True)]),
        ((replace(ID, nullable=True), NAME, AMOUNT), [(Kind.COLUMN_NULLABLE, "id", True)]),
        ((ID, replace(NAME, nullable=False), AMOUNT), [(Kind.COLUMN_NULLABLE, "姓名", False)]),
        ((ID, replace(NAME, default=None), AMOUNT), [(Kind.COLUMN_DEFAULT, "姓名", False)]),
        ((ID, replace(NAME, comment=""), AMOUNT), [(Kind.COLUMN_COMMENT, "姓名", False)]),
        ((NAME, ID, AMOUNT), [(Kind.COLUMN_ORDER, "", False)]),
    ],
)
def test_what_changed_in_columns_is_told(columns, expected):
    assert changes(CUSTOMERS, with_columns(*columns)) == expected


@pytest.mark.parametrize(
    ("part", "value", "expected"),
    [
        ("primary_key", ("id", "姓名"), (Kind.PRIMARY_KEY, True)),
        ("unique_keys", (), (Kind.UNIQUE_KEY_REMOVED, True)),
        ("unique_keys", (("amount",), ("姓名",)), (Kind.UNIQUE_KEY_ADDED, False)),
        ("foreign_keys", ORDERS.foreign_keys, (Kind.FOREIGN_KEYS, False)),
        ("indexes", (), (Kind.INDEXES, False)),
        ("comment", "客户", (Kind.TABLE_COMMENT, False)),
        ("kind", TableKind.VIEW, (Kind.TABLE_FORM, True)),
        ("properties", {"delimiter": ";"}, (Kind.TABLE_FORM, True)),
        ("notes", {"read_by": "load.ktr"}, (Kind.TABLE_NOTES, False)),
    ],
)
def test_what_changed_of_a_table_is_told(part, value, expected):
    [(kind, _, is_breaking)] = changes(CUSTOMERS, replace(CUSTOMERS, **{part: value}))
    assert (kind, is_breaking) == expected


@pytest.mark.parametrize(
    ("family", "old", "new", "widens"),
    [
        (Family.INTEGER, "integer", "bigint", True),
        (Family.INTEGER, "bigint", "integer", False),
        (Family.INTEGER, "int(11)", "int(11) unsigned", False),
        (Family.DECIMAL, "numeric(10,2)", "numeric(12,2)", True),
        (Family.DECIMAL, "numeric(10,2)", "numeric(10,4)", False),
        (Family.DECIMAL, "numeric(10,2)", "numeric", True),
        (Family.TEXT, "character varying(40)", "text", True),
        (Family.TEXT, "text", "character varying(40)", False),
        (Family.FLOAT, "real", "double precision", True),
        (Family.OTHER, "box", "circle", False),
    ],
)
def test_a_type_widens_where_all_its_values_stay_what_they_are(family, old, new, widens):
    assert is_widening(Column("c", old, family), Column("c", new, family)) is widens


def test_another_family_never_widens():
    assert not is_widening(ID, replace(ID, type="bigint", family=Family.TEXT))


@pytest.mark.parametrize(
    ("kind", "is_breaking"),
    [
        *((kind, False) for kind in Kind if kind not in ALWAYS_BREAKING),
        *(
            (kind, True)
            for kind in (*sorted(ALWAYS_BREAKING), Kind.COLUMN_TYPE, Kind.COLUMN_NULLABLE)
        ),
    ],
)
def test_every_change_is_told_in_both_languages_with_the_reason_why_it_breaks(kind, is_breaking):
    text = told(Change(kind, CUSTOMERS.name, "姓名", "a", "b", is_breaking))
    assert "{" not in text.en + text.zh
    assert ("：" in text.zh.removesuffix("：b")) is is_breaking


def test_a_table_whose_rows_the_account_may_no_longer_read_is_told():
    closed = replace(SHOP, problems=(*SHOP.problems, Problem(CUSTOMERS.name, "no SELECT", "无权")))
    [change] = differences(SHOP, closed)
    assert (change.kind, change.is_breaking) == (Kind.TABLE_UNREADABLE, True)


def test_a_problem_of_a_part_of_a_table_breaks_nobody():
    partly = replace(MIXED, table=CUSTOMERS.name)
    assert differences(SHOP, replace(SHOP, problems=(*SHOP.problems, partly))) == []


def test_thousands_of_tables_are_compared_in_little_time():
    import time

    columns = tuple(replace(AMOUNT, name=f"c{number}") for number in range(30))
    tables = [
        Table(TableName("", f"t{number}"), TableKind.TABLE, columns) for number in range(1000)
    ]
    moved = [replace(each, name=TableName("new", each.name.name)) for each in tables]
    begun = time.perf_counter()
    found = differences(Structure(tuple(tables)), Structure(tuple(moved)))
    assert len(found) == 2000
    assert time.perf_counter() - begun < 5
