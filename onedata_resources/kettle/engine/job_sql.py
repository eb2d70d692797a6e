"""The SQL entry: statements on a connection, from the entry itself or from a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onedata_resources.errors import OneDataError
from onedata_resources.kettle.engine.job_entries import entry
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.errors import KettleFileError, PrepareError
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.xml import text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

LAKE = "lake"


def _check(found: Entry) -> None:
    name = text(found.xml, "connection")
    if not name or name == LAKE:
        what = "names no connection" if not name else "asks the lake, which takes no statements"
        reason = "没有指定连接" if not name else "指向数据湖，数据湖不接受语句"
        raise PrepareError(
            f"Entry [{found.name}] {what}: name a database connection.",
            f"条目 [{found.name}] {reason}：请指定数据库连接。",
        )


@entry("SQL", check=_check)
def run_sql(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """SQL runs its statements in one transaction; a failing one undoes all."""
    from onedata_resources.kettle.engine.databases import connected
    from onedata_resources.kettle.engine.failures import told
    from onedata_resources.kettle.engine.stream import StepError

    try:
        statements = _statements(run, found)
        with connected(_url(run, found)) as connection, connection.begin():
            for statement in statements:
                connection.exec_driver_sql(statement)
    except (StepError, OneDataError) as error:
        what = told(error, text(found.xml, "connection"), run.context.settings)
        failed = type(what)(
            f"The SQL of entry [{found.name}] failed: {what.en}",
            f"条目 [{found.name}] 的 SQL 执行失败：{what.zh}",
        )
        run.log.failed(found.name, failed)
        return replace(previous, success=False, errors=1)
    return replace(previous, success=True)


def _statements(run: JobRun, found: Entry) -> list[str]:
    """Return the statements to run.

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
    one = text(found.xml, "sendOneStatement") == "T"
    return [sql] if one and sql.strip() else split_statements(sql)


def split_statements(sql: str) -> list[str]:
    """Return the statements between semicolons; those inside quotes and comments do not count.

    Raises:
        KettleFileError: The text is not SQL: a quote or comment does not end.
    """
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        tokens = sqlglot.tokenize(sql)
    except SqlglotError as error:
        raise KettleFileError(
            f"The SQL cannot be split into statements: {error}", f"无法拆分 SQL 语句：{error}"
        ) from error
    ends = [token.start for token in tokens if token.token_type.name == "SEMICOLON"]
    begins = [0, *(end + 1 for end in ends)]
    parts = (sql[a:b] for a, b in zip(begins, [*ends, len(sql)], strict=True))
    return [part.strip() for part in parts if sqlglot.tokenize(part)]


def _url(run: JobRun, found: Entry) -> str:
    """Return the URL of the entry's connection: the run's own by that name, else the file's.

    Raises:
        PrepareError: There is no such connection.
    """
    from onedata_resources.kettle.connections import connection_url

    name = text(found.xml, "connection")
    if name in run.context.connections:
        return run.context.connections[name]
    connection = run.job.connection(name)
    if connection is None:
        raise PrepareError(
            f"There is no connection {name!r}, neither in the job nor in the server's list.",
            f"没有名为 {name!r} 的连接：作业文件与服务配置中都没有。",
        )
    return connection_url(connection, run.variables)
