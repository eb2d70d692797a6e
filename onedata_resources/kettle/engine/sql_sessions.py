"""Which session a step copy writes and looks up through, and sessions for what is no step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from onedata_resources.kettle.engine.sql_database import Database, database_of
from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.engine.stream import StepError

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.scope import StepScope


def in_batches(session: Session, *, wanted: bool, commit: int) -> bool:
    """Return whether a step sends its writes in batches: not where the run is one transaction."""
    return wanted and commit > 0 and not session.held


def session_of(scope: StepScope, name: str) -> Session:
    """Return the session that the step copy writes through.

    Steps share one where the whole run is a transaction, and on SQLite, which lets one connection
    write at a time. It is finished or aborted with the run.
    """
    database = database_of(scope, name)
    if not database.url:
        raise StepError(
            f"Step type {scope.step.type} needs a database; connection '{name}' is the lake.",
            f"步骤类型 {scope.step.type} 需要数据库，而连接 '{name}' 是数据湖。",
        )
    held = scope.state.transformation.single_transaction
    shared = held or database.dialect == "sqlite"
    key = database.url if shared else f"{scope.subject} {name}"
    with scope.state.control.lock:
        if key not in scope.state.sessions:
            scope.state.sessions[key] = Session(database, held=held)
            scope.writes(scope.state.sessions[key])
        return scope.state.sessions[key]


@contextmanager
def committed(database: Database) -> Iterator[Session]:
    """Lend a connection of its own; what the block does is committed at its end, or undone."""
    session = Session(database)
    try:
        yield session
    except BaseException:
        session.abort()
        raise
    session.finish()
