"""Job entries that ask a database or change it, on SQLite, PostgreSQL and MariaDB."""

import threading
import time

import pytest

from tests.integration.kettle.databases import DATABASES, rows, url_of
from tests.unit.kettle_server.files import chain, kjb
from tests.unit.kettle_server.job_runs import OK, run_text, said


@pytest.fixture(params=DATABASES)
def database(request, tmp_path) -> str:
    """Lend a database with a table of two rows."""
    url = url_of(request, tmp_path)
    for table in ("stock", "other"):
        rows(url, f"drop table if exists {table}")
        rows(url, f"create table {table}(id int, name varchar(20))")
    rows(url, "insert into stock values (1, 'a'), (2, 'b')")
    return url


def ran(database: str, kind: str, settings: str, **context):
    entry = ("e", kind, f"<connection>db</connection>{settings}")
    xml = kjb("j", [entry, OK], chain("e", "ok"))
    return run_text(xml, connections={"db": database}, **context)


@pytest.mark.parametrize(("table", "status"), [("stock", "Finished"), ("none", "F.*errors")])
def test_a_table_is_there_or_not(database, table, status):
    run = ran(database, "TABLE_EXISTS", f"<tablename>{table}</tablename>")
    assert (run.result.success, run.result.errors) == (status == "Finished", 0), said(run)


@pytest.mark.parametrize(("columns", "found"), [(["id", "name"], True), (["id", "x"], False)])
def test_a_table_has_its_columns_or_not(database, columns, found):
    listed = "".join(f"<field><name>{name}</name></field>" for name in columns)
    run = ran(database, "COLUMNS_EXIST", f"<tablename>stock</tablename><fields>{listed}</fields>")
    missing = 0 if found else 1
    result = run.result
    assert (result.success, result.errors, result.nr) == (found, missing, missing), said(run)
    assert result.lines.written == 2 - missing


def test_tables_are_emptied(database):
    listed = "<fields><field><name>stock</name></field><field><name>other</name></field></fields>"
    run = ran(database, "TRUNCATE_TABLES", listed)
    assert run.status == "Finished", said(run)
    assert rows(database, "select count(*) from stock") == [(0,)]
    run = ran(database, "TRUNCATE_TABLES", "<fields><field><name>none</name></field></fields>")
    assert (run.result.success, run.result.errors) == (False, 1)


@pytest.mark.parametrize(
    ("condition", "limit", "met"),
    [
        ("rows_count_equal", "2", True),
        ("rows_count_different", "2", False),
        ("rows_count_greater", "${LIMIT}", True),
        ("rows_count_smaller_equal", "1", False),
    ],
)
def test_the_content_of_a_table_is_evaluated(database, condition, limit, met):
    settings = (
        f"<tablename>stock</tablename><success_condition>{condition}</success_condition>"
        f"<limit>{limit}</limit>"
    )
    run = ran(database, "EVAL_TABLE_CONTENT", settings, variables={"LIMIT": "1"})
    assert run.result.success is met, said(run)


def test_the_rows_of_a_query_are_counted_and_handed_on(database):
    settings = (
        "<is_custom_sql>Y</is_custom_sql><is_usevars>Y</is_usevars><custom_sql>select id from stock"
        " where id = ${ID}</custom_sql><success_condition>rows_count_equal</success_condition>"
        "<limit>1</limit><add_rows_result>Y</add_rows_result>"
    )
    run = ran(database, "EVAL_TABLE_CONTENT", settings, variables={"ID": "2"})
    assert run.result.success, said(run)
    [found] = run.result.rows
    assert [str(value) for value in found.frame["id"]] == ["2"]


def waiting(table: str, condition: str, longest: int) -> str:
    return (
        f"<tablename>{table}</tablename><success_condition>{condition}</success_condition>"
        f"<rows_count_value>0</rows_count_value><maximum_timeout>{longest}</maximum_timeout>"
        "<check_cycle_time>1</check_cycle_time>"
    )


@pytest.mark.parametrize(
    ("table", "condition", "statement"),
    [
        ("other", "rows_count_greater", "insert into other values (1, 'x')"),
        # SQL that is refused is asked again too.
        ("later", "rows_count_equal", "create table later(id int)"),
    ],
)
def test_a_job_waits_until_the_rows_or_their_table_are_there(database, table, condition, statement):
    rows(database, "drop table if exists later")
    timer = threading.Timer(0.5, rows, [database, statement])
    timer.start()
    run = ran(database, "WAIT_FOR_SQL", waiting(table, condition, longest=20))
    timer.join()
    assert run.result.success, said(run)


