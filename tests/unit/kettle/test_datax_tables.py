"""DataX jobs read and write tables: columns by number, statements around, keys, bad rows."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from onedata_resources.clients.lake import LakeClient
from onedata_resources.kettle.datax.compile import read_datax
from onedata_resources.kettle.lineage.columns import ColumnRef, TableRef
from onedata_resources.kettle.lineage.tables import table_lineage
from tests.unit.kettle.datax_jobs import (
    database,
    finished,
    job,
    ran,
    rejected,
)

pytestmark = pytest.mark.row("F098")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A SQLite file with orders, and two empty tables."""
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as db:
        db.execute("create table orders (id integer, name text, amount real)")
        db.executemany("insert into orders values (?, ?, ?)", [(1, "a", 1.5), (2, None, 2.5)])
        db.execute("create table copy (number integer primary key, label text)")
        db.execute("create table log (what text)")
    return path


def rows(path: Path, query: str) -> list[Any]:
    """Return the rows of a query."""
    with sqlite3.connect(path) as db:
        return db.execute(query).fetchall()


def test_columns_are_written_by_number(shop: Path) -> None:
    reader = database("sqlitereader", f"jdbc:sqlite:{shop}", table="orders", column=["id", "name"])
    writer = database(
        "sqlitewriter", f"jdbc:sqlite:{shop}", table="copy", column=["number", "label"]
    )
    run = finished(job(reader, writer))
    assert rows(shop, "select * from copy order by 1") == [(1, "a"), (2, None)]
    assert sum(each.output for each in run.steps) == 2


@pytest.mark.parametrize(
    "reader",
    [
        {"table": "orders", "column": ["id", "'x' || name"], "where": "id < 2"},
        {"querySql": "select id, name from orders where id = 1", "column": []},
        {"querySql": "select id + 0, upper(name) from orders where id = 1;"},
        {"querySql": "select * from (select id, name from orders) where id = 1"},
    ],
)
def test_tables_expressions_and_queries_are_read(shop: Path, reader: dict[str, Any]) -> None:
    read = database("rdbmsreader", f"jdbc:sqlite:{shop}", **reader)
    write = database("rdbmswriter", f"jdbc:sqlite:{shop}", table="copy", column=["number", "label"])
    finished(job(read, write))
    assert [number for number, _ in rows(shop, "select * from copy")] == [1]


def test_statements_run_before_and_after_also_without_rows(shop: Path) -> None:
    url = f"jdbc:sqlite:{shop}"
    read = database("sqlitereader", url, table="orders", column=["id", "name"], where="id > 9")
    write = database(
        "sqlitewriter",
        url,
        table="copy",
        column=["number", "label"],
        preSql=["insert into @table values (8, 'pre')", "insert into log values ('one; two')"],
        postSql=["insert into log select 'rows ' || count(*) from @table"],
    )
    finished(job(read, write))
    assert rows(shop, "select * from log") == [("one; two",), ("rows 1",)]


def test_replace_and_update_find_rows_by_their_keys(shop: Path) -> None:
    url = f"jdbc:sqlite:{shop}"
    read = database("sqlitereader", url, table="orders", column=["id", "name"])
    for mode in ("replace", "update(number)"):
        with sqlite3.connect(shop) as db:
            db.execute("delete from copy")
            db.execute("insert into copy values (1, 'old')")
        write = database(
            "sqlitewriter", url, table="copy", column=["number", "label"], writeMode=mode
        )
        finished(job(read, write))
        assert rows(shop, "select * from copy order by 1") == [(1, "a"), (2, None)]


def test_tables_land_in_the_lake_and_leave_it(shop: Path, tmp_path: Path) -> None:
    lake = LakeClient(str(tmp_path / "lake"))
    read = database("sqlitereader", f"jdbc:sqlite:{shop}", table="orders", column=["id", "name"])
    land = database("rdbmswriter", "jdbc:lake", table="ods.orders", column=["id", "name"])
    for mode, count in (("insert", 2), ("insert", 4), ("replace", 2)):
        land["parameter"]["writeMode"] = mode
        finished(job(read, land), lake=lake)
        assert lake.scan(["ods", "orders"]).collect().height == count
    back = database("rdbmsreader", "jdbc:lake", table="ods.orders", column=["name", "id"])
    write = database(
        "sqlitewriter", f"jdbc:sqlite:{shop}", table="copy", column=["label", "number"]
    )
    finished(job(back, write), lake=lake)
    assert rows(shop, "select * from copy order by 1") == [(1, "a"), (2, None)]


def test_several_tables_go_into_one_or_each_into_its_own(shop: Path) -> None:
    with sqlite3.connect(shop) as db:
        for number in range(4):
            db.execute(f"create table part_{number} (id integer)")
        db.execute("insert into part_0 values (10)")
        db.execute("insert into part_1 values (11)")
    url = f"jdbc:sqlite:{shop}"
    read = database("sqlitereader", url, table="part_[0-1]", column=["id"])
    finished(job(read, database("sqlitewriter", url, table="copy", column=["number"])))
    assert rows(shop, "select number from copy order by 1") == [(10,), (11,)]
    finished(job(read, database("sqlitewriter", url, table=["part_2", "part_3"], column=["id"])))
    assert rows(shop, "select id from part_3") == [(11,)]


def test_rows_that_the_database_refuses_are_dirty(shop: Path) -> None:
    url = f"jdbc:sqlite:{shop}"
    with sqlite3.connect(shop) as db:
        db.execute("insert into copy values (1, 'there')")
    read = database("sqlitereader", url, table="orders", column=["id", "name"])
    write = database("sqlitewriter", url, table="copy", column=["number", "label"])
    assert ran(job(read, write, errorLimit={"record": 0})).status != "Finished"
    run = finished(job(read, write, errorLimit={"record": 1}))
    assert rejected(run) == 1
    assert rows(shop, "select * from copy order by 1") == [(1, "there"), (2, None)]


def test_columns_are_followed_through_a_job(shop: Path) -> None:
    url = f"jdbc:sqlite:{shop}"
    read = database("sqlitereader", url, table="orders", column=["id", "name"])
    write = database("sqlitewriter", url, table="copy", column=["number", "label"])
    (written,) = table_lineage(read_datax(job(read, write), name="job.json")).writes
    orders = TableRef("sqlite_shop.db", "", "orders")
    assert written.ref == TableRef("sqlite_shop.db", "", "copy")
    assert written.columns == {
        "number": {ColumnRef(orders, "id")},
        "label": {ColumnRef(orders, "name")},
    }
