"""Entries that ask a database what it has, wait for it, or empty its tables."""

from __future__ import annotations

import operator
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError, OneDataError
from onedata_resources.kettle.engine.job_database import (
    check_connection,
    in_database,
    job_session,
)
from onedata_resources.kettle.engine.job_entries import entry
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row, row_count
from onedata_resources.kettle.engine.outcome import ResultRows
from onedata_resources.kettle.errors import PrepareError
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
_SECONDS = {"millisecond": 0.001, "second": 1, "minute": 60, "hour": 3600}
_TICK_SECONDS = 0.2


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
    """COLUMNS_EXIST succeeds where the table has every column."""
    from onedata_resources.kettle.engine import sql_tables

    def act(session: Session) -> JobResult:
        table = _table(run, found, session)
        missing = []
        for each in children(found.xml, "fields/field"):
            name = run.expand(text(each, "name"))
            if not sql_tables.column_exists(session, table, session.database.quoted(name)):
                missing.append(name)
                run.log.write(found.name, f"Column [{name}] does not exist in table [{table}]")
        return replace(previous, success=not missing, exit_status=len(missing))

    return in_database(run, found, previous, act)


@entry("TRUNCATE_TABLES", check=check_connection)
def truncate_tables(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """TRUNCATE_TABLES empties the tables that it lists, or that the result rows name."""
    from onedata_resources.kettle.engine.sql_writer import empty_table

    if flag(found.xml, "arg_from_previous"):
        tables = [(row.at(1), row.at(0)) for row in each_row(previous.rows)]
    else:
        listed = children(found.xml, "fields/field")
        tables = [
            (run.expand(text(each, "schemaname")), run.expand(text(each, "name")))
            for each in listed
        ]

    def act(session: Session) -> JobResult:
        for schema, table in tables:
            empty_table(session, session.database.table(schema, table))
        return replace(previous, success=True)

    return in_database(run, found, previous, act)


def _check_condition(found: Entry) -> None:
    check_connection(found)
    condition = text(found.xml, "success_condition", "rows_count_greater")
    if condition not in CONDITIONS:
        known = ", ".join(CONDITIONS)
        raise PrepareError(
            f"Entry [{found.name}] has the condition {condition!r}, which does not exist. Known"
            f" are {known}.",
            f"条目 [{found.name}] 的条件 {condition!r} 不存在。可用的条件：{known}。",
        )


def _evaluated(run: JobRun, found: Entry, session: Session, limit: str) -> tuple[bool, JobResult]:
    """Return whether the count of rows meets the condition, and the rows that were found."""
    from onedata_resources.kettle.engine.sql_reader import answered

    rows: tuple[ResultRows, ...] = ()
    if flag(found.xml, "is_custom_sql"):
        sql = text(found.xml, "custom_sql")
        sql = run.expand(sql) if flag(found.xml, "is_usevars") else sql
        stream = answered(session, sql.strip().rstrip(";"), [()])
        rows = (ResultRows(stream.fields, stream.frame.collect()),)
        count = row_count(rows)
    else:
        table = _table(run, found, session)
        count = session.query(f"SELECT count(*) FROM {table}")[1][0][0]  # noqa: S608 - quoted
    condition = text(found.xml, "success_condition", "rows_count_greater")
    wanted = run.expand(text(found.xml, limit)).strip()
    met = CONDITIONS[condition](int(count), int(wanted or 0))
    run.log.write(found.name, f"Rows count = {count}", level="Detailed")
    return met, JobResult(rows=rows)


def _with_rows(found: Entry, previous: JobResult, evaluated: JobResult) -> JobResult:
    kept = () if flag(found.xml, "clear_result_rows") else previous.rows
    added = evaluated.rows if flag(found.xml, "add_rows_result") else ()
    return replace(previous, rows=(*kept, *added))


@entry("EVAL_TABLE_CONTENT", check=_check_condition)
def eval_table_content(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """EVAL_TABLE_CONTENT succeeds where the count of rows meets its condition."""

    def act(session: Session) -> JobResult:
        met, evaluated = _evaluated(run, found, session, "limit")
        return replace(_with_rows(found, previous, evaluated), success=met)

    return in_database(run, found, previous, act)


@entry("WAIT_FOR_SQL", check=_check_condition)
def wait_for_sql(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """WAIT_FOR_SQL waits until the count of rows meets its condition."""
    longest, cycle = (
        float(run.expand(text(found.xml, tag)).strip() or default)
        for tag, default in (("maximum_timeout", "0"), ("check_cycle_time", "60"))
    )
    began = time.monotonic()

    def act(session: Session) -> JobResult:
        while True:
            met, evaluated = _evaluated(run, found, session, "rows_count_value")
            session.commit()
            late = longest > 0 and time.monotonic() - began >= longest
            if met or late or run.stopping:
                success = met or (late and flag(found.xml, "success_on_timeout"))
                return replace(_with_rows(found, previous, evaluated), success=success)
            left = longest - (time.monotonic() - began) if longest > 0 else cycle
            _sleep(run, min(max(cycle, _TICK_SECONDS), max(left, 0)))

    return in_database(run, found, previous, act)


def _sleep(run: JobRun, seconds: float) -> None:
    """Wait, but not past a stop of the job."""
    until = time.monotonic() + seconds
    while not run.stopping and time.monotonic() < until:
        time.sleep(min(_TICK_SECONDS, max(until - time.monotonic(), 0)))


@entry("CHECK_DB_CONNECTIONS")
def check_db_connections(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """CHECK_DB_CONNECTIONS succeeds where every connection opens; it waits as each says."""
    from onedata_resources.kettle.engine.failures import told
    from onedata_resources.kettle.engine.stream import StepError

    errors = 0
    for each in children(found.xml, "connections/connection"):
        name = run.expand(text(each, "name"))
        try:
            with job_session(run, name) as session:
                session.raw  # noqa: B018 - opening it is the check
            unit = text(each, "waittime", "second").strip().lower()
            _sleep(run, int(run.expand(text(each, "waitfor")) or 0) * _SECONDS.get(unit, 1))
        except (StepError, OneDataError) as error:
            run.log.failed(found.name, told(error, name, run.context.settings))
            errors += 1
    return replace(previous, success=errors == 0, errors=errors)
