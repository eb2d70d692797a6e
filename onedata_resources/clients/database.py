"""A SQL database by SQLAlchemy URL: bulk reads into Polars, and small statements.

Bulk reads go through connectorx, which fills columns without Python rows. What a source table
means is in `onedata_assets/contracts`; Kettle's own steps are in `onedata_resources/kettle`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from onedata_resources.clients.database_frames import frame_of
from onedata_resources.clients.database_url import (
    CONNECT_TIMEOUT_SECONDS,
    CONNECTORX_SCHEMES,
    connectorx_url,
    database_url,
    dialect_of,
    first_line,
    missing_file,
    open_engine,
    shown,
)
from onedata_resources.errors import BadInputError, UnavailableError, is_failure

if TYPE_CHECKING:
    import polars as pl
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL


BATCH_ROWS = 100_000


class DatabaseClient:
    """One database; a connection is opened for each call and closed after it."""

    def __init__(self, url: str, *, connect_timeout_seconds: int = CONNECT_TIMEOUT_SECONDS) -> None:
        self._given = url
        self._timeout = connect_timeout_seconds
        self._engine: Engine | None = None

    @property
    def url(self) -> URL:
        """Return the parsed URL.

        Raises:
            BadInputError: The text is no SQLAlchemy URL.
        """
        return database_url(self._given)

    @property
    def shown_url(self) -> str:
        """Return the URL with its password hidden: the only form that messages and logs carry."""
        return shown(self.url)

    @property
    def dialect(self) -> str:
        """Return `sqlite`, `postgresql`, `mysql` or another SQLAlchemy dialect name."""
        return dialect_of(self.url)

    def engine(self) -> Engine:
        """Return the SQLAlchemy engine; it pools nothing, so forked workers may share the client.

        Raises:
            BadInputError: The dialect's driver is not installed.
        """
        if self._engine is None:
            self._engine = open_engine(self.url, connect_timeout_seconds=self._timeout)
        return self._engine

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open a connection whose statements are committed at the end, or undone on an error.

        Raises:
            UnavailableError: The database does not answer, or its file is missing.
            BadInputError: The database refused a statement.
        """
        from sqlalchemy.exc import DBAPIError, OperationalError

        self._require_file()
        try:
            connection = self.engine().connect()
        except OperationalError as error:
            raise self._away(error) from error
        with connection:
            try:
                with connection.begin():
                    yield connection
            except DBAPIError as error:
                if error.connection_invalidated or "database is locked" in str(error.orig):
                    raise self._away(error) from error
                raise self._refused(error) from error

    def read(self, query: str) -> pl.DataFrame:
        """Return all rows of a SELECT as a frame with the database's own types.

        Raises:
            UnavailableError: The database does not answer, or its file is missing.
            BadInputError: The database refused the query.
        """
        import connectorx as cx

        if self.dialect not in CONNECTORX_SCHEMES:
            return self._read_rows(query)
        with self.connect():
            pass  # connectorx reports an absent server and a wrong query alike
        try:
            frame = cx.read_sql(connectorx_url(self.url), query, return_type="polars")
        except BaseException as error:
            if not is_failure(error):
                raise
            # It has no type for a column, or for a value; the driver tells what is wrong if not so.
            return self._read_rows(query)
        return cast("pl.DataFrame", frame)

    def batches(self, query: str) -> Iterator[pl.DataFrame]:
        """Yield the rows of a SELECT in batches, so that memory does not grow with them.

        Raises:
            UnavailableError: The database does not answer, or its file is missing.
            BadInputError: The database refused the query.
        """
        import connectorx as cx
        import polars as pl

        if self.dialect not in CONNECTORX_SCHEMES or self.dialect == "sqlite":
            yield from self._batches_of_rows(query)
            return
        with self.connect():
            pass  # connectorx reports an absent server and a wrong query alike
        try:
            reader = cx.read_sql(
                connectorx_url(self.url), query, return_type="arrow_stream", batch_size=BATCH_ROWS
            )
            for batch in reader:
                yield cast("pl.DataFrame", pl.from_arrow(batch))
        except BaseException as error:
            if not is_failure(error):
                raise
            raise self._refused(error) from error

    def rows(self, query: str, **parameters: object) -> list[dict[str, Any]]:
        """Return the rows of a small query with named parameters (`:name`)."""
        from sqlalchemy import text

        with self.connect() as connection:
            return [dict(row) for row in connection.execute(text(query), parameters).mappings()]

    def row(self, query: str, **parameters: object) -> tuple[Any, ...]:
        """Return the first row of a small query; it is a BadInputError that there is none."""
        found = self.rows(query, **parameters)
        if not found:
            raise BadInputError(
                f"{self.shown_url} returned no row for: {query}",
                f"{self.shown_url} 对该查询没有返回任何行：{query}",
            )
        return tuple(found[0].values())

    def execute(self, statement: str, **parameters: object) -> int:
        """Run one statement with named parameters and return the rows it touched."""
        from sqlalchemy import text

        with self.connect() as connection:
            return connection.execute(text(statement), parameters).rowcount

    def tables(self) -> list[str]:
        """Return the names of the tables in the default schema, sorted."""
        from sqlalchemy import inspect

        with self.connect() as connection:
            return sorted(inspect(connection).get_table_names())

    def columns(self, table: str, schema: str = "") -> dict[str, str]:
        """Return the columns of a table with the database's own types, without reading rows.

        Raises:
            UnavailableError: The database does not answer, or its file is missing.
            BadInputError: It has no such table.
        """
        from sqlalchemy import inspect
        from sqlalchemy.exc import NoSuchTableError

        with self.connect() as connection:
            try:
                found = inspect(connection).get_columns(table, schema or None)
            except NoSuchTableError as error:
                raise BadInputError(
                    f"The database {self.shown_url} has no table {table}.",
                    f"数据库 {self.shown_url} 中没有表 {table}。",
                ) from error
        return {each["name"]: str(each["type"]) for each in found}

    def _batches_of_rows(self, query: str) -> Iterator[pl.DataFrame]:
        with self.connect() as connection:
            options = {"stream_results": True}
            cursor = connection.execution_options(**options).exec_driver_sql(query)
            names = list(cursor.keys())
            rows = cursor.fetchmany(BATCH_ROWS)
            yield frame_of(names, rows)  # without rows too: who reads it learns the columns
            while rows := cursor.fetchmany(BATCH_ROWS):
                yield frame_of(names, rows)

    def _read_rows(self, query: str) -> pl.DataFrame:
        with self.connect() as connection:
            cursor = connection.exec_driver_sql(query)
            return frame_of(list(cursor.keys()), cursor.fetchall())

    def _require_file(self) -> None:
        """Refuse a SQLite file that is missing: opening it would create an empty one."""
        path = self.url.database
        if self.dialect == "sqlite" and path and path != ":memory:" and not Path(path).exists():
            raise missing_file(self.url, Path(path))

    def _away(self, error: Exception) -> UnavailableError:
        return UnavailableError(
            f"The database {self.shown_url} does not answer: {first_line(error)}. Check that it"
            " runs, that host and port are right, and that the account may sign in.",
            f"数据库 {self.shown_url} 无响应：{first_line(error)}。"
            "请检查服务是否运行、主机与端口是否正确、账号能否登录。",
        )

    def _refused(self, error: BaseException) -> BadInputError:
        return BadInputError(
            f"The database {self.shown_url} refused the statement: {first_line(error)}. Correct"
            " the SQL, or the table that it names.",
            f"数据库 {self.shown_url} 拒绝了该语句：{first_line(error)}。请修正 SQL 或其中的表名。",
        )
