"""Entries that ask a database what it has, wait for it, or empty its tables."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError, OneDataError
from onedata_resources.kettle.engine.java_texts import to_int
from onedata_resources.kettle.engine.job_database import (
    check_connection,
    in_database,
    job_session,
)
from onedata_resources.kettle.engine.job_entries import entry
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row, row_count
from onedata_resources.kettle.engine.job_variables import counts_failures
from onedata_resources.kettle.engine.outcome import ResultRows
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.xml import children, flag, text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun
    from onedata_resources.kettle.engine.sql_session import Session

CONDITIONS: dict[str, Callable[[int, int], bool]] = {
    "rows_count_equal": operator.eq,
    "rows_count_different": operator.ne,
    "rows_count_smaller": operator.lt,
    "rows_count_smaller_equal": operator.le,
    "rows_count_greater": operator.gt,
    "rows_count_greater_equal": operator.ge,
}
_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}
_MILLISECOND = 0.001
_CYCLE_SECONDS = 60
Counted = tuple[bool, int, tuple[ResultRows, ...]]


def _table(run: JobRun, found: Entry, session: Session) -> str:
    schema, table = (run.expand(text(found.xml, tag)) for tag in ("schemaname", "tablename"))
    if not table:
        raise BadInputError(
            f"Entry [{found.name}] names no table.", f"条目 [{found.name}] 没有指定表。"
        )
    return session.database.table(schema, table)


@entry("TABLE_EXISTS", check=check_connection)
def table_exists(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """TABLE_EXISTS succeeds where the table is there."""
    from onedata_resources.kettle.engine import sql_tables

    def act(session: Session) -> JobResult:
        table = _table(run, found, session)
        there = sql_tables.table_exists(session, table)
        run.log.write(found.name, f"Table [{table}] {'exists' if there else 'does not exist'}")
        return replace(previous, success=there)

    return in_database(run, found, previous, act)


@entry("COLUMNS_EXIST", check=check_connection)
def columns_exist(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """COLUMNS_EXIST succeeds where the table has every column; that it has not is an error.

    How many it lacks is the entry's number, how many it has are its lines written.
    """
    from onedata_resources.kettle.engine import sql_tables

    def act(session: Session) -> JobResult:
        table = _table(run, found, session)
        there, missing = 0, 0
        for each in children(found.xml, "fields/field"):
            name = run.expand(text(each, "name"))
            if sql_tables.column_exists(session, table, session.database.quoted(name)):
                there += 1
            else:
                missing += 1
                run.log.error(found.name, f"Column [{name}] does not exist in table [{table}]")
        lines = replace(previous.lines, written=there)
        result = replace(previous, nr=missing, lines=lines)
        return result.ended(not missing, errors=int(bool(missing)))

    return in_database(run, found, previous, act)


@entry("TRUNCATE_TABLES", check=check_connection)
def truncate_tables(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """TRUNCATE_TABLES empties the tables that it lists, or that the result rows name.

    The first that cannot be emptied ends it; those before it stay empty.
    """
    if flag(found.xml, "arg_from_previous"):
        tables = [(row.at(1), row.at(0)) for row in each_row(previous.rows)]
        if not tables:
            return replace(previous, success=True)
    else:
        listed = children(found.xml, "fields/field")
        tables = [
            (run.expand(text(each, "schemaname")), run.expand(text(each, "name")))
            for each in listed
        ]

    def act(session: Session) -> JobResult:
        emptied, failed = 0, False
        for schema, table in tables:
            if run.ended or failed:
                break
            if table:
                failed = not _emptied(run, found, session, session.database.table(schema, table))
                emptied += not failed
            else:
                run.log.error(found.name, "A table has no name!")
        result = previous.ended(not failed, errors=int(failed))
        return replace(result, lines=replace(result.lines, deleted=emptied))

    return in_database(run, found, previous, act)


def _emptied(run: JobRun, found: Entry, session: Session, table: str) -> bool:
    """Empty the table; tell in the log why it cannot be done."""
    from onedata_resources.kettle.engine import sql_tables
    from onedata_resources.kettle.engine.sql_writer import empty_table
    from onedata_resources.kettle.engine.stream import StepError

    if not sql_tables.table_exists(session, table):
        run.log.error(found.name, f"Can not find table [{table}]!")
        return False
    try:
        empty_table(session, table)
    except StepError as error:
        run.log.error(found.name, f"Can not truncate table [{table}]: {error}")
        return False
    return True


def _custom_sql(run: JobRun, found: Entry) -> str | None:
    """Return the entry's own SQL, None where it counts the rows of a table.

    Raises:
        BadInputError: It has none, or names no table.
    """
    if not flag(found.xml, "is_custom_sql"):
        if not run.expand(text(found.xml, "tablename")):
            raise _nothing_asked(found)
        return None
    sql = text(found.xml, "custom_sql")
    sql = run.expand(sql) if flag(found.xml, "is_usevars") else sql
    if not sql:
        raise _nothing_asked(found)
    return sql


def _nothing_asked(found: Entry) -> BadInputError:
    return BadInputError(
        f"Entry [{found.name}] names no table and has no SQL of its own.",
        f"条目 [{found.name}] 没有指定表，也没有自定义 SQL。",
    )


def _counted(run: JobRun, found: Entry, session: Session, sql: str | None, limit: str) -> Counted:
    """Return whether the count of rows meets the condition, the count, and the rows found."""
    from onedata_resources.kettle.engine.sql_reader import answered

    rows: tuple[ResultRows, ...] = ()
    if sql is not None:
        stream = answered(session, sql.strip().rstrip(";"), [()])
        rows = (ResultRows(stream.fields, stream.frame.collect()),)
        count = row_count(rows)
    else:
        table = _table(run, found, session)
        count = int(session.query(f"SELECT count(*) FROM {table}")[1][0][0])  # noqa: S608 - quoted
    # A condition that is missing or that there is not means equality, as in Kettle.
    condition = text(found.xml, "success_condition").lower()
    wanted = to_int(run.expand(text(found.xml, limit)), 0)
    met = CONDITIONS.get(condition, operator.eq)(count, wanted)
    run.log.write(found.name, f"Rows count = {count}", level="Detailed")
    return met, count, rows


def _without_rows(found: Entry, sql: str | None, previous: JobResult) -> JobResult:
    clears = sql is not None and flag(found.xml, "clear_result_rows")
    return replace(previous, rows=()) if clears else previous


def _with_rows(found: Entry, result: JobResult, rows: tuple[ResultRows, ...]) -> JobResult:
    adds = flag(found.xml, "add_rows_result")
    return replace(result, rows=(*result.rows, *rows)) if adds else result


@entry("EVAL_TABLE_CONTENT", check=check_connection)
def eval_table_content(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """EVAL_TABLE_CONTENT succeeds where the count of rows meets its condition."""

    def act(session: Session) -> JobResult:
        sql = _custom_sql(run, found)
        met, count, rows = _counted(run, found, session, sql, "limit")
        result = _with_rows(found, _without_rows(found, sql, previous), rows)
        result = result.ended(met, errors=int(not met and counts_failures(run)))
        return replace(result, lines=replace(result.lines, read=count))

    return in_database(run, found, previous, act)


@entry("WAIT_FOR_SQL", check=check_connection)
def wait_for_sql(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """WAIT_FOR_SQL waits until the count of rows meets its condition.

    SQL that the database refuses is asked again too; what does not come in time is an error.
    """
    sql = _custom_sql(run, found)
    result = _without_rows(found, sql, previous)
    longest = max(to_int(run.expand(text(found.xml, "maximum_timeout")), 0), 0)
    cycle = to_int(run.expand(text(found.xml, "check_cycle_time")), _CYCLE_SECONDS)
    cycle = cycle if cycle >= 1 else _CYCLE_SECONDS
    with job_session(run, run.expand(text(found.xml, "connection"))) as session:
        session.raw  # noqa: B018 - where the database is away, it is not waited for
    began = run.clock.now()
    while not run.ended:
        met, rows = _asked(run, found, sql)
        if met:
            return _with_rows(found, result, rows).ended(True)
        left = longest - (run.clock.now() - began).total_seconds()
        if longest and left <= 0:
            success = flag(found.xml, "success_on_timeout")
            run.log.write(found.name, "Didn't detect SQL data before timeout")
            return result.ended(success, errors=int(not success))
        run.wait(min(cycle, left) if longest else cycle)
    return result.ended(False, errors=1)


def _asked(run: JobRun, found: Entry, sql: str | None) -> tuple[bool, tuple[ResultRows, ...]]:
    """Return whether the condition is met now, and the rows."""
    from onedata_resources.kettle.engine.stream import StepError

    try:
        with job_session(run, run.expand(text(found.xml, "connection"))) as session:
            met, _, rows = _counted(run, found, session, sql, "rows_count_value")
    except StepError as error:
        run.log.error(found.name, str(error))
        return False, ()
    return met, rows


@entry("CHECK_DB_CONNECTIONS")
def check_db_connections(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """CHECK_DB_CONNECTIONS succeeds where every connection opens; it waits as each says."""
    from onedata_resources.kettle.engine.failures import told
    from onedata_resources.kettle.engine.stream import StepError

    errors = 0
    for each in children(found.xml, "connections/connection"):
        if run.ended:
            break
        name = run.expand(text(each, "name"))
        try:
            with job_session(run, name) as session:
                session.raw  # noqa: B018 - opening it is the check
            unit = _SECONDS.get(text(each, "waittime").lower(), _MILLISECOND)
            run.wait(max(to_int(run.expand(text(each, "waitfor")), 0), 0) * unit)
        except (StepError, OneDataError) as error:
            run.log.failed(found.name, told(error, name, run.context.settings))
            errors += 1
    return replace(previous, success=errors == 0, errors=errors)
