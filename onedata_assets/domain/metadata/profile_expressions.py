"""The Polars expressions that count columns, by what a column holds, and the reading of them.

What the counts are put together to is in `profiles.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl
import polars.selectors as cs

from onedata_assets.domain.metadata.model import Family

Value = int | float | str | bool | Decimal | dt.date | dt.time | dt.timedelta | bytes | None
"""A single value of a column."""

WHOLE_TEXT = r"^[+-]?\d{1,18}$"
"""A text that is a whole number and fits 64 bits."""

TOGETHER = 100
"""Columns that one query counts."""

ORDERED = (Family.INTEGER, Family.DECIMAL, Family.DATE, Family.MOMENT)
COMPARED = (*ORDERED, Family.FLOAT, Family.TEXT, Family.TIME, Family.BOOLEAN)
"""Families with a smallest and a largest value."""

_FAMILIES: tuple[tuple[type[pl.DataType] | pl.DataType, Family], ...] = (
    (pl.String, Family.TEXT),
    (pl.Categorical, Family.TEXT),
    (pl.Enum, Family.TEXT),
    (pl.Boolean, Family.BOOLEAN),
    (pl.Decimal, Family.DECIMAL),
    (pl.Date, Family.DATE),
    (pl.Time, Family.TIME),
    (pl.Datetime, Family.MOMENT),
    (pl.Binary, Family.BINARY),
    (pl.List, Family.NESTED),
    (pl.Array, Family.NESTED),
    (pl.Struct, Family.NESTED),
)


@dataclass(frozen=True)
class Counts:
    """What one reading counted in a column."""

    nulls: int
    distinct: int
    low: Value
    high: Value
    shortest: int | None
    longest: int | None
    mean_length: float | None
    whole: float | None
    rising: bool

    def figures(self) -> dict[str, Any]:
        """Return the counts by the names that a column's profile gives them."""
        return self.__dict__.copy()


def family_of(kind: pl.DataType) -> Family:
    """Return the family of a Polars type."""
    if kind.is_integer():
        return Family.INTEGER
    if kind.is_float():
        return Family.FLOAT
    return next((family for type_, family in _FAMILIES if kind == type_), Family.OTHER)


def ordinary(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return the frame with categories as the texts that they stand for, and NaN as null."""
    schema = frame.collect_schema()
    named = [name for name, kind in schema.items() if kind in (pl.Categorical, pl.Enum)]
    floats = [name for name, kind in schema.items() if kind.is_float()]
    return frame.with_columns(cs.by_name(named).cast(pl.String), cs.by_name(floats).fill_nan(None))


def counted(frame: pl.LazyFrame, schema: pl.Schema, *, exact: bool) -> dict[str, Counts]:
    """Return the counts of every column by one reading of each column.

    A query asks `TOGETHER` columns, since planning takes the square of their number: all 3,000
    columns of a table in one query took 34 s, in queries of 100 it takes 1 s.
    """
    names = list(schema)
    found: dict[str, Counts] = {}
    for at in range(0, len(names), TOGETHER):
        found |= _read(frame, {name: schema[name] for name in names[at : at + TOGETHER]}, exact)
    return found


def _read(frame: pl.LazyFrame, kinds: dict[str, pl.DataType], exact: bool) -> dict[str, Counts]:
    asked = [
        expression.alias(f"{at}:{what}")
        for at, (name, kind) in enumerate(kinds.items())
        for what, expression in _expressions(name, family_of(kind), exact=exact).items()
    ]
    row = frame.select(asked).collect(engine="streaming").row(0, named=True)
    return {
        name: _counts({what: row.get(f"{at}:{what}") for what in _WHATS})
        for at, name in enumerate(kinds)
    }


def exactly_counted(frame: pl.LazyFrame, columns: Iterable[str]) -> dict[str, int]:
    """Return how many different values the columns have, nulls left out, one column at a time.

    A single column is held at once; long texts are told apart by their 64-bit hashes, which are a
    fraction of their size and meet by chance once in 10^7 tables of a million rows.
    """
    kinds = frame.collect_schema()
    found = {}
    for name in columns:
        values = pl.col(name).drop_nulls()
        told = values.hash() if kinds[name] == pl.String else values
        found[name] = int(frame.select(told.n_unique()).collect(engine="streaming").item())
    return found


_WHATS = ("nulls", "distinct", "low", "high", "shortest", "longest", "length", "whole", "rising")


def _expressions(name: str, family: Family, *, exact: bool) -> dict[str, pl.Expr]:
    column = pl.col(name)
    asked = {"nulls": column.null_count()}
    if family not in (Family.NESTED, Family.OTHER):
        # Both count null as a value; `_counts` takes it off.
        asked["distinct"] = column.n_unique() if exact else column.approx_n_unique()
    if family in COMPARED:
        asked |= {"low": column.min(), "high": column.max()}
    if family is Family.TEXT:
        asked |= _text(column)
    if family in (Family.DECIMAL, Family.FLOAT):
        asked["whole"] = (column == column.round(0)).mean()
    if family in ORDERED:
        asked["rising"] = (column >= column.shift(1)).all()
    return asked


def _text(column: pl.Expr) -> dict[str, pl.Expr]:
    length = column.str.len_chars()
    return {
        "shortest": length.min(),
        "longest": length.max(),
        "length": length.mean(),
        "whole": column.str.contains(WHOLE_TEXT).mean(),
    }


def _counts(row: dict[str, Any]) -> Counts:
    nulls, whole = int(row["nulls"]), row["whole"]
    if whole is None and type(row["low"]) is int:
        whole = 1.0
    return Counts(
        nulls=nulls,
        distinct=max(0, int(row["distinct"] or 0) - (nulls > 0)),
        low=row["low"],
        high=row["high"],
        shortest=row["shortest"],
        longest=row["longest"],
        mean_length=row["length"],
        whole=whole,
        rising=bool(row["rising"]),
    )
