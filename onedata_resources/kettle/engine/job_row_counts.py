"""Entries that count rows of a database and go by their number, at once or once it is reached."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.java_texts import to_int
from onedata_resources.kettle.engine.job_database import (
    check_connection,
    in_database,
    job_session,
    named_table,
)
from onedata_resources.kettle.engine.job_entries import entry
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import row_count
from onedata_resources.kettle.engine.job_variables import counts_failures
from onedata_resources.kettle.engine.outcome import ResultRows
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.xml import flag, text

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
_CYCLE_SECONDS = 60
Counted = tuple[bool, int, tuple[ResultRows, ...]]


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
        table = named_table(run, found, session)
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
