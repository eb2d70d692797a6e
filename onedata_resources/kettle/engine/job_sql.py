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
    """SQL runs its statements in one transaction; a failing one undoes all."""

    def act(session: Session) -> JobResult:
        single = text(found.xml, "sendOneStatement") == "T"
        for statement in statements(_script(run, found), session.database.dialect, single=single):
            session.query(statement)
        return replace(previous, success=True)

    return in_database(run, found, previous, act)


def _script(run: JobRun, found: Entry) -> str:
    """Return the SQL to run.

    Raises:
        KettleFileError: The file of the SQL is not there.
    """
    sql = text(found.xml, "sql")
    if text(found.xml, "sqlfromfile") == "T":
        path = run.path(text(found.xml, "sqlfilename"))
        if not path.is_file():
            raise KettleFileError(f"There is no SQL file {path}.", f"没有 SQL 文件 {path}。")
        sql = path.read_text(encoding="utf-8-sig")
    if text(found.xml, "useVariableSubstitution") == "T":
        sql = run.expand(sql)
    return sql
