"""Transformations that are generated from a plan, and what they do when they run."""

import sqlite3

import pytest
from pydantic import ValidationError

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.generate.inputs import quoted
from onedata_resources.kettle.generate.plan import Plan
from onedata_resources.kettle.generate.transformation import ktr_of, transformation_of
from onedata_resources.kettle.lineage.columns import ColumnRef, TableRef
from onedata_resources.kettle.lineage.tables import table_lineage

ORDERS = [
    (1, "A", 10.0, 2, "13812345678", "2026-01-05"),
    (2, "B", None, 1, "139", None),
    (2, "B", 7.5, 3, "13900000000", "2026-02-01"),
    (3, None, 4.0, 0, None, "2026-03-01"),
    (4, "C", 9.0, 5, "15011112222", "2026-03-02"),
]
CUSTOMERS = [("A", "张三", "gold"), ("B", "李四", "silver"), ("B", "李四二", "silver")]


@pytest.fixture
def shop(tmp_path):
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    connection = sqlite3.connect(tmp_path / "shop.db")
    connection.execute(
        'create table "订单"(id integer, customer text, price real, quantity integer,'
        " phone text, paid_on date)"
    )
    connection.executemany('insert into "订单" values (?,?,?,?,?,?)', ORDERS)
    connection.execute("create table customer(code text, name text, level text)")
    connection.executemany("insert into customer values (?,?,?)", CUSTOMERS)
    connection.execute("create table target(order_id integer primary key, total real, who text)")
    connection.commit()
    connection.close()
    return url


def plan(**changes) -> Plan:
    given = {
        "name": "订单清洗",
        "description": "每单一行 / one row per order",
        "source": {
            "connection": "shop",
            "table": "订单",
            "columns": ["id", "customer", "price", "quantity", "phone", "paid_on"],
        },
        "target": {"connection": "shop", "table": "target"},
        "outputs": [{"column": "id", "name": "order_id"}],
    }
    return Plan.model_validate(given | changes)


def rows(made: Plan, url: str, tmp_path) -> list[tuple]:
    """Run the plan into a text file and return its lines as tuples, the header first."""
    target = {"path": str(tmp_path / "out"), "extension": "txt", "separator": "|"}
    made = Plan.model_validate({**made.model_dump(by_alias=True), "target": target})
    run(made, url)
    text = (tmp_path / "out.txt").read_text()
    return [tuple(each.split("|")) for each in text.splitlines()]


def run(made: Plan, url: str) -> None:
    started = TransformationRun(transformation_of(made), RunContext(connections={"shop": url}))
    started.execute()
    assert started.status == "Finished", started.log.text()


def outputs(*names: str) -> list[dict]:
    return [{"column": name} for name in names]


@pytest.mark.row("S01", "S43")
def test_rows_are_filtered_from_left_to_right(shop, tmp_path):
    filters = [
        {"column": "quantity", "function": ">", "value": "1", "type": "Integer"},
        {"column": "customer", "function": "IS NULL", "operator": "OR"},
    ]
    made = plan(filters=filters, outputs=outputs("id", "quantity"))
    assert rows(made, shop, tmp_path)[1:] == [("1", "2"), ("2", "3"), ("3", "0"), ("4", "5")]


@pytest.mark.row("S01", "S43")
def test_the_first_row_of_each_key_is_kept_and_gaps_are_filled(shop, tmp_path):
    made = plan(
        distinct=["id"],
        imputed=[{"column": "price", "value": "0"}, {"column": "customer", "value": "?"}],
        outputs=outputs("id", "customer", "price"),
    )
    assert rows(made, shop, tmp_path)[1:] == [
        ("1", "A", "10.0"),
        ("2", "B", "0.0"),
        ("3", "?", "4.0"),
        ("4", "C", "9.0"),
    ]


@pytest.mark.row("S18", "S44", "S46")
def test_values_are_mapped_and_calculated(shop, tmp_path):
    made = plan(
        value_maps=[
            {"column": "customer", "values": {"A": "甲"}, "target": "customer_zh", "other": "其他"}
        ],
        calculations=[
            {"name": "total", "operation": "MULTIPLY", "a": "price", "b": "quantity",
             "type": "Number", "mask": "0.00"},
        ],
        outputs=outputs("id", "customer_zh", "total"),
    )  # fmt: skip
    assert rows(made, shop, tmp_path)[1:3] == [("1", "甲 ", "20.00"), ("2", "其他", "")]


