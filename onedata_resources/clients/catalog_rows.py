"""Some rows of the tables of a SQL database, as frames; how the tables are found: `catalog_sql.py`.

The database itself keeps a sample small: PostgreSQL reads some pages of a large table only, the
others stop after enough rows. Statements that take long are ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from onedata_assets.domain.metadata.model import Table, TableKind
from onedata_assets.domain.metadata.structure import Problem
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.database_url import first_line

if TYPE_CHECKING:
    import polars as pl

SAMPLE_ROWS = 1000
SAMPLE_SECONDS = 10
LARGE = 20
"""A table of so many samples is sampled by pages: below it, the first rows are a fair part."""
_SPARE = 3
"""Times the pages that statistics call for: these may be old, and pages unevenly filled."""


def sql_samples(
    database: DatabaseClient,
    tables: Iterable[Table],
    *,
    rows: int = SAMPLE_ROWS,
    seconds: int = SAMPLE_SECONDS,
) -> Iterator[tuple[Table, pl.DataFrame | Problem]]:
    """Yield at most so many rows of each table, or why there are none; all over one connection.

    Raises:
        UnavailableError: The database does not answer, or its file is missing.
    """
    with database.connect() as connection:
        _limit(connection, seconds)
        for table in tables:
            yield table, _sample(connection, table, rows)


def _limit(connection: sa.Connection, seconds: int) -> None:
    """End each later statement after some seconds; SQLite has no such means."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {seconds * 1000}")
    elif getattr(connection.dialect, "is_mariadb", False):
        connection.exec_driver_sql(f"SET SESSION max_statement_time = {seconds}")
    elif connection.dialect.name == "mysql":
        connection.exec_driver_sql(f"SET SESSION max_execution_time = {seconds * 1000}")


def _sample(connection: sa.Connection, table: Table, rows: int) -> pl.DataFrame | Problem:
    names: list[str] = []
    found: list[tuple[Any, ...]] = []
    try:
        with connection.begin_nested():
            for statement in _statements(connection, table, rows):
                cursor = connection.execute(statement)
                names = list(cursor.keys())
                found = [tuple(row) for row in cursor]
                if len(found) >= rows // 2:
                    break
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return Problem(
            table.name,
            f"Its rows were not read: {first_line(error)}.",
            f"未能读取其数据：{first_line(error)}。",
        )
    return frame_of(names, found)


def sql_table(table: Table) -> sa.TableClause:
    """Return a table as statements name it: quoted, whatever the signs of its name."""
    schema = sa.quoted_name(table.name.schema, quote=True) if table.name.schema else None
    return sa.table(sa.quoted_name(table.name.name, quote=True), schema=schema)


def _statements(connection: sa.Connection, table: Table, rows: int) -> Iterator[sa.Select[Any]]:
    """Yield queries until one gives enough.

    Of large tables pages are tried first: the statistics may be old, and none may be hit.
    """
    source = sql_table(table)
    everything = sa.select(sa.text("*"))
    large = table.kind is TableKind.TABLE and (table.rows or 0) > rows * LARGE
    if large and connection.dialect.name == "postgresql":
        percent = min(100.0, 100 * _SPARE * rows / (table.rows or 1))
        pages = sa.tablesample(source, sa.func.system(percent), name="sampled", seed=sa.literal(1))
        yield everything.select_from(pages).limit(rows)
    yield everything.select_from(source).limit(rows)


def frame_of(names: list[str], rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Return rows as a frame; values that have no column type of their own become text."""
    import polars as pl

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pl.DataFrame(
        [_series(name, values) for name, values in zip(names, columns, strict=True)]
    )


def _series(name: str, values: tuple[Any, ...]) -> pl.Series:
    import polars as pl

    try:
        made = pl.Series(name, values, strict=True)
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        return pl.Series(name, [_text(value) for value in values], dtype=pl.String)
    if made.dtype == pl.Object or made.dtype.is_nested():
        return pl.Series(name, [_text(value) for value in values], dtype=pl.String)
    return made


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
