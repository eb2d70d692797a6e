"""All rows that a query gives, copied to disk: no type of PostgreSQL or MySQL is lost on the way.

These servers write each value as text, which becomes a type again in `fitting_types.py`. Other
databases give rows as their drivers do.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onedata_resources.clients.database import BATCH_ROWS, DatabaseClient
from onedata_resources.clients.fitting_types import Kind, fitted

if TYPE_CHECKING:
    import polars as pl
    from sqlalchemy import Connection

_SESSION = (
    "SET LOCAL DateStyle = 'ISO, MDY'; SET LOCAL IntervalStyle = 'postgres';"
    " SET LOCAL TimeZone = 'UTC'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 3"
)
MONEY = 790
_POSTGRES = {
    16: Kind.BOOLEAN,
    17: Kind.HEX,
    20: Kind.INTEGER,
    21: Kind.INTEGER,
    23: Kind.INTEGER,
    26: Kind.INTEGER,
    700: Kind.FLOAT,
    701: Kind.FLOAT,
    1082: Kind.DATE,
    1083: Kind.TIME,
    1114: Kind.MOMENT,
    1184: Kind.UTC_MOMENT,
    1700: Kind.DECIMAL,
    MONEY: Kind.DECIMAL,
}
"""Kinds of columns by the numbers that types have in every PostgreSQL."""
_MYSQL = {
    0: Kind.DECIMAL,
    1: Kind.INTEGER,
    2: Kind.INTEGER,
    3: Kind.INTEGER,
    4: Kind.FLOAT,
    5: Kind.FLOAT,
    7: Kind.MOMENT,
    8: Kind.INTEGER,
    9: Kind.INTEGER,
    10: Kind.DATE,
    11: Kind.TIME,
    12: Kind.MOMENT,
    13: Kind.INTEGER,
    16: Kind.BITS,
    246: Kind.DECIMAL,
}
"""Kinds of columns by the numbers that types have in the protocol of MySQL."""


def copied(database: DatabaseClient, query: str, folder: Path) -> pl.LazyFrame:
    """Return the rows of a SELECT, copied to a folder that this makes and that has to stay.

    No more than a batch of rows is held.

    Raises:
        UnavailableError: The database does not answer, or its file is missing.
        BadInputError: The database refused the query.
        Exception: The driver's own error, where PostgreSQL or MySQL refused the query.
    """
    folder.mkdir(parents=True)
    if database.dialect not in {"postgresql", "mysql"}:
        return _joined(database.batches(query), folder)
    with database.connect() as connection:
        is_postgres = database.dialect == "postgresql"
        texts, kinds = (_of_postgres if is_postgres else _of_mysql)(connection, query, folder)
    rows = fitted(texts, kinds, folder / "whole.parquet")
    for each in folder.glob("text*"):
        each.unlink()
    return rows


def _of_postgres(
    connection: Connection, query: str, folder: Path
) -> tuple[pl.LazyFrame, list[Kind | None]]:
    import polars as pl

    driver: Any = connection.connection.driver_connection
    path = folder / "text.csv"
    with driver.cursor() as cursor:
        cursor.execute(_SESSION)
        cursor.execute(f"SELECT * FROM ({query}) AS asked LIMIT 0")  # noqa: S608 - the caller's SQL
        columns = [(each.name, _POSTGRES.get(each.type_code)) for each in cursor.description]
        # A line is never empty, which it were for a null in a table of one column.
        chosen = ["1", *(_chosen(each.name, each.type_code) for each in cursor.description)]
        rows = f"SELECT {', '.join(chosen)} FROM ({query}) AS asked"  # noqa: S608 - the caller's SQL
        with path.open("wb") as file:
            cursor.copy_expert(f"COPY ({rows}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')", file)
    names = [str(at) for at in range(len(columns) + 1)]
    written = pl.scan_csv(
        path, has_header=False, schema=dict.fromkeys(names, pl.String), glob=False,
        raise_if_empty=False,
    )  # fmt: skip
    texts = written.drop("0").rename({str(at): name for at, (name, _) in enumerate(columns, 1)})
    return texts, [kind for _, kind in columns]


def _chosen(name: str, type_code: int) -> str:
    """Return a column as it is read: money without the signs of its server's country."""
    quoted = '"' + name.replace('"', '""') + '"'
    return f"asked.{quoted}::numeric" if type_code == MONEY else f"asked.{quoted}"


def _of_mysql(
    connection: Connection, query: str, folder: Path
) -> tuple[pl.LazyFrame, list[Kind | None]]:
    from pymysql.cursors import SSCursor

    driver: Any = connection.connection.driver_connection
    driver.decoders = {}  # values stay as the server writes them
    with driver.cursor(SSCursor) as cursor:
        cursor.execute(query)
        names = [each[0] for each in cursor.description]
        kinds = [_MYSQL.get(each[1]) for each in cursor.description]
        return _joined(_batches(cursor, names), folder, named="text"), kinds


def _batches(cursor: Any, names: list[str]) -> Iterator[pl.DataFrame]:  # noqa: ANN401 - a driver's
    """Yield batches of texts, and of bytes where a column has no alphabet; at least one."""
    import polars as pl

    rows = cursor.fetchmany(BATCH_ROWS)
    while True:
        columns = zip(*rows, strict=True) if rows else [()] * len(names)
        made = [pl.Series(name, each) for name, each in zip(names, columns, strict=True)]
        yield pl.DataFrame(made)
        rows = cursor.fetchmany(BATCH_ROWS)
        if not rows:
            return


def _joined(batches: Iterator[pl.DataFrame], folder: Path, *, named: str = "part") -> pl.LazyFrame:
    """Return batches as one frame, held on disk; columns whose types differ become texts."""
    import polars as pl
    import polars.selectors as cs

    parts = []
    for number, batch in enumerate(batches):
        path = folder / f"{named}{number:05}.parquet"
        batch.write_parquet(path)
        parts.append(pl.scan_parquet(path, glob=False))
    try:
        whole = pl.concat(parts, how="vertical_relaxed")
        whole.collect_schema()
    except pl.exceptions.PolarsError:  # SQLite's columns may hold anything
        whole = pl.concat([each.cast(pl.String, strict=False) for each in parts])
    return whole.with_columns(cs.by_dtype(pl.Null).cast(pl.String))
