"""Transformations generated from a table and its standard, run by the engine on a real database."""

import sqlite3

import pytest

from onedata_assets.domain.metadata.cleaning_plan import Route, cleaning_plan, plan_diff
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.standards import (
    Code,
    ColumnStandard,
    StandardError,
    TableStandard,
)
from onedata_assets.domain.processing.contract import Text
from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.generate.plan import Plan
from onedata_resources.kettle.generate.transformation import ktr_of, transformation_of

T = Text(en="t", zh="题")
ROWS = [
    (1, "paid", "5", "2026-01-05", "A1"),
    (1, "paid", "5", "2026-01-05", "A1"),
    (2, "lost", "7", None, "B2"),
    (3, None, "-1", "2026-02-01", "bad"),
    (4, "sent", "many", "2026-02-02", None),
]
CODES = tuple(Code(value=each, title=T) for each in ("paid", "sent"))
SOURCE = Table(
    TableName("", "订单"),
    TableKind.TABLE,
    (
        Column("id", "integer", Family.INTEGER),
        Column("状态", "text", Family.TEXT),
        Column("amount", "text", Family.TEXT),
        Column("paid_on", "text", Family.TEXT),
        Column("form", "text", Family.TEXT),
    ),
)
STANDARD = TableStandard(
    table="dwd/orders",
    title=T,
    key=("order_id",),
    columns=(
        ColumnStandard(name="order_id", title=T, family=Family.INTEGER, nullable=False),
        ColumnStandard(name="state", title=T, family=Family.TEXT, codes=CODES),
        ColumnStandard(name="amount", title=T, family=Family.INTEGER, low="0"),
        ColumnStandard(name="form", title=T, family=Family.TEXT, pattern="[A-Z][0-9]"),
    ),
)
ROUTE = Route(
    source="shop",
    target="shop",
    table="orders",
    rejected="orders__rejected",
    columns={"order_id": "id", "state": "状态"},
)
pytestmark = pytest.mark.row("S18")


@pytest.fixture
def shop(tmp_path):
    file = tmp_path / "shop.db"
    with sqlite3.connect(file) as connection:
        connection.execute(
            'create table "订单"(id integer, "状态" text, amount text, paid_on text, form text)'
        )
        connection.executemany('insert into "订单" values (?,?,?,?,?)', ROWS)
        connection.execute("create table orders(order_id integer, state text, amount, form text)")
        connection.execute(
            "create table orders__rejected"
            "(order_id, state, amount, form, reject_reason, reject_code)"
        )
    return file


def written(plan, file) -> list[tuple]:
    made = Plan.model_validate(plan)
    context = RunContext(connections={"shop": f"sqlite:///{file}"})
    run = TransformationRun(transformation_of(made), context)
    run.execute()
    assert run.status == "Finished", run.log.text()
    with sqlite3.connect(file) as connection:
        return connection.execute("select order_id, state, amount, form from orders").fetchall()


def test_a_source_is_brought_to_its_standard_and_nothing_is_lost(shop):
    assert sorted(written(cleaning_plan(SOURCE, STANDARD, ROUTE), shop)) == [
        (1, "paid", 5, "A1"),
        (2, "lost", 7, "B2"),
        (3, None, -1, "bad"),
    ]
    with sqlite3.connect(shop) as connection:
        query = "select order_id, amount, reject_reason from orders__rejected"
        [(number, amount, reason)] = connection.execute(query).fetchall()
    assert (number, amount) == (4, "many")
    assert "many" in reason


def test_a_column_that_the_source_lacks_is_refused():
    with pytest.raises(StandardError, match="no column order_id") as refused:
        cleaning_plan(SOURCE, STANDARD, Route("shop", "shop", "orders"))
    assert refused.value.zh


def test_another_generation_is_shown_as_a_diff_before_it_is_used():
    before = ktr_of(Plan.model_validate(cleaning_plan(SOURCE, STANDARD, ROUTE))).decode()
    assert plan_diff(before, before) == ""
    wider = STANDARD.model_copy(update={"columns": STANDARD.columns[:3]})
    after = ktr_of(Plan.model_validate(cleaning_plan(SOURCE, wider, ROUTE))).decode()
    told = plan_diff(before, after)
    assert any(line.startswith("-") and "form" in line for line in told.splitlines())
