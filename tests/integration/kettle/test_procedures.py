"""DBProc on PostgreSQL and MariaDB."""

import pytest

from tests.integration.kettle.databases import rows
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

pytestmark = pytest.mark.integration


def call(arguments: str, result: str = "") -> str:
    return step(
        "w",
        "DBProc",
        f"<connection>db</connection><procedure>twice</procedure><lookup>{arguments}</lookup>"
        f"<result>{result}</result>",
    )


IN = "<arg><name>k</name><direction>IN</direction><type>Integer</type></arg>"
OUT = "<arg><name>o</name><direction>OUT</direction><type>Integer</type></arg>"
RESULT = "<name>r</name><type>Integer</type>"
FUNCTION = {
    "postgresql": "create or replace function twice(n bigint) returns bigint language sql as"
    " 'select n * 2'",
    "mysql+pymysql": "create or replace function twice(n bigint) returns bigint deterministic"
    " return n * 2",
}
PROCEDURE = {
    "postgresql": "create or replace function twice(n bigint, out o bigint) language sql as"
    " 'select n * 2'",
    "mysql+pymysql": "create or replace procedure twice(n bigint, out o bigint) set o = n * 2",
}


@pytest.fixture(params=["postgres_url", "mariadb_url"])
def database(request) -> str:
    """Lend a database where nothing is called `twice`."""
    url = request.getfixturevalue(request.param)
    for kind in ("function", "procedure"):
        rows(url, f"drop {kind} if exists twice")
    return url


@pytest.mark.parametrize(
    ("made", "arguments", "result"), [(FUNCTION, IN, RESULT), (PROCEDURE, IN + OUT, "")]
)
def test_a_procedure_is_called_for_each_row(database, tmp_path, made, arguments, result):
    rows(database, made[database.partition(":")[0]])
    xml = ktr(
        grid("g", {"k": "Integer:0"}, [["2"], ["21"], [""]]),
        call(arguments, result),
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["2|4", "21|42", "|"]


def test_without_rows_a_procedure_is_called_once(database, tmp_path):
    made = {
        "postgresql": "create or replace function twice() returns bigint language sql as"
        " 'select 7::bigint'",
        "mysql+pymysql": "create or replace function twice() returns bigint deterministic return 7",
    }
    rows(database, made[database.partition(":")[0]])
    xml = ktr(call("", RESULT), text_output("o", tmp_path / "o"))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["7"]


def test_what_a_procedure_did_before_it_failed_stands(database):
    rows(database, "drop table if exists called")
    rows(database, "create table called(n bigint primary key)")
    made = {
        "postgresql": "create or replace function twice(n bigint) returns bigint language sql as"
        " 'insert into called values (n) returning n'",
        "mysql+pymysql": "create or replace procedure twice(n bigint)"
        " insert into called values (n)",
    }
    rows(database, made[database.partition(":")[0]])
    xml = ktr(grid("g", {"k": "Integer:0"}, [["1"], ["2"], ["1"], ["3"]]), call(IN))
    assert run(xml, connections={"db": database}).status == "Finished (with errors)"
    assert rows(database, "select n from called order by n") == [(1,), (2,)]
    rows(database, "drop table called")
