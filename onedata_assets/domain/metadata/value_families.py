"""Values read as what a standard says that they are, whatever the source stores them as.

A column of texts may hold numbers and days: a standard judges these by their value. What fits no
such reading is null here, which `conformance.py` tells from a null that was there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.metadata.logical_forms import PAIRS
from onedata_assets.domain.metadata.model import NUMBERS, Family
from onedata_assets.domain.metadata.standards import ColumnStandard, StandardError
from onedata_assets.domain.metadata.written_times import moments, times

if TYPE_CHECKING:
    import polars as pl


def as_family(value: pl.Expr, dtype: pl.DataType, family: Family) -> pl.Expr:
    """Return the values as a family has them; one that is none of its is null."""
    import polars as pl

    is_text = dtype in {pl.String, pl.Categorical, pl.Enum}
    text = value.cast(pl.String).str.strip_chars() if is_text else value
    read = _READ.get(family)
    return value if read is None else read(text, pl.String() if is_text else dtype)


def _text(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    import polars as pl

    return value if dtype == pl.String else value.cast(pl.String, strict=False)


def _integer(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    import polars as pl

    if dtype.is_integer():
        return value
    whole = value.cast(pl.Int64, strict=False)
    if dtype.is_numeric():
        return pl.when(value % 1 == 0).then(whole)
    text = _text(value, dtype)  # a column of nothing but nulls has no texts
    return pl.coalesce(whole, text.str.strip_prefix("+").cast(pl.Int128, strict=False))


def _number(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    import polars as pl

    return value if dtype.is_numeric() else value.cast(pl.Float64, strict=False)


def _boolean(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    import polars as pl

    if dtype == pl.Boolean:
        return value
    said = value.cast(pl.String, strict=False).str.to_lowercase()
    return said.replace_strict(_TRUTHS, default=None, return_dtype=pl.Boolean)


def _date(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return days; a moment is its day, since sources without days write one."""
    import polars as pl

    return value if dtype == pl.Date else _moment(value, dtype).cast(pl.Date)


def _moment(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return moments as they are written, their zones left out."""
    import polars as pl

    if isinstance(dtype, pl.Datetime):
        return value.dt.replace_time_zone(None)
    if dtype == pl.Date:
        return value.cast(pl.Datetime("us"))
    if dtype != pl.String:
        return pl.lit(None, pl.Datetime("us"))
    return moments(value)


def _time(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    import polars as pl

    if dtype == pl.Time:
        return value
    if dtype != pl.String:
        return pl.lit(None, pl.Time)
    return times(value)


_TRUTHS = {text: place == 0 for pair in (*PAIRS, ("1", "0")) for place, text in enumerate(pair)}
_READ: dict[Family, Callable[[pl.Expr, pl.DataType], pl.Expr]] = {
    Family.TEXT: _text,
    Family.INTEGER: _integer,
    Family.DECIMAL: _number,
    Family.FLOAT: _number,
    Family.BOOLEAN: _boolean,
    Family.DATE: _date,
    Family.MOMENT: _moment,
    Family.TIME: _time,
}


def bound(column: ColumnStandard, written: str) -> pl.Expr:
    """Return a bound as a value of its column.

    Raises:
        StandardError: It is none.
    """
    import polars as pl

    read: dict[str, Any] = {
        "date": date.fromisoformat,
        "moment": datetime.fromisoformat,
        "time": time.fromisoformat,
    }
    try:
        made = read.get(column.family, Decimal)(written)
        if column.family in NUMBERS and not made.is_finite():
            raise ValueError(written)
    except (ValueError, InvalidOperation) as error:
        raise StandardError(
            f"{column.name}: {written!r} is no {column.family}.",
            f"{column.name}：{written!r} 不是 {column.family} 类型的值。",
        ) from error
    return pl.lit(made)
