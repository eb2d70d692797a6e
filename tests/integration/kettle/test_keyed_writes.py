"""Steps that write a table's rows by keys, on SQLite, PostgreSQL and MariaDB."""

import pytest

from tests.integration.kettle.databases import DATABASES, rows, url_of
from tests.integration.kettle.items import item_database, key, keyed, value
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, text_output

COLUMNS = {
    "id": "Integer:0", "name": "String", "price": "Number:0.00", "day": "Date:yyyy-MM-dd",
    "seen": "Date:yyyy-MM-dd HH:mm:ss",
}  # fmt: skip


@pytest.fixture(params=DATABASES)
def database(request, tmp_path) -> str:
    """Lend a database with a table of two rows."""
    return item_database(url_of(request, tmp_path))


VALUES = value("id", "N") + value("name") + value("price") + value("day") + value("seen")
STREAM = [
    ["1", "one", "1.50", "2024-01-01", "2024-01-01 10:00:00"],
    ["2", "two", "2.00", "2024-02-29", ""],
    ["3", "three", "", "", "2024-01-02 03:04:05"],
]


def test_insert_update_inserts_updates_and_leaves_what_is_the_same(database):
    xml = ktr(grid("g", COLUMNS, STREAM), keyed("InsertUpdate", key("id"), VALUES))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    counts = metrics(done, "w")
    assert (counts.input, counts.output, counts.updated, counts.written) == (3, 1, 1, 3)
    found = rows(database, "select id, name, price from item order by id")
    assert [(i, n, None if p is None else float(p)) for i, n, p in found] == [
        (1, "one", 1.5), (2, "two", 2.0), (3, "three", None),
    ]  # fmt: skip


def test_later_rows_see_what_earlier_rows_wrote(database):
    stream = [["7", "a"], ["8", "x"], ["7", "b"], ["7", "b"], ["9", "y"], ["8", "z"]]
    columns = {"id": "Integer:0", "name": "String"}
    values = value("id", "N") + value("name")
    xml = ktr(grid("g", columns, stream), keyed("InsertUpdate", key("id"), values))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    counts = metrics(done, "w")
    assert (counts.output, counts.updated) == (3, 2)
    found = rows(database, "select id, name from item where id > 2 order by id")
    assert found == [(7, "b"), (8, "z"), (9, "y")]


def test_columns_that_are_not_updated_are_not_compared(database):
    values = value("id", "N") + value("name", "N")
    columns = {"id": "Integer:0", "name": "String"}
    xml = ktr(grid("g", columns, [["1", "other"]]), keyed("InsertUpdate", key("id"), values))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert metrics(done, "w").updated == 0
    assert rows(database, "select name from item where id = 1") == [("one",)]


def test_a_key_may_be_null_or_a_range(database):
    columns = {"name": "String", "id": "Integer:0"}
    xml = ktr(
        grid("g", columns, [["", "20"]]),
        keyed("InsertUpdate", key("name", condition="= ~NULL"), value("id")),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows(database, "select id from item where name is null") == [(20,)]
    xml = ktr(grid("g", {"low": "Integer"}, [["2"]]), keyed("Delete", key("low", "id", ">")))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert metrics(done, "w").updated == 1
    assert rows(database, "select id from item") == [(1,)]


def test_without_updates_rows_that_the_table_has_are_left_alone(database):
    stream = [["1", "other"], ["10", "a"], ["10", "b"]]
    columns = {"id": "Integer:0", "name": "String"}
    settings = "<update_bypassed>Y</update_bypassed>"
    output = keyed("InsertUpdate", key("id"), value("id") + value("name"), settings)
    done = run(ktr(grid("g", columns, stream), output), connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert (metrics(done, "w").output, metrics(done, "w").updated) == (1, 0)
    assert rows(database, "select id, name from item where id in (1, 10) order by id") == [
        (1, "one"), (10, "a"),
    ]  # fmt: skip


def test_values_are_compared_in_the_type_of_the_column(database):
    columns = {"id": "Integer:0", "price": "Integer:0", "other": "Number:0.0"}
    values = "<value><name>id</name><rename>other</rename><update>Y</update></value>"
    xml = ktr(grid("g", columns, [["1", "1", "1.2"]]), keyed("Update", key("id"), values))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    # an integer column and a number are compared as numbers
    assert metrics(done, "w").updated == 1
    columns = {"id": "Integer:0", "name": "Integer:0"}
    rows(database, "update item set name = '7' where id = 1")
    values = value("name")
    xml = ktr(grid("g", columns, [["1", "7"]]), keyed("Update", key("id"), values))
    assert metrics(run(xml, connections={"db": database}), "w").updated == 0


def test_update_flags_rows_that_the_table_does_not_have(database, tmp_path):
    settings = "<error_ignored>Y</error_ignored><ignore_flag_field>found</ignore_flag_field>"
    columns = {"id": "Integer:0", "name": "String"}
    xml = ktr(
        grid("g", columns, [["1", "uno"], ["5", "five"], ["1", "uno"]]),
        keyed("Update", key("id"), value("name"), settings),
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["1|uno|Y", "5|five|N", "1|uno|Y"]
    assert metrics(done, "w").updated == 1
    xml = ktr(grid("g", columns, [["5", "five"]]), keyed("Update", key("id"), value("name")))
    assert run(xml, connections={"db": database}).status == "Finished (with errors)"


def test_update_without_a_lookup_updates_at_once(database):
    columns = {"id": "Integer:0", "name": "String"}
    settings = "<skip_lookup>Y</skip_lookup><commit>100</commit><use_batch>Y</use_batch>"
    xml = ktr(
        grid("g", columns, [["1", "uno"], ["5", "five"]]),
        keyed("Update", key("id"), value("name"), settings),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert (metrics(done, "w").input, metrics(done, "w").updated) == (2, 2)
    assert rows(database, "select name from item where id = 1") == [("uno",)]


def test_a_field_says_what_to_do_with_each_row(database, tmp_path):
    columns = {"id": "Integer:0", "name": "String", "what": "String"}
    settings = (
        "<operation_order_field>what</operation_order_field><order_insert>new</order_insert>"
        "<order_update>changed</order_update><order_delete>deleted</order_delete>"
        "<perform_lookup>Y</perform_lookup>"
    )
    stream = [["3", "c", "new"], ["1", "uno", "changed"], ["2", "", "deleted"],
              ["3", "c", "identical"]]  # fmt: skip
    xml = ktr(
        grid("g", columns, stream),
        keyed("SynchronizeAfterMerge", key("id"), value("id", "N") + value("name"), settings),
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows(database, "select id, name from item order by id") == [(1, "uno"), (3, "c")]
    assert (metrics(done, "w").output, metrics(done, "w").updated) == (1, 2)
    assert len(rows_of(tmp_path / "o")) == 4
