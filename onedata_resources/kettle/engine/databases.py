"""How steps reach SQL databases: bulk reads by connectorx, statements by SQLAlchemy.

Which SQL a step runs, and what it makes of the rows, is in `steps/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from onedata_resources.clients import database_url
from onedata_resources.clients.database_url import first_line, sqlite_file
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError
from onedata_resources.kettle.engine.stream import ConnectionStepError, StepError, free_name

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

BATCH_ROWS = 100_000


@lru_cache(maxsize=64)
def parsed(url: str) -> URL:
    """Return the parsed URL.

    Raises:
        ConnectionStepError: It cannot be read.
    """
    try:
        return database_url.database_url(url)
    except BadInputError as error:
        raise ConnectionStepError(error.en, error.zh) from error


@lru_cache(maxsize=64)
def engine_of(url: str) -> Engine:
    """Return the engine for the URL; it keeps no connection open.

    Raises:
        ConnectionStepError: Its driver is not installed.
    """
    try:
        return database_url.open_engine(parsed(url))
    except BadInputError as error:
        raise ConnectionStepError(error.en, error.zh) from error


def dialect_of(url: str) -> str:
    """Return `sqlite`, `postgresql`, `mysql` or another dialect."""
    return database_url.dialect_of(parsed(url))


def shown(url: str) -> str:
    """Return the URL with its password hidden."""
    return database_url.shown(parsed(url))


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Open a connection; the caller commits.

    Raises:
        StepError: The database cannot be reached, or refuses a statement.
    """
    require_folder(url)
    try:
        connection = engine_of(url).connect()
    except SQLAlchemyError as error:
        raise away(url, first_line(error), first_line(error)) from error
    with connection:
        try:
            yield connection
        except DBAPIError as error:
            raise refused(error) from error


def require_folder(url: str) -> None:
    """Refuse a SQLite file in a folder that is not there.

    Raises:
        StepError: There is no such folder.
    """
    named = parsed(url).database
    if dialect_of(url) == "sqlite" and named and named != ":memory:" and named[:5] != "file:":
        folder = sqlite_file(parsed(url)).parent
        if not folder.is_dir():
            raise away(url, f"there is no folder {folder}", f"没有目录 {folder}")


def away(url: str, why_en: str, why_zh: str) -> ConnectionStepError:
    """Return the failure to reach the database."""
    return ConnectionStepError(
        "Error occurred while trying to connect to the database "
        f"{shown(url)}: {why_en}. Check that it runs and that its address and account are right.",
        f"无法连接数据库 {shown(url)}：{why_zh}。请检查服务是否运行、地址与账号是否正确。",
        UnavailableError,
    )


def refused(error: BaseException) -> StepError:
    """Return the failure of a statement that the database refuses; a lost connection can heal."""
    return _refused(error, lost=isinstance(error, DBAPIError) and error.connection_invalidated)


def refused_by(engine: Engine, error: BaseException) -> StepError:
    """Return the failure that a driver tells of a statement."""
    return _refused(error, lost=engine.dialect.is_disconnect(error, None, None))  # pyright: ignore[reportArgumentType]


def _refused(error: BaseException, *, lost: bool) -> StepError:
    kind: type[OneDataError] = UnavailableError if lost else BadInputError
    return StepError(
        f"An error occurred executing SQL: {first_line(error)}",
        f"执行 SQL 出错：{first_line(error)}",
        kind,
    )


def require_file(url: str) -> None:
    """Refuse to read a SQLite file that is missing: connecting would make an empty one.

    Raises:
        StepError: There is no such file.
    """
    named = parsed(url).database
    in_memory = not named or named == ":memory:" or named.startswith("file:")
    if not in_memory and not sqlite_file(parsed(url)).is_file():
        raise away(url, "there is no such file", "文件不存在")


def split_at_markers(sql: str) -> list[str]:
    """Return what is between the question marks outside quotes."""
    parts = [""]
    quote_mark, start = "", 0
    for at, character in enumerate(sql):
        if quote_mark:
            quote_mark = "" if character == quote_mark else quote_mark
        elif character in "'\"`":
            quote_mark = character
        elif character == "?":
            parts[-1] = sql[start:at]
            parts.append("")
            start = at + 1
    parts[-1] = sql[start:]
    return parts


def marker_count(sql: str) -> int:
    """Return how many question marks outside quotes the SQL has."""
    return len(split_at_markers(sql)) - 1


@lru_cache(maxsize=256)
def placeholders(url: str, sql: str) -> str:
    """Return the SQL with the driver's markers in place of question marks outside quotes."""
    style = engine_of(url).dialect.paramstyle
    if style == "qmark":
        return sql
    if "format" in style:
        return "%s".join(part.replace("%", "%%") for part in split_at_markers(sql))
    first, *others = split_at_markers(sql)
    return first + "".join(f":{number}{part}" for number, part in enumerate(others, 1))


def stream_query(
    url: str, sql: str
) -> tuple[dict[str, pl.DataType], Callable[[], Iterator[pl.DataFrame]]]:
    """Return the query's columns, and a function that reads its rows in batches, once.

    Raises:
        StepError: The database refuses the query.
    """
    import connectorx
    import pyarrow as pa

    with connected(url):
        pass  # connectorx tells an absent server and a wrong query alike
    try:
        reader = connectorx.read_sql(
            database_url.connectorx_url(parsed(url)),
            sql,
            return_type="arrow_stream",
            batch_size=BATCH_ROWS,
        )
    except RuntimeError as error:
        raise refused(error) from error
    except BaseException as error:
        if not _is_panic(error):
            raise
        raise _unreadable(error) from error
    names: list[str] = []
    for name in reader.schema.names:
        names.append(free_name(name, names))
    fields = [field.with_name(name) for field, name in zip(reader.schema, names, strict=True)]
    # Not by an empty table: to make an array from a list, pyarrow imports pandas.
    schema = dict(pl.Schema(pa.schema(fields)))
    return schema, lambda: _batches(reader, names)


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
        if not _is_panic(error):
            raise
        raise _unreadable(error) from error


def _is_panic(error: BaseException) -> bool:
    return type(error).__name__ == "PanicException"


def _unreadable(error: BaseException) -> StepError:
    return StepError(
        f"A value could not be read: {first_line(error)}", f"有值无法读取：{first_line(error)}"
    )