@pytest.mark.parametrize("answer", ["Y", "N"])
def test_waiting_ends_with_its_time(database, answer):
    settings = waiting("other", "rows_count_greater", longest=1)
    settings += f"<success_on_timeout>{answer}</success_on_timeout>"
    began = time.monotonic()
    run = ran(database, "WAIT_FOR_SQL", settings)
    assert (run.result.success, run.result.errors) == (answer == "Y", int(answer == "N")), said(run)
    assert time.monotonic() - began < 5


def test_connections_are_checked(database, tmp_path):
    def listed(*names: str) -> str:
        each = "".join(
            f"<connection><name>{name}</name><waitfor>0</waitfor><waittime>second</waittime>"
            "</connection>"
            for name in names
        )
        return f"<connections>{each}</connections>"

    entry = ("e", "CHECK_DB_CONNECTIONS", listed("db"))
    xml = kjb("j", [entry, OK], chain("e", "ok"))
    assert run_text(xml, connections={"db": database}).result.success
    entry = ("e", "CHECK_DB_CONNECTIONS", listed("db", "away"))
    away = f"sqlite:///{tmp_path}/no/such/folder.db"
    run = run_text(kjb("j", [entry], chain("e")), connections={"db": database, "away": away})
    assert (run.result.success, run.result.errors) == (False, 1)


@pytest.mark.parametrize("written", ["", "<success_condition>rows_many</success_condition>"])
def test_a_condition_that_does_not_exist_means_equality(database, written):
    settings = f"<tablename>stock</tablename><limit>2</limit>{written}"
    run = ran(database, "EVAL_TABLE_CONTENT", settings)
    assert (run.result.success, run.result.lines.read) == (True, 2)
    other = "<tablename>stock</tablename><limit>x</limit>"
    assert not ran(database, "EVAL_TABLE_CONTENT", other).result.success


def test_rows_are_cleared_and_added_only_for_a_query_of_ones_own(database):
    keep = "<tablename>stock</tablename><clear_result_rows>Y</clear_result_rows>"
    query = "<is_custom_sql>Y</is_custom_sql><custom_sql>select id from stock</custom_sql>"
    rows_of = ("<add_rows_result>Y</add_rows_result><success_condition>rows_count_greater"
               "</success_condition>")  # fmt: skip
    first = ("q", "EVAL_TABLE_CONTENT", f"<connection>db</connection>{query}{rows_of}")
    second = ("t", "EVAL_TABLE_CONTENT",
              f"<connection>db</connection>{keep}<limit>2</limit>")  # fmt: skip
    run = run_text(kjb("j", [first, second], chain("q", "t")), connections={"db": database})
    assert [each.frame.height for each in run.result.rows] == [2]


def test_a_condition_that_does_not_hold_was_once_an_error(database):
    compatible = {"KETTLE_COMPATIBILITY_SET_ERROR_ON_SPECIFIC_JOB_ENTRIES": "Y"}
    settings = "<tablename>stock</tablename><limit>1</limit>"
    assert ran(database, "EVAL_TABLE_CONTENT", settings).result.errors == 0
    run = ran(database, "EVAL_TABLE_CONTENT", settings, variables=compatible)
    assert run.result.errors == 1


def test_the_first_table_that_is_not_there_ends_the_emptying(database):
    names = ("stock", "none", "other")
    rows(database, "insert into other values (3, 'c')")
    listed = "".join(f"<field><name>{name}</name></field>" for name in names)
    run = ran(database, "TRUNCATE_TABLES", f"<fields>{listed}</fields>")
    assert (run.result.success, run.result.errors, run.result.lines.deleted) == (False, 1, 1)
    counts = [rows(database, f"select count(*) from {name}") for name in ("stock", "other")]
    assert counts == [[(0,)], [(1,)]]
    # Without result rows to name tables there is nothing to do, and that is a success.
    run = ran(database, "TRUNCATE_TABLES", "<arg_from_previous>Y</arg_from_previous>")
    assert run.result.success
