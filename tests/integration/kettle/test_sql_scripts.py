"""Scripts in databases, and transactions that they share, on SQLite, PostgreSQL and MariaDB."""

import pytest

from tests.integration.kettle.databases import DATABASES, rows, url_of
from tests.integration.kettle.items import item_database
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output


@pytest.fixture(params=DATABASES)
def database(request, tmp_path) -> str:
    """Lend a database with a table of two rows."""
    return item_database(url_of(request, tmp_path))


@pytest.mark.parametrize("bind", ["Y", "N"])
def test_a_script_runs_for_each_row_and_counts(database, tmp_path, bind):
    mark = "?" if bind == "Y" else "'?'"
    sql = f"update item set name = {mark} where id &gt;= ?"
    if bind == "N":  # bound values go to every statement
        sql += "; delete from item where id = 99"
    script = step(
        "w", "ExecSQL",
        f"<connection>db</connection><execute_each_row>Y</execute_each_row><sql>{sql}</sql>"
        f"<set_params>{bind}</set_params><update_field>u</update_field>"
        "<arguments><argument><name>n</name></argument><argument><name>k</name></argument>"
        "</arguments>",
    )  # fmt: skip
    xml = ktr(
        grid("g", {"k": "Integer:0", "n": "String"}, [["1", "a?"], ["2", "b"]]),
        script,
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["1|a?|2", "2|b|1"]
    assert rows(database, "select name from item order by id") == [("a?",), ("b",)]


def test_statements_before_a_refused_one_stand(database):
    sql = "update item set name = 'x' where id = 1; update item set id = 1 where id = 2"
    script = step("w", "ExecSQL", f"<connection>db</connection><sql>{sql}</sql>")
    done = run(ktr(script), connections={"db": database})
    assert done.status == "Finished (with errors)"
    assert rows(database, "select id, name from item order by id") == [(1, "x"), (2, None)]


def test_an_empty_value_is_nothing_in_a_script_and_quotes_are_kettles(database, tmp_path):
    settings = (
        "<connection>db</connection><execute_each_row>Y</execute_each_row>"
        "<sql>update item set name = ? where id = 1</sql><quoteString>Y</quoteString>"
        "<read_field>r</read_field><update_field>u</update_field><insert_field>i</insert_field>"
        "<arguments><argument><name>n</name></argument></arguments>"
    )
    xml = ktr(
        grid("g", {"n": "String"}, [["it's"], [""]]),
        step("w", "ExecSQL", settings),
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["it's|1|0|0", "|1|0|0"]  # updated, inserted, read
    assert rows(database, "select name from item where id = 1") in ([("",)], [(None,)])


def test_a_single_transaction_sees_its_own_writes_and_leaves_nothing_behind(database, tmp_path):
    script = step("s", "ExecSQL", "<connection>db</connection><sql>delete from item</sql>")
    source = step(
        "in", "TableInput", "<connection>db</connection><sql>select count(*) n from item</sql>"
    )
    bad = step("bad", "TableInput", "<connection>db</connection><sql>select * from no_such</sql>")
    info = "<unique_connections>Y</unique_connections>"
    output = text_output("o", tmp_path / "o")
    xml = ktr(script, source, output, hops=[("in", "o")], info=info)
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert [int(each) for each in rows_of(tmp_path / "o")] == [0]
    assert rows(database, "select count(*) from item") == [(0,)]
    insert = step(
        "s", "ExecSQL",
        "<connection>db</connection><sql>insert into item(id) values (77)</sql>",
    )  # fmt: skip
    xml = ktr(insert, bad, step("d", "Dummy"), hops=[("bad", "d")], info=info)
    assert run(xml, connections={"db": database}).status == "Finished (with errors)"
    assert rows(database, "select count(*) from item") == [(0,)]
