"""One connection to a database that a step, or a whole run, writes and looks up through.

Bulk reads past it are in `databases.py`; which steps share one is in `sql_sessions.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from onedata_resources.clients.database_url import first_line
from onedata_resources.kettle.engine.databases import (
    away,
    engine_of,
    placeholders,
    refused_by,
    require_folder,
)
from onedata_resources.kettle.engine.sql_database import Database
from onedata_resources.kettle.engine.sql_text import statements
from onedata_resources.kettle.engine.stream import StepError

LOCK_SECONDS = 50
"""How long a statement waits for another's locks, on every database; MySQL's own
default for rows."""
_READS = ("SELECT", "WITH", "PRAGMA", "SHOW", "EXPLAIN", "VALUES")
_AFTER_CONNECT = {
    "mysql": (f"SET SESSION lock_wait_timeout = {LOCK_SECONDS}",),
    "postgresql": (f"SET lock_timeout = '{LOCK_SECONDS}s'",),
    # a spilled cache locks the file against readers before anything is committed
    "sqlite": (f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}", "PRAGMA cache_spill = OFF"),
}
_STATEMENTS_AT_ONCE = 200

Row = Sequence[Any]


@dataclass
class Session:
    """A connection, opened at its first statement.

    `held` sessions commit only when the run ends. `before_end` has what is still to be done when
    the run ends well.
    """

    database: Database
    held: bool = False
    lock: RLock = field(default_factory=RLock)
    before_end: list[Callable[[], None]] = field(default_factory=list)
    dirty: bool = False
    saves: list[str] = field(default_factory=list)
    _raw: Any = None

    @property
    def raw(self) -> Any:  # noqa: ANN401 - any driver's connection
        """Return the driver's connection, opened.

        Raises:
            StepError: The database cannot be reached.
        """
        if self._raw is None:
            url = self.database.url
            require_folder(url)
            try:
                self._raw = engine_of(url).raw_connection()
            except (SQLAlchemyError, self._error()) as error:
                raise away(url, first_line(error), first_line(error)) from error
            if self.database.dialect == "sqlite":
                self._raw.dbapi_connection.isolation_level = None
            for sql in (
                *_AFTER_CONNECT.get(self.database.dialect, ()),
                *statements(self.database.options.connect_sql, self.database.dialect),
            ):
                self.execute(sql)
            self.commit_now()
        return self._raw

    def _error(self) -> type[Exception]:
        return engine_of(self.database.url).dialect.loaded_dbapi.Error

    @contextmanager
    def cursor(self, sql: str = "") -> Iterator[Any]:
        """Lend a cursor, inside a transaction; `sql` is the statement that it will run.

        Raises:
            StepError: The database refuses what the cursor runs.
        """
        with self.lock:
            raw = self.raw
            cursor = raw.cursor()
            try:
                self._begin(sql)
                yield cursor
            except self._error() as error:
                raise refused_by(engine_of(self.database.url), error) from error
            finally:
                cursor.close()

    def _begin(self, sql: str) -> None:
        if not sql.lstrip().upper().startswith(_READS):
            self.dirty = True
            if self.database.dialect == "sqlite" and not self._raw.dbapi_connection.in_transaction:
                self._raw.dbapi_connection.execute("BEGIN")

    def execute(self, sql: str, values: Row = ()) -> int:
        """Run a statement with values for its question marks; return the rows it touched."""
        with self.cursor(sql) as cursor:
            self.run(cursor, sql, values)
            return max(cursor.rowcount, 0)

    def run(self, cursor: Any, sql: str, values: Row) -> None:  # noqa: ANN401 - any driver's
        """Run a statement with values for its question marks on a cursor that is lent."""
        if values:
            cursor.execute(placeholders(self.database.url, sql), tuple(values))
        else:
            cursor.execute(sql)

    def execute_many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run a statement once per row of values, in order."""
        if not rows:
            return
        with self.cursor(sql) as cursor:
            statement = placeholders(self.database.url, sql)
            if self.database.dialect == "postgresql":
                from psycopg2.extras import execute_batch

                execute_batch(cursor, statement, rows, page_size=_STATEMENTS_AT_ONCE)
            else:
                cursor.executemany(statement, rows)

    def insert_one(self, sql: str, values: Row, key: str) -> int | None:
        """Insert a row; return the key that the database made, in the column `key` if it is named.

        `key` is written as SQL needs it; `*` is the table's first column.
        """
        with self.cursor(sql) as cursor:
            returns = self.database.dialect == "postgresql"
            self.run(cursor, f"{sql} RETURNING {key}" if returns else sql, values)
            made = cursor.fetchone()[0] if returns else cursor.lastrowid
            return made if isinstance(made, int) else None

    def query(self, sql: str, values: Row = ()) -> tuple[list[Any], list[tuple[Any, ...]]]:
        """Return the driver's description of the answer, and its rows."""
        with self.cursor(sql) as cursor:
            self.run(cursor, sql, values)
            if cursor.description is None:
                return [], []
            rows = [tuple(row) for row in cursor.fetchall()]
            return described(cursor), rows

    def rest(self) -> None:
        """End a transaction that has only read, so that it keeps no lock."""
        with self.lock:
            if self._raw is not None and not self.dirty and not self.held:
                self._raw.rollback()

    def commit(self) -> None:
        """Keep what was written, unless the whole run is one transaction."""
        if not self.held:
            self.commit_now()

    def commit_now(self) -> None:
        """Keep what was written.

        Raises:
            StepError: The database refuses it.
        """
        with self.lock:
            if self._raw is None:
                return
            try:
                self._raw.commit()
            except self._error() as error:
                raise refused_by(engine_of(self.database.url), error) from error
            self.dirty = False
            self.saves.clear()

    @contextmanager
    def without_commits(self) -> Iterator[None]:
        """Commit nothing in the block."""
        before, self.held = self.held, True
        try:
            yield
        finally:
            self.held = before

    def undo(self) -> None:
        """Undo what is not committed, unless the whole run is one transaction."""
        with self.lock:
            if self._raw is not None and not self.held:
                self._raw.rollback()
                self.dirty = False
                self.saves.clear()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Undo what the block did since its last commit when the database refuses a part of it."""
        with self.lock:
            name = f"kettle_{len(self.saves)}"
            self.execute(f"SAVEPOINT {name}")
            self.saves.append(name)
            try:
                yield
            except StepError:
                if name in self.saves:
                    self.execute(f"ROLLBACK TO SAVEPOINT {name}")
                raise
            finally:
                if name in self.saves:
                    self.saves.remove(name)
                    self.execute(f"RELEASE SAVEPOINT {name}")

    def finish(self) -> None:
        """Do what is left, commit and close."""
        for action in self.before_end:
            action()
        self.commit_now()
        self._close()

    def abort(self) -> None:
        """Undo what is not committed and close."""
        with self.lock:
            if self._raw is not None:
                try:
                    self._raw.rollback()
                except self._error():
                    pass  # the connection is lost, and what it had not committed with it
        self._close()

    def _close(self) -> None:
        with self.lock:
            if self._raw is not None:
                self._raw.close()
                self._raw = None


def described(cursor: Any) -> list[Any]:  # noqa: ANN401 - any driver's cursor
    """Return the cursor's description; MySQL's own says more about each column."""
    result = getattr(cursor, "_result", None)
    fields = getattr(result, "fields", None)
    return list(fields) if fields else list(cursor.description)
