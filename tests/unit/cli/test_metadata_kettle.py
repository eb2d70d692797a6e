"""A table's Kettle file follows its structure and standard, and is used only once accepted."""

import sqlite3
from pathlib import Path

import pytest

from onedata_assets.cli import metadata, metadata_kettle, standards
from onedata_assets.domain.metadata.column_mapping import mapped
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard
from onedata_assets.domain.processing.contract import Text
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.reader import read_transformation

pytestmark = pytest.mark.row("S18")
T = Text(en="t", zh="题")
TABLE = "shop/orders"


def column(name: str, family: Family = Family.TEXT, title: Text = T, **rules) -> ColumnStandard:
    return ColumnStandard(name=name, title=title, family=family, **rules)


def publish(tmp_path, *columns: ColumnStandard) -> None:
    made = TableStandard(table=TABLE, title=T, columns=columns, key=("order_id",))
    (tmp_path / "s.json").write_text(made.model_dump_json())
    standards.publish_standard(TABLE, "r", tmp_path / "s.json", "")


@pytest.fixture
def shop(shop, tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(metadata_kettle, "project_dir", lambda: tmp_path)
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.execute("create table orders (ORDERID integer, 状态 text, amount text)")
        rows = [(1, "paid", "5"), (1, "paid", "5"), (2, "sent", "7"), (3, "paid", "many")]
        connection.executemany("insert into orders values (?, ?, ?)", rows)
        connection.execute("create table clean (order_id integer, status text, amount integer)")
        connection.execute(
            "create table bad (order_id, status, amount, reject_reason, reject_code)"
        )
    metadata.scan_sources([])
    publish(
        tmp_path,
        column("order_id", Family.INTEGER, nullable=False),
        column("status", title=Text(en="Status", zh="状态")),
        column("amount", Family.INTEGER),
    )
    return tmp_path


def asked(**more):
    given = {
        "source": "",
        "schema": "",
        "rejected": "bad",
        "standard": "",
        "only_conforming": False,
    }
    return metadata_kettle.wanted_of(TABLE, target="shop", table="clean", **(given | more))


def generate(*, accept=False, wanted=None) -> int:
    return metadata_kettle.generate(TABLE, wanted, accept=accept, out=None)


def test_rows_of_the_source_come_clean_and_those_that_do_not_fit_are_rejected(shop):
    assert generate(wanted=asked(), accept=True) == 0
    file = shop / "kettle_jobs/generated/shop/orders.ktr"
    context = RunContext(connections={"shop": f"sqlite:///{shop}/shop.db"})
    run = TransformationRun(read_transformation(file.read_bytes(), name="orders"), context)
    run.execute()
    assert run.status == "Finished", run.log.text()
    with sqlite3.connect(shop / "shop.db") as connection:
        clean = connection.execute("select * from clean order by 1").fetchall()
        [rejected] = connection.execute("select order_id, amount from bad").fetchall()
    assert clean == [(1, "paid", 5), (2, "sent", 7)]
    assert rejected == (3, "many")


def test_another_generation_is_shown_and_used_only_once_accepted(shop, capsys):
    assert generate(wanted=asked()) == 1
    file = shop / "kettle_jobs/generated/shop/orders.ktr"
    assert not file.exists()
    generate(wanted=asked(), accept=True)
    before = file.read_bytes()
    assert generate() == 0
    publish(
        shop, column("order_id", Family.INTEGER), column("status", title=Text(en="", zh="状态"))
    )
    capsys.readouterr()
    assert generate() == 1
    told = capsys.readouterr().out
    assert any(line.startswith("-") and "amount" in line for line in told.splitlines())
    assert file.read_bytes() == before
    assert generate(accept=True) == 0
    assert file.read_bytes() != before


def test_what_was_never_asked_for_is_refused_with_what_to_say(shop):
    with pytest.raises(BadInputError, match="--target"):
        generate()


def test_a_column_that_the_source_lost_is_named(shop):
    generate(wanted=asked(), accept=True)
    with sqlite3.connect(shop / "shop.db") as connection:
        connection.execute("alter table orders drop column amount")
    metadata.scan_sources([])
    with pytest.raises(BadInputError, match="no column amount"):
        generate()


def test_columns_are_matched_by_name_sign_and_meaning_and_never_by_a_guess():
    names = ("CUST_NO", "客户名称", "x1", "x2")
    table = Table(
        TableName("", "t"),
        TableKind.TABLE,
        tuple(Column(each, "text", Family.TEXT) for each in names),
    )
    made = TableStandard(
        table="t",
        title=T,
        columns=(
            column("cust_no"),
            column("name", title=Text(en="Name", zh="客户名称")),
            column("other"),
        ),
    )
    assert dict(mapped(table, made)) == {"cust_no": "CUST_NO", "name": "客户名称"}
