"""How steps reach SQL databases: bulk reads by connectorx, statements by SQLAlchemy.

Which SQL a step runs, and what it makes of the rows, is in `steps/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import polars as pl
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from onedata_resources.kettle.engine.stream import StepError, free_name

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlalchemy import Connection, Engine

BATCH_ROWS = 100_000
_CONNECTORX = {"sqlite": "sqlite", "postgresql": "postgresql", "mysql": "mysql", "mariadb": "mysql"}


@lru_cache(maxsize=64)
def engine_of(url: str) -> Engine:
    """Return the engine for the URL; it keeps no connection open."""
    parsed = make_url(url)
    if parsed.drivername in {"mysql", "mariadb"}:
        parsed = parsed.set(drivername="mysql+pymysql")
    return create_engine(parsed, poolclass=NullPool)


def dialect_of(url: str) -> str:
    """Return `sqlite`, `postgresql`, `mysql` or another dialect."""
    name = make_url(url).get_backend_name()
    return "mysql" if name == "mariadb" else name


def shown(url: str) -> str:
    """Return the URL with its password hidden."""
    return make_url(url).render_as_string(hide_password=True)


def first_line(error: BaseException) -> str:
    """Return the driver's own words."""
    text = str(getattr(error, "orig", None) or error).strip()
    return text.splitlines()[0] if text else type(error).__name__


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Open a connection; the caller commits.

    Raises:
        StepError: The database cannot be reached, or refuses a statement.
    """
    database = make_url(url).database
    if dialect_of(url) == "sqlite" and database and database != ":memory:":
        folder = Path(database).parent
        if not folder.is_dir():
            raise StepError(f"Error occurred while trying to connect: no folder {folder}")
    try:
        connection = engine_of(url).connect()
    except SQLAlchemyError as error:
        raise StepError(
            f"Error occurred while trying to connect to the database {shown(url)}: "
            f"{first_line(error)}"
        ) from error
    with connection:
        try:
            yield connection
        except DBAPIError as error:
            raise StepError(f"An error occurred executing SQL: {first_line(error)}") from error


def require_file(url: str) -> None:
    """Refuse to read a SQLite file that is missing: connecting would make an empty one.

    Raises:
        StepError: There is no such file.
    """
    database = make_url(url).database
    named = database and database != ":memory:" and not database.startswith("file:")
    if named and not Path(str(database)).is_file():
        raise StepError(
            f"Error occurred while trying to connect to the database {shown(url)}: there is no"
            " such file. Bring it back, or correct the connection's URL."
        )


def placeholders(url: str, sql: str) -> str:
    """Return the SQL with the driver's markers in place of question marks outside quotes."""
    if dialect_of(url) == "sqlite":
        return sql
    parts: list[str] = []
    quote_mark = ""
    for character in sql.replace("%", "%%"):
        if quote_mark:
            quote_mark = "" if character == quote_mark else quote_mark
        elif character in "'\"`":
            quote_mark = character
        parts.append("%s" if character == "?" and not quote_mark else character)
    return "".join(parts)


def read_parameters(url: str, sql: str, rows: list[tuple[Any, ...]]) -> list[pl.DataFrame]:
    """Return the answers to the query, one per row of values for its question marks."""
    statement = placeholders(url, sql)
    frames = []
    with connected(url) as connection:
        for row in rows:
            cursor = connection.exec_driver_sql(statement, tuple(row))
            names = list(cursor.keys())
            found = [tuple(each) for each in cursor.fetchall()]
            frames.append(pl.DataFrame(found, schema=names, orient="row", infer_schema_length=None))
    return frames


def stream_query(
    url: str, sql: str
) -> tuple[dict[str, pl.DataType], Callable[[], Iterator[pl.DataFrame]]]:
    """Return the query's columns, and a function that reads its rows in batches, once.

    Raises:
        StepError: The database refuses the query.
    """
    import connectorx

    scheme = _CONNECTORX.get(make_url(url).get_backend_name())
    if scheme is None:
        [frame] = read_parameters(url, sql, [()])
        return dict(frame.schema), lambda: iter([frame])
    with connected(url):
        pass  # connectorx tells an absent server and a wrong query alike
    try:
        reader = connectorx.read_sql(
            connectorx_url(url), sql, return_type="arrow_stream", batch_size=BATCH_ROWS
        )
    except RuntimeError as error:
        raise StepError(f"An error occurred executing SQL: {first_line(error)}") from error
    names: list[str] = []
    for name in reader.schema.names:
        names.append(free_name(name, names))
    empty = pl.from_arrow(reader.schema.empty_table().rename_columns(names))
    schema = dict(empty.schema) if isinstance(empty, pl.DataFrame) else {}
    return schema, lambda: _batches(reader, names)


def connectorx_url(url: str) -> str:
    """Return the URL as connectorx wants it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return "sqlite://" + quote(str(Path(parsed.database or "").resolve()))
    scheme = _CONNECTORX[parsed.get_backend_name()]
    return parsed.set(drivername=scheme).render_as_string(hide_password=False)


def _batches(reader: pa.RecordBatchReader, names: list[str]) -> Iterator[pl.DataFrame]:
    """Yield the reader's batches as frames.

    connectorx raises its panics past `Exception`, so they are told by name.
    """
    try:
        for batch in reader:
            frame = pl.from_arrow(batch.rename_columns(names))
            if isinstance(frame, pl.DataFrame):
                yield frame
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise StepError(f"A value could not be read: {first_line(error)}") from error
