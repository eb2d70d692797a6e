"""Some rows of the tables of a SQL database, as frames; how the tables are found: `catalog_sql.py`.

The database itself keeps a sample small: PostgreSQL reads some pages of a large table only, the
others stop after enough rows. Statements that take long are ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from onedata_assets.domain.metadata.model import Table, TableKind
from onedata_assets.domain.metadata.structure import Problem
from onedata_resources.clients.catalog_problems import unforeseen, unread
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.database_frames import frame_of
from onedata_resources.errors import is_failure

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
    """Return rows, as texts where the driver has no value for one, such as a year before Christ."""
    try:
        try:
            return _rows(connection, table, rows, sa.select(sa.text("*")))
        except (ArithmeticError, ValueError):
            return _rows(connection, table, rows, sa.select(*_as_texts(table)))
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return unread(table.name, error)
    except BaseException as error:
        if not is_failure(error):
            raise
        return unforeseen(table.name, error)


def _rows(
    connection: sa.Connection, table: Table, rows: int, everything: sa.Select[Any]
) -> pl.DataFrame:
    names: list[str] = []
    found: Sequence[Sequence[Any]] = []
    with connection.begin_nested():
        for statement in _statements(connection, table, rows, everything):
            cursor = connection.execute(statement)
            names = list(cursor.keys())
            found = cursor.all()
            if len(found) >= rows // 2:
                break
    return frame_of(names, found)


def _as_texts(table: Table) -> Iterator[sa.Label[str]]:
    for each in table.columns:
        name = sa.quoted_name(each.name, quote=True)
        yield sa.cast(sa.column(name), sa.Text).label(name)


def sql_table(table: Table) -> sa.TableClause:
    """Return a table as statements name it: quoted, whatever the signs of its name."""
    schema = sa.quoted_name(table.name.schema, quote=True) if table.name.schema else None
    return sa.table(sa.quoted_name(table.name.name, quote=True), schema=schema)


def _statements(
    connection: sa.Connection, table: Table, rows: int, everything: sa.Select[Any]
) -> Iterator[sa.Select[Any]]:
    """Yield queries until one gives enough.

    Of large tables pages are tried first: the statistics may be old, and none may be hit.
    """
    source = sql_table(table)
    large = table.kind is TableKind.TABLE and (table.rows or 0) > rows * LARGE
    if large and connection.dialect.name == "postgresql":
        percent = min(100.0, 100 * _SPARE * rows / (table.rows or 1))
        pages = sa.tablesample(source, sa.func.system(percent), name="sampled", seed=sa.literal(1))
        yield everything.select_from(pages).limit(rows)
    yield everything.select_from(source).limit(rows)
