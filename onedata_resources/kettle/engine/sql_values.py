"""Values on their way between rows of a stream and rows of a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl

from onedata_resources.kettle.engine.calculations_rounding import rounded_columns
from onedata_resources.kettle.engine.sql_database import Database
from onedata_resources.kettle.engine.sqlite_columns import iso_dates
from onedata_resources.kettle.values.convert import convert, elementwise, failed, not_empty
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.java_rounding import HALF_EVEN
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
_ISO = "%Y-%m-%d %H:%M:%S%.3f"
_DAY_ONE = datetime(1970, 1, 1)  # noqa: DTZ001 - moments in Kettle have no time zone


def storable(rows: pl.DataFrame, fields: Sequence[Field], database: Database) -> pl.DataFrame:
    """Return the rows as they are bound: an empty text is null, and numbers have their precision.

    Where the connection knows no booleans they are the texts Y and N, and SQLite gets dates as ISO
    text. The columns are those of the fields, in their order.
    """
    return rows.select(
        _storable(pl.col(name), field, database).alias(name)
        for name, field in zip(rows.columns, fields, strict=True)
    )


def _storable(value: pl.Expr, field: Field, database: Database) -> pl.Expr:
    kind = field.type
    if kind is K.STRING:
        return not_empty(value)
    if kind is K.NUMBER and field.precision >= 0:
        return elementwise(value, lambda each: _to_digits(each, field.precision), pl.Float64())
    if kind is K.BOOLEAN and not database.options.booleans:
        return pl.when(value).then(pl.lit("Y")).when(value.not_()).then(pl.lit("N"))
    if database.dialect != "sqlite":
        return value
    if kind in (K.DATE, K.TIMESTAMP):
        return value.dt.strftime(_ISO).str.replace(r"\.000$", "")
    return value.cast(pl.Float64) if kind is K.BIG_NUMBER else value


def _to_digits(values: pl.Series, digits: int) -> pl.Series:
    """Return the numbers with so many decimals, halves to even ones, as Kettle binds them."""
    places = pl.repeat(digits, len(values), dtype=pl.Int64, eager=True)
    return rounded_columns(values, places, HALF_EVEN) + 0.0  # Java has no decimal -0


def compared(
    mine: pl.Series, field: Field, stored: pl.Series, column: Field, *, by_column: bool = False
) -> pl.DataFrame:
    """Return where two values differ (`differs`), and `why` they cannot be compared.

    They are compared in the stream's type, or `by_column` in the column's; an integer that
    meets a number is compared as a number.
    """
    first, second = (column, field) if by_column else (field, column)
    kind = K.NUMBER if (first.type, second.type) == (K.INTEGER, K.NUMBER) else first.type
    both = pl.DataFrame({"mine": mine, "stored": stored})
    sides = [("mine", field), ("stored", column)]
    pair = [convert(pl.col(name), replace(each, name=name), kind) for name, each in sides]
    bad = pl.any_horizontal(
        failed(pl.col(name), value) for (name, _), value in zip(sides, pair, strict=True)
    )
    if kind is K.STRING:
        pair = [not_empty(each) for each in pair]
    why = f"Unable to compare {field.name} with the value of the table as {kind}."
    return both.select(
        pair[0].ne_missing(pair[1]).alias("differs"), pl.when(bad).then(pl.lit(why)).alias("why")
    )


def frame_of(
    rows: Sequence[Sequence[Any]], fields: Sequence[Field], database: Database
) -> pl.DataFrame:
    """Return the database's rows as the fields' types."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(fields)
    return pl.DataFrame(
        [_series(field, values, database) for field, values in zip(fields, columns, strict=True)]
    )


def _series(field: Field, values: Sequence[Any], database: Database) -> pl.Series:
    dtype = dtype_of(field.type)
    given = next((each for each in values if each is not None), None)
    if field.type in (K.DATE, K.TIMESTAMP):
        if isinstance(given, str | int) and database.dialect == "sqlite":
            texts = pl.Series([None if v is None else str(v) for v in values], dtype=pl.String)
            return iso_dates(texts).cast(dtype).alias(field.name)
        return pl.Series(field.name, [_moment(v) for v in values], dtype=dtype)
    return pl.Series(field.name, [_KINDS[field.type](v) for v in values], dtype=dtype)


def _moment(value: Any) -> datetime | None:  # noqa: ANN401 - any driver's value
    """Return the moment; one that a calendar does not have is null."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None) if value.tzinfo is None else _in_utc(value)
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, time):
        return datetime.combine(_DAY_ONE, value.replace(tzinfo=None))
    if isinstance(value, timedelta):
        return _DAY_ONE + value
    return datetime(value, 1, 1) if isinstance(value, int) else None  # noqa: DTZ001 - MySQL's YEAR


def _in_utc(value: datetime) -> datetime:
    return (value - (value.utcoffset() or timedelta())).replace(tzinfo=None)


def _text(value: Any) -> str | None:  # noqa: ANN401 - any driver's value
    if value is None or value == "":
        return None
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def _whole(value: Any) -> int | None:  # noqa: ANN401 - any driver's value
    if value is None or isinstance(value, int):
        return value
    try:
        return int(Decimal(str(value)))
    except (InvalidOperation, ValueError, OverflowError):
        return None


def _number(value: Any) -> float | None:  # noqa: ANN401 - any driver's value
    try:
        return None if value is None or value == "" else float(value)
    except ValueError:
        return None


def _big(value: Any) -> Decimal | None:  # noqa: ANN401 - any driver's value
    try:
        return None if value is None or value == "" else Decimal(str(value))
    except InvalidOperation:
        return None


def _truth(value: Any) -> bool | None:  # noqa: ANN401 - any driver's value
    if isinstance(value, bytes):
        return any(value)
    if isinstance(value, str):
        return value.strip().upper() in {"Y", "TRUE", "YES", "1", "T"}
    return None if value is None else bool(value)


def _bytes(value: Any) -> bytes | None:  # noqa: ANN401 - any driver's value
    if value is None or isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else bytes(value)


_KINDS = {
    K.STRING: _text,
    K.INTEGER: _whole,
    K.NUMBER: _number,
    K.BIG_NUMBER: _big,
    K.BOOLEAN: _truth,
    K.BINARY: _bytes,
}
