"""The database of the platform's own records: opened, migrated, and used in transactions.

What is read and written stands in the modules beside this one, by subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from onedata_resources.clients.database_server import refusal, require_utf8
from onedata_resources.clients.database_url import (
    CONNECT_TIMEOUT_SECONDS,
    database_url,
    dialect_of,
    shown,
)
from onedata_resources.errors import BadInputError

SETTING = "STORE_URL"
BUSY_SECONDS = 30
DIALECTS = frozenset({"sqlite", "postgresql", "mysql"})


class Store:
    """An open database that has the tables of this release."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session; what the body did is kept unless it raises.

        Raises:
            OneDataError: The database went away.
        """
        try:
            with self._sessions.begin() as session:
                yield session
        except DBAPIError as error:
            if error.connection_invalidated or isinstance(error, OperationalError):
                raise refusal(self.engine.url, error, SETTING) from error
            raise

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Return the store at a SQLAlchemy URL, its tables brought to this release's state.

    Several processes may open it at once: one migrates, the others wait.

    Raises:
        BadInputError: The URL is none, or names a database on which the store does not run.
        UnavailableError: The database does not answer.
    """
    from onedata_resources.store.migrate import migrate

    engine = _engine(url)
    try:
        with engine.connect() as connection:
            require_utf8(connection, SETTING)
        migrate(engine)
    except DBAPIError as error:
        engine.dispose()
        raise refusal(engine.url, error, SETTING) from error
    except BadInputError:
        engine.dispose()
        raise
    return Store(engine)


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """Lend the store at a URL, closed after the body.

    Raises:
        BadInputError: The URL is none, or names a database on which the store does not run.
        UnavailableError: The database does not answer.
    """
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()


def _engine(url: str) -> sa.Engine:
    parsed = database_url(url, SETTING)
    dialect = dialect_of(parsed)
    if dialect not in DIALECTS:
        raise BadInputError(
            f"STORE_URL names {dialect}: the store runs on SQLite, PostgreSQL and MySQL.",
            f"STORE_URL 指定了 {dialect}：平台存储支持 SQLite、PostgreSQL 与 MySQL。",
        )
    arguments: dict[str, Any] = {"connect_timeout": CONNECT_TIMEOUT_SECONDS}
    if dialect == "sqlite":
        arguments = {"timeout": BUSY_SECONDS}
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    try:
        engine = sa.create_engine(parsed, connect_args=arguments, pool_pre_ping=dialect != "sqlite")
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise BadInputError(
            f"The driver of {shown(parsed)} is not installed.", f"未安装 {shown(parsed)} 的驱动。"
        ) from error
    if dialect == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  a driver's object
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