@pytest.mark.row("S45")
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("lookup", [("1", "张三"), ("2", "李四二"), ("2", "李四二"), ("3", "-"), ("4", "-")]),
        ("database", [("1", "张三"), ("2", "李四"), ("2", "李四"), ("3", "-"), ("4", "-")]),
    ],
)
def test_columns_are_looked_up(shop, tmp_path, kind, expected):
    join = {
        "source": {"connection": "shop", "table": "customer", "columns": ["code", "name"]},
        "on": {"customer": "code"},
        "columns": {"name": "customer_name"},
        "defaults": {"customer_name": "-"},
        "kind": kind,
    }
    made = plan(joins=[join], outputs=outputs("id", "customer_name"))
    assert rows(made, shop, tmp_path)[1:] == expected


@pytest.mark.row("S45")
@pytest.mark.parametrize(
    ("kind", "ids"), [("inner", "1,2,2,2,2"), ("left", "3,1,2,2,2,2,4"), ("full", "3,1,2,2,2,2,4")]
)
def test_sorted_streams_are_joined(shop, tmp_path, kind, ids):
    join = {
        "source": {"connection": "shop", "table": "customer", "columns": ["code", "name"]},
        "on": {"customer": "code"},
        "columns": {"name": "customer_name"},
        "kind": kind,
    }
    made = plan(joins=[join], outputs=outputs("id", "customer_name"))
    assert ",".join(row[0] for row in rows(made, shop, tmp_path)[1:]) == ids


@pytest.mark.row("S74")
def test_sensitive_values_are_hidden(shop, tmp_path):
    made = plan(
        filters=[{"column": "quantity", "function": "<>", "value": "0", "type": "Integer"}],
        masks=[
            {"column": "phone", "rule": "stars", "keep_first": 3, "keep_last": 4},
            {"column": "customer", "rule": "hash", "salt": "盐"},
        ],
        outputs=outputs("phone", "customer"),
    )
    found = rows(made, shop, tmp_path)[1:]
    assert [phone for phone, _ in found] == ["138****5678", "***", "139****0000", "150****2222"]
    import hashlib

    assert found[0][1] == hashlib.sha256("盐A".encode()).hexdigest()


def test_a_table_is_updated_by_its_keys(shop):
    made = plan(
        source={"connection": "shop", "query": "select id, max(price) as price, 'x' as who"
                " from \"订单\" group by id"},
        target={"connection": "shop", "table": "target", "mode": "upsert", "keys": ["order_id"]},
        outputs=[
            {"column": "id", "name": "order_id"}, {"column": "price", "name": "total"},
            {"column": "who"},
        ],
    )  # fmt: skip
    for _ in range(2):
        run(made, shop)
    with sqlite3.connect(shop.removeprefix("sqlite:///")) as connection:
        found = connection.execute("select * from target order by 1").fetchall()
    connection.close()
    assert found == [(1, 10.0, "x"), (2, 7.5, "x"), (3, 4.0, "x"), (4, 9.0, "x")]


@pytest.mark.row("S65")
def test_column_lineage_goes_through_every_generated_step():
    made = plan(
        calculations=[
            {"name": "total", "operation": "MULTIPLY", "a": "price", "b": "quantity",
             "type": "Number"},
        ],
        masks=[{"column": "phone", "rule": "hash"}],
        outputs=[{"column": "total"}, {"column": "phone", "name": "phone_hash"}],
    )  # fmt: skip
    [written] = table_lineage(transformation_of(made)).writes
    table = TableRef("shop", "", "订单")
    assert written.columns == {
        "total": {ColumnRef(table, "price"), ColumnRef(table, "quantity")},
        "phone_hash": {ColumnRef(table, "phone")},
    }


def test_the_same_plan_gives_the_same_file_without_overlapping_steps():
    made = plan(
        joins=[
            {"source": {"connection": "shop", "table": "customer", "columns": ["code", "name"]},
             "on": {"customer": "code"}, "columns": {"name": "n"}, "kind": "left"},
        ],
    )  # fmt: skip
    assert ktr_of(made) == ktr_of(made)
    drawn = [
        (each.xml.findtext("GUI/xloc"), each.xml.findtext("GUI/yloc"))
        for each in transformation_of(made).steps
    ]
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": {"connection": "shop"}},
        {"source": {"connection": "shop", "table": "t"}},
        {"target": {"connection": "shop", "table": "t", "mode": "upsert"}},
        {"outputs": []},
        {"unknown": 1},
    ],
)
def test_a_plan_that_cannot_work_is_refused(wrong):
    with pytest.raises(ValidationError):
        plan(**wrong)


def test_a_column_that_is_written_twice_is_refused():
    with pytest.raises(KettleFileError, match="writes x twice"):
        ktr_of(plan(outputs=[{"column": "id", "name": "x"}, {"column": "price", "name": "x"}]))


@pytest.mark.parametrize(
    ("name", "sql"),
    [("id", "id"), ("Order", '"Order"'), ("订单", '"订单"'), ("1st", '"1st"'), ('a"b', '"a""b"')],
)
def test_names_are_quoted_where_they_must_be(name, sql):
    assert quoted(name) == sql
