"""What is done to a table where it is: counted, looked at, held to its partitions, exported.

The table is one that a scan of its source found. Statements of administrators are in
`table_operations.py`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.metadata.model import Family, Table
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Problem
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.catalog_rows import sql_table
from onedata_resources.clients.csv_copies import Typed
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl
    from sqlalchemy import Connection

MOST_COLUMNS = 200
"""So many columns are counted; a statement with more is refused by some databases."""
MOST_ROWS = 2**32 - 1
"""As many as a frame can have."""
_APART = frozenset({Family.BINARY, Family.NESTED, Family.OTHER})
"""What no database compares alike: it has no least value and no distinct ones."""
_ENDLESS = _APART | {Family.BOOLEAN}
Figures = dict[str, Any]


def statistics(catalog: Catalog, source: Source, table: Table) -> Figures:
    """Return the rows of a table and, of each column, its nulls, distinct values and ends.

    Raises:
        OneDataError: The source does not answer, or cannot read the table.
    """
    if source.kind is SourceKind.SQL:
        return _sql_statistics(DatabaseClient(catalog.address(source)), table)
    with _rows(catalog, source, table) as rows:
        return _frame_statistics(rows)


def preview(catalog: Catalog, source: Source, table: Table, *, rows: int) -> pl.DataFrame:
    """Return some rows.

    Raises:
        OneDataError: The source does not answer, or cannot read the table.
    """
    [(_, found)] = list(catalog.samples(source, [table], rows=rows))
    if isinstance(found, Problem):
        raise BadInputError(found.en, found.zh)
    return found.head(rows)


def newest(catalog: Catalog, source: Source, table: Table, column: str) -> tuple[str, int]:
    """Return the greatest value of a column as text, and how many rows have it.

    Raises:
        OneDataError: The source does not answer, or the table has no such column.
    """
    if column not in {each.name for each in table.columns}:
        raise BadInputError(
            f"{table.name} has no column {column!r}: correct the partition column.",
            f"{table.name} 没有列 {column!r}：请更正分区列。",
        )
    if source.kind is SourceKind.SQL:
        return _sql_newest(DatabaseClient(catalog.address(source)), table, column)
    import polars as pl

    with _rows(catalog, source, table) as frame:
        last = frame.select(pl.col(column).max()).collect().item()
        count = frame.filter(pl.col(column) == last).select(pl.len()).collect().item()
    return ("" if last is None else str(last), count)


def export(
    catalog: Catalog, source: Source, table: Table, *, lake: LakeClient, to: tuple[str, str]
) -> int:
    """Make a lake table of the rows of a table, in one version, and return how many there are.

    Raises:
        OneDataError: The source does not answer, or the lake cannot hold the rows.
    """
    if source.kind is not SourceKind.SQL:
        with _rows(catalog, source, table) as rows:
            return lake.write(to, rows).rows
    database = DatabaseClient(catalog.address(source))
    with database.connect() as connection:
        query = f"SELECT * FROM {quoted_name(connection, table)}"  # noqa: S608  quoted
    return lake.write(to, database.read(query)).rows


def quoted_name(connection: Connection, table: Table) -> str:
    """Return a table's name as its database writes it, whatever its signs."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    parts = [table.name.schema, table.name.name] if table.name.schema else [table.name.name]
    return ".".join(quote(part) for part in parts)


def _sql_statistics(database: DatabaseClient, table: Table) -> Figures:
    import sqlalchemy as sa

    wanted = table.columns[:MOST_COLUMNS]
    asked: list[Any] = [sa.func.count().label("rows")]
    for place, each in enumerate(wanted):
        column = sa.column(sa.quoted_name(each.name, quote=True))
        asked.append(sa.func.count(column).label(f"n{place}"))
        if each.family not in _APART:
            asked.append(sa.func.count(sa.distinct(column)).label(f"d{place}"))
        if each.family not in _ENDLESS:
            asked.append(sa.func.min(column).label(f"a{place}"))
            asked.append(sa.func.max(column).label(f"z{place}"))
    with database.connect() as connection:
        row = connection.execute(sa.select(*asked).select_from(sql_table(table))).mappings().one()
    columns = [
        _column(
            each.name,
            nulls=row["rows"] - row[f"n{place}"],
            distinct=row.get(f"d{place}"),
            least=row.get(f"a{place}"),
            greatest=row.get(f"z{place}"),
        )
        for place, each in enumerate(wanted)
    ]
    return {"rows": row["rows"], "columns": columns}


def _sql_newest(database: DatabaseClient, table: Table, name: str) -> tuple[str, int]:
    import sqlalchemy as sa

    column, source = sa.column(sa.quoted_name(name, quote=True)), sql_table(table)
    with database.connect() as connection:
        last = connection.execute(sa.select(sa.func.max(column)).select_from(source)).scalar()
        counted = sa.select(sa.func.count()).select_from(source).where(column == last)
        rows = connection.execute(counted).scalar_one() if last is not None else 0
    return ("" if last is None else str(last), rows)


@contextmanager
def _rows(catalog: Catalog, source: Source, table: Table) -> Iterator[pl.LazyFrame]:
    """Lend all rows of a table of the lake, or of files, read as the scan found them written.

    A column of texts whose values do not all fit another type stays one, so that none is lost.

    Raises:
        BadInputError: The rows cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="onedata-table-") as folder:
        place = Path(folder)
        whole = catalog.whole(source, [table], place, most=MOST_ROWS, typed=Typed.EXACTLY)
        for _, rows in whole:
            if isinstance(rows, Problem):
                raise BadInputError(f"{table.name}: {rows.en}", f"{table.name}：{rows.zh}")
            yield rows


def _frame_statistics(frame: pl.LazyFrame) -> Figures:
    import polars as pl

    schema = frame.collect_schema()
    names = list(schema)[:MOST_COLUMNS]
    plain = [name for name in names if not schema[name].is_nested()]
    told = frame.select(
        pl.len().alias("rows"),
        *(pl.col(name).null_count().alias(f"n/{name}") for name in names),
        *(pl.col(name).drop_nulls().n_unique().alias(f"d/{name}") for name in plain),
        *(pl.col(name).min().alias(f"a/{name}") for name in plain),
        *(pl.col(name).max().alias(f"z/{name}") for name in plain),
    ).collect(engine="streaming")
    row = told.row(0, named=True)
    columns = [
        _column(
            name,
            nulls=row[f"n/{name}"],
            distinct=row.get(f"d/{name}"),
            least=row.get(f"a/{name}"),
            greatest=row.get(f"z/{name}"),
        )
        for name in names
    ]
    return {"rows": row["rows"], "columns": columns}


def _column(
    name: str, *, nulls: int, distinct: int | None, least: object, greatest: object
) -> Figures:
    return {
        "name": name,
        "nulls": nulls,
        "distinct": distinct,
        "least": _short(least),
        "greatest": _short(greatest),
    }


def _short(value: object) -> str | None:
    return None if value is None else str(value)[:80]
