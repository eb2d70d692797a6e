"""The SQL entry: statements on a connection, from the entry itself or from a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onedata_resources.kettle.engine.job_database import check_connection, in_database
from onedata_resources.kettle.engine.job_entries import entry
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.sql_text import statements
from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.xml import text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun
    from onedata_resources.kettle.engine.sql_session import Session


@entry("SQL", check=check_connection)
def run_sql(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """SQL runs its statements one after another, each kept at once; a failing one ends it."""

    def act(session: Session) -> JobResult:
        single = _is_on(found, "sendOneStatement")
        for statement in statements(_script(run, found), session.database.dialect, single=single):
            session.query(statement)
            session.commit()
        return replace(previous, success=True)

    return in_database(run, found, previous, act)


def _script(run: JobRun, found: Entry) -> str:
    """Return the SQL to run.

    Raises:
        KettleFileError: The file of the SQL is not there.
    """
    sql = text(found.xml, "sql")
    if _is_on(found, "sqlfromfile"):
        path = run.path(text(found.xml, "sqlfilename"))
        if not path.is_file():
            raise KettleFileError(f"There is no SQL file {path}.", f"没有 SQL 文件 {path}。")
        sql = path.read_text(encoding="utf-8-sig")
    if _is_on(found, "useVariableSubstitution"):
        sql = run.expand(sql)
    return sql


def _is_on(found: Entry, tag: str) -> bool:
    """Tell whether the setting is T, which this entry has for Y."""
    return text(found.xml, tag).upper() == "T"
