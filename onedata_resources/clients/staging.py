"""A staging database: tables that a real Carte writes, and from where their rows go to the lake.

Which Kettle files write there is in `kettle/staged.py`. Column types are those of contracts, by
name (`Int64`, `String`, `Datetime`, `Decimal[10,2]`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from onedata_resources.clients.database import DatabaseClient
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.bulk_query import DIGITS, SCALE

if TYPE_CHECKING:
    import polars as pl
    import sqlalchemy as sa
    from sqlalchemy.engine import URL

DECIMAL = re.compile(r"Decimal\[(\d+),(\d+)\]")
DATETIME = re.compile(r"Datetime(?:\[(.+)\])?")
INTEGERS = frozenset({"Int64", "Int32", "Int16", "Int8", "UInt64", "UInt32", "UInt16", "UInt8"})
FLOATS = frozenset({"Float64", "Float32"})
TRUE = ["1", "y", "true", "t"]
MILLISECONDS = r"^-?\d+$"

Columns = Mapping[str, str]


class StagingClient(DatabaseClient):
    """Tables of a SQLAlchemy URL (PostgreSQL, MySQL, SQLite) that live as long as a run."""

    @property
    def url(self) -> URL:
        """Return the parsed URL.

        Raises:
            BadInputError: There is none, or the text is no SQLAlchemy URL.
        """
        if not self._given:
            raise BadInputError(
                "A real Carte writes lake tables into a staging database, and there is none: set"
                " KETTLE_STAGING_URL to its SQLAlchemy URL.",
                "真实的 Carte 将数据湖的表写入暂存库，但未配置：请将 KETTLE_STAGING_URL 设为其"
                " SQLAlchemy 地址。",
            )
        return super().url

    def create(self, name: str, columns: Columns) -> None:
        """Make the table, empty; one of that name is dropped."""
        table = self._table(name, columns)
        with self._writable() as connection:
            table.drop(connection, checkfirst=True)
            table.create(connection)

    def drop(self, names: Iterable[str]) -> None:
        """Drop the tables that are there; others may drop them too."""
        from sqlalchemy.schema import DropTable

        with self._writable() as connection:
            for name in names:
                connection.execute(DropTable(self._table(name, {}), if_exists=True))

    def count(self, name: str) -> int:
        """Return how many rows the table has."""
        [count] = self.row(f"SELECT COUNT(*) FROM {self._quoted(name)}")  # noqa: S608 - quoted
        return count

    def frame(self, name: str, columns: Columns) -> pl.LazyFrame:
        """Return the rows of the table in the types of its columns, read batch by batch.

        SQLite keeps a type for each value, and drivers write dates as text or as milliseconds, so
        its values are cast where they are read.
        """
        import polars as pl

        from onedata_resources.kettle.engine.sources import batch_source

        listed = ", ".join(self._selected(column, kind) for column, kind in columns.items())
        query = f"SELECT {listed} FROM {self._quoted(name)}"  # noqa: S608 - quoted names

        def typed(rows: pl.DataFrame) -> pl.DataFrame:
            return rows.select(
                _typed(rows[column], kind).alias(column) for column, kind in columns.items()
            )

        nothing = typed(pl.DataFrame(schema=dict.fromkeys(columns, pl.Null)))
        return batch_source(dict(nothing.schema), lambda: map(typed, self.batches(query)))

    def _writable(self) -> Any:  # noqa: ANN401 - a context manager of SQLAlchemy
        if self.dialect == "sqlite":
            return self.engine().begin()  # the file may not be there yet
        return self.connect()

    def _quoted(self, name: str) -> str:
        return self.engine().dialect.identifier_preparer.quote_identifier(name)

    def _selected(self, column: str, kind: str) -> str:
        quoted = self._quoted(column)
        if self.dialect != "sqlite":
            # The bulk reader keeps fewer digits than a decimal may have: the server writes these.
            text = "CHAR" if self.dialect == "mysql" else "TEXT"
            return f"CAST({quoted} AS {text}) AS {quoted}" if _is_long(kind) else quoted
        cast = "INTEGER" if kind in INTEGERS else "REAL" if kind in FLOATS else "TEXT"
        return f"CAST({quoted} AS {cast}) AS {quoted}"

    def _table(self, name: str, columns: Columns) -> sa.Table:
        import sqlalchemy as sa

        made = (sa.Column(column, _sql_type(kind), quote=True) for column, kind in columns.items())
        return sa.Table(name, sa.MetaData(), *made, quote=True)


def _is_long(kind: str) -> bool:
    found = DECIMAL.fullmatch(kind)
    return found is not None and (int(found[1]) > DIGITS or int(found[2]) > SCALE)


def _sql_type(kind: str) -> Any:  # noqa: ANN401 - any type of SQLAlchemy
    """Return the column type for values of a Polars type.

    Raises:
        BadInputError: A database table holds no such values.
    """
    import sqlalchemy as sa
    from sqlalchemy.dialects import mysql

    if found := DECIMAL.fullmatch(kind):
        return sa.Numeric(int(found[1]), int(found[2]))
    if DATETIME.fullmatch(kind):
        return sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
    types: dict[str, Any] = {
        "String": sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb"),
        "Date": sa.Date(),
        "Boolean": sa.Boolean(),
        "Binary": sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb"),
        **dict.fromkeys(INTEGERS, sa.BigInteger()),
        **dict.fromkeys(FLOATS, sa.Double()),
    }
    if kind not in types:
        raise BadInputError(
            f"A column of type {kind} cannot be staged in a database: declare a plain type in the"
            " contract (Int64, Float64, Decimal[p,s], String, Date, Datetime, Boolean).",
            f"类型 {kind} 的列无法暂存：请在契约中使用基本类型"
            "（Int64、Float64、Decimal[p,s]、String、Date、Datetime、Boolean）。",
        )
    return types[kind]


def _typed(values: pl.Series, kind: str) -> pl.Series:
    """Return the values, as a driver gives them, in the type."""
    import polars as pl

    if found := DECIMAL.fullmatch(kind):
        return values.cast(pl.String).cast(pl.Decimal(int(found[1]), int(found[2])))
    if found := DATETIME.fullmatch(kind):
        moments = _moments(values).cast(pl.Datetime("us"))
        return moments.dt.replace_time_zone(found[1]) if found[1] else moments
    if kind == "Date":
        return _moments(values).cast(pl.Date)
    if kind == "Boolean" and values.dtype != pl.Boolean:
        said = values.cast(pl.String).str.to_lowercase().is_in(TRUE)
        return said.to_frame().select(pl.when(values.is_not_null()).then(said)).to_series()
    return values.cast(getattr(pl, kind))


def _moments(values: pl.Series) -> pl.Series:
    """Return dates and times: a driver gives them as such, as text, or as milliseconds."""
    import polars as pl

    if values.dtype != pl.String:
        return values.cast(pl.Date) if values.dtype == pl.Null else values
    frame = values.alias("v").to_frame()
    number = pl.col("v").str.contains(MILLISECONDS)
    parsed = pl.coalesce(
        pl.when(number).then(pl.col("v")).cast(pl.Int64).cast(pl.Datetime("ms")),
        pl.when(~number).then(pl.col("v")).str.to_datetime(strict=False, time_unit="us"),
        pl.when(~number).then(pl.col("v")).str.to_date(strict=False).cast(pl.Datetime("us")),
    )
    return frame.select(parsed.cast(pl.Datetime("us"))).to_series()
