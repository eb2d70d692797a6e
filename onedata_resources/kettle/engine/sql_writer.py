"""Rows on their way into a SQL table: inserted in bulk, committed as Kettle does."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlalchemy.exc import DBAPIError

from onedata_resources.clients.database_url import first_line
from onedata_resources.kettle.engine.databases import (
    connected,
    dialect_of,
    placeholders,
)
from onedata_resources.kettle.engine.stream import StepError

if TYPE_CHECKING:
    from sqlalchemy import Connection

WHY = "__kettle_why"


@dataclass
class SqlWriter:
    """One table of a database.

    Every `commit` rows are committed; an error undoes what was inserted since. With `commit` 0,
    or in a single transaction, everything is committed by `finish`.
    """

    url: str
    table: str
    columns: list[str]
    commit: int
    truncate: bool
    pending: int = 0
    _stack: ExitStack = field(default_factory=ExitStack)
    _connection: Connection | None = None

    @property
    def connection(self) -> Connection:
        """Return the connection, opened and the table emptied on first use."""
        if self._connection is None:
            self._connection = self._stack.enter_context(connected(self.url))
            if self.truncate:
                verb = "DELETE FROM" if dialect_of(self.url) == "sqlite" else "TRUNCATE TABLE"
                self._run(lambda c: c.exec_driver_sql(f"{verb} {self.table}"))
                self._connection.commit()
        return self._connection

    def _run(self, action: Callable[[Connection], Any]) -> None:
        if self._connection is None:
            raise StepError(f"Table {self.table} is not open.", f"表 {self.table} 未打开。")
        if not self._connection.in_transaction():
            self._connection.begin()  # a bulk copy goes past SQLAlchemy, which then begins none
        try:
            action(self._connection)
        except DBAPIError as error:
            raise StepError(
                f"Error inserting rows into table [{self.table}]: {first_line(error)}",
                f"写入表 [{self.table}] 失败：{first_line(error)}",
            ) from error

    def add(self, batch: pl.DataFrame) -> None:
        """Insert one batch, committing after every `commit` rows.

        Raises:
            StepError: The database refuses a row.
        """
        connection = self.connection
        while batch.height:
            room = batch.height if self.commit <= 0 else self.commit - self.pending
            part = batch.head(room)
            self._run(lambda c, rows=part: _insert(c, self.url, self.table, self.columns, rows))
            self.pending += part.height
            batch = batch.slice(part.height)
            if self.commit > 0 and self.pending >= self.commit:
                connection.commit()
                self.pending = 0

    def add_singly(self, batch: pl.DataFrame) -> list[str | None]:
        """Insert the rows one by one; return for each why the database refused it, or None."""
        connection = self.connection
        reasons: list[str | None] = []
        for number in range(batch.height):
            point = connection.begin_nested()
            try:
                _insert(connection, self.url, self.table, self.columns, batch[number])
                point.commit()
                reasons.append(None)
            except DBAPIError as error:
                point.rollback()
                reasons.append(first_line(error))
        return reasons

    def try_add(self, batch: pl.DataFrame) -> list[str | None]:
        """Insert the batch at once, or row by row where that fails; return the refusals."""
        connection = self.connection
        point = connection.begin_nested()
        try:
            _insert(connection, self.url, self.table, self.columns, batch)
            point.commit()
        except DBAPIError:
            point.rollback()
            return self.add_singly(batch)
        return [None] * batch.height

    def finish(self) -> None:
        """Commit the rest and close."""
        connection = self.connection
        self._run(lambda _: connection.commit())
        self._stack.close()

    def abort(self) -> None:
        """Undo what is not committed and close."""
        if self._connection is not None and not self._connection.closed:
            self._connection.rollback()
        self._stack.close()


def _insert(
    connection: Connection, url: str, table: str, columns: list[str], rows: pl.DataFrame
) -> None:
    """Insert the rows in the way that is fastest for the database."""
    names = ", ".join(quoted(url, column) for column in columns)
    if dialect_of(url) == "postgresql":
        _copy(connection, f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv)", rows)
        return
    marks = ", ".join("?" for _ in columns)
    statement = placeholders(url, f"INSERT INTO {table} ({names}) VALUES ({marks})")  # noqa: S608
    connection.exec_driver_sql(statement, storable(url, rows).rows())


def _copy(connection: Connection, statement: str, rows: pl.DataFrame) -> None:
    """Send the rows as CSV, written by Arrow; an unquoted empty field is null there.

    Polars would write it as a query of its own, and a query inside a running one waits for ever
    where every worker of the pool is busy with such a step.
    """
    from pyarrow import csv

    data = io.BytesIO()
    options = csv.WriteOptions(include_header=False, quoting_style="all_valid")
    csv.write_csv(rows.to_arrow(), data, options)
    data.seek(0)
    cursor = connection.connection.cursor()
    try:
        cursor.copy_expert(statement, data)  # pyright: ignore[reportAttributeAccessIssue]
    except Exception as error:
        wrapped = connection.dialect.loaded_dbapi.Error
        if isinstance(error, wrapped):
            raise DBAPIError(statement, None, error) from error
        raise


def storable(url: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows in types that the driver takes; SQLite keeps dates as ISO text."""
    if dialect_of(url) != "sqlite":
        return rows
    moments = pl.selectors.datetime()
    text = moments.dt.strftime("%Y-%m-%d %H:%M:%S%.3f").str.replace(r"\.000$", "")
    return rows.with_columns(text, pl.selectors.decimal().cast(pl.Float64))


def quoted(url: str, name: str) -> str:
    """Return the name in the database's quotes."""
    mark = "`" if dialect_of(url) == "mysql" else '"'
    return mark + name.replace(mark, mark * 2) + mark
