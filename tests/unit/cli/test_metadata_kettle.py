"""A table's Kettle file follows its structure and standard, and is used only once accepted."""

import sqlite3
from pathlib import Path

import pytest

from onedata_assets.cli import metadata, metadata_kettle, standards
from onedata_assets.domain.metadata.column_mapping import mapped
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard
from onedata_assets.domain.processing.contract import Text
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.reader import read_transformation

pytestmark = pytest.mark.row("S18")
T = Text(en="t", zh="题")
TABLE = "shop/orders"


def column(name: str, family: Family = Family.TEXT, title: Text = T, **rules) -> ColumnStandard:
    return ColumnStandard(name=name, title=title, family=family, **rules)


def publish(tmp_path, *columns: ColumnStandard, key: tuple[str, ...] = ("order_id",)) -> None:
    made = TableStandard(table=TABLE, title=T, columns=columns, key=key)
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
        "target": "shop",
        "table": "clean",
        "source": "",
        "schema": "",
        "rejected": "bad",
        "standard": "",
        "only_conforming": False,
    }
    return metadata_kettle.wanted_of(TABLE, **(given | more))


def generate(*, accept=False, wanted=None) -> int:
    return metadata_kettle.generate(TABLE, wanted, accept=accept, out=None)


def load(shop, lake: LakeClient | None = None) -> None:
    file = shop / "kettle_jobs/generated/shop/orders.ktr"
    context = RunContext(connections={"shop": f"sqlite:///{shop}/shop.db"}, lake=lake)
    run = TransformationRun(read_transformation(file.read_bytes(), name="orders"), context)
    run.execute()
    assert run.status == "Finished", run.log.text()


def test_rows_of_the_source_come_clean_and_those_that_do_not_fit_are_rejected(shop):
    assert generate(wanted=asked(), accept=True) == 0
    load(shop)
    with sqlite3.connect(shop / "shop.db") as connection:
        clean = connection.execute("select * from clean order by 1").fetchall()
        [rejected] = connection.execute("select order_id, amount from bad").fetchall()
    assert clean == [(1, "paid", 5), (2, "sent", 7)]
    assert rejected == (3, "many")


@pytest.mark.parametrize(("key", "kept"), [(("order_id",), [1, 2]), ((), [1, 1, 2])])
def test_the_lake_has_what_the_source_has_after_each_run_with_a_key_and_without(shop, key, kept):
    whole = column("order_id", Family.INTEGER), column("amount", Family.INTEGER)
    publish(shop, *whole, key=key)
    to_lake = {"target": "lake", "schema": "ods", "table": "orders", "rejected": "orders_bad"}
    generate(wanted=asked(**to_lake), accept=True)
    lake = LakeClient(str(shop / "lake"))
    for gone in (0, 1):
        with sqlite3.connect(shop / "shop.db") as connection:
            connection.execute("delete from orders where ORDERID = ?", [gone])
        load(shop, lake)
        rows = lake.scan(("ods", "orders")).collect()
        assert rows["order_id"].sort().to_list() == [each for each in kept if each != gone]
        rejected = lake.scan(("ods", "orders_bad")).collect()
        assert rejected.select("order_id", "amount").rows() == [(3, "many")]


def test_lines_of_the_diff_come_out_whole_where_no_terminal_reads_them(shop, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    generate(wanted=asked())
    told = capsys.readouterr().out
    file = shop / "made.ktr"
    metadata_kettle.generate(TABLE, asked(), accept=True, out=file)
    assert {f"+{line}" for line in file.read_text().splitlines()} <= set(told.splitlines())


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"target": "nowhere"}, "no connection 'nowhere'; there is: .*lake.*shop"),
        ({"source": "nowhere"}, "no connection 'nowhere'"),
        ({"table": "bad name; drop"}, "'bad name; drop' is no name"),
        ({"schema": "main.x"}, "'main.x' is no name"),
        ({"rejected": "a'b"}, "is no name"),
        ({"rejected": "CLEAN"}, "three tables"),
        ({"table": "orders"}, "three tables"),
        ({"target": "lake"}, "has a layer as its schema"),
        ({"target": "lake", "schema": "ods", "table": "a b"}, "'a b' is no name"),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_is_kept(shop, wrong, told):
    for accept in (False, True):
        with pytest.raises(BadInputError, match=told):
            generate(wanted=asked(**wrong), accept=accept)
    assert not list(shop.rglob("*.ktr"))


def test_how_rows_are_written_and_what_becomes_of_the_others_is_told(shop, capsys):
    generate(wanted=asked(only_conforming=True, rejected=""))
    told = capsys.readouterr().out
    assert "are dropped" in told
    assert "Of the first 4 rows, 2 would not be written" in told
    generate(wanted=asked(only_conforming=True))
    assert "go to bad" in capsys.readouterr().out


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
