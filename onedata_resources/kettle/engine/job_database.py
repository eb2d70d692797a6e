"""How job entries reach databases: a session for one entry, and its failure as the job's result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError, OneDataError
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.xml import text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun
    from onedata_resources.kettle.engine.sql_session import Session

LAKE = "lake"
Act = Callable[["Session"], JobResult]


def check_connection(found: Entry) -> None:
    """Refuse an entry that names no database.

    Raises:
        PrepareError: Its connection is missing, or is the lake.
    """
    name = text(found.xml, "connection")
    if not name or name == LAKE:
        what = "names no connection" if not name else "asks the lake, which takes no statements"
        reason = "没有指定连接" if not name else "指向数据湖，数据湖不接受语句"
        raise PrepareError(
            f"Entry [{found.name}] {what}: name a database connection.",
            f"条目 [{found.name}] {reason}：请指定数据库连接。",
        )


@contextmanager
def job_session(run: JobRun, name: str) -> Iterator[Session]:
    """Open the job's connection of that name; what the block does is committed at its end.

    Raises:
        PrepareError: There is no such connection.
    """
    from onedata_resources.kettle.engine.sql_database import named_database
    from onedata_resources.kettle.engine.sql_sessions import committed

    database = named_database(run.job, name, run.variables, run.context.connections)
    if database is None:
        raise PrepareError(
            f"There is no connection {name!r}, neither in the job nor in the server's list.",
            f"没有名为 {name!r} 的连接：作业文件与服务配置中都没有。",
        )
    with committed(database) as session:
        yield session


def in_database(run: JobRun, found: Entry, previous: JobResult, act: Act) -> JobResult:
    """Return what `act` makes of the entry's database, or the failure that it tells in the log."""
    from onedata_resources.kettle.engine.failures import told
    from onedata_resources.kettle.engine.stream import StepError

    name = run.expand(text(found.xml, "connection"))
    try:
        with job_session(run, name) as session:
            return act(session)
    except (StepError, OneDataError) as error:
        what = told(error, name, run.context.settings)
        failed = type(what)(
            f"The SQL of entry [{found.name}] failed: {what.en}",
            f"条目 [{found.name}] 的 SQL 执行失败：{what.zh}",
        )
        run.log.failed(found.name, failed)
        return replace(previous, success=False, errors=1)


def named_table(run: JobRun, found: Entry, session: Session) -> str:
    """Return the table that the entry names, as its database writes it.

    Raises:
        BadInputError: It names none.
    """
    schema, table = (run.expand(text(found.xml, tag)) for tag in ("schemaname", "tablename"))
    if not table:
        raise BadInputError(
            f"Entry [{found.name}] names no table.", f"条目 [{found.name}] 没有指定表。"
        )
    return session.database.table(schema, table)
