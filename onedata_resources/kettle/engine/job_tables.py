"""Entries that ask a database for connections, tables and columns, or empty its tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onedata_resources.errors import OneDataError
from onedata_resources.kettle.engine.java_texts import to_int
from onedata_resources.kettle.engine.job_database import (
    check_connection,
    in_database,
    job_session,
    named_table,
)
from onedata_resources.kettle.engine.job_entries import entry
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.xml import children, flag, text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun
    from onedata_resources.kettle.engine.sql_session import Session

_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}
_MILLISECOND = 0.001


@entry("TABLE_EXISTS", check=check_connection)
def table_exists(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """TABLE_EXISTS succeeds where the table is there."""
    from onedata_resources.kettle.engine import sql_tables

    def act(session: Session) -> JobResult:
        table = named_table(run, found, session)
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
        table = named_table(run, found, session)
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
