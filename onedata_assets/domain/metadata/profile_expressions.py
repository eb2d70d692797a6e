"""The Polars expressions that count columns, by what a column holds, and the reading of them.

What the counts are put together to is in `profiles.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
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

PROBE = 10_000
"""So many first rows decide what is asked of all rows of a large table."""

SIGNS = " signs"
"""What a query calls the lengths of texts; they are told once for all that is asked of them."""

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
    integral: bool
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
    families = [family_of(kind) for kind in kinds.values()]
    frame = _numbered(frame, list(kinds), families)
    tests = _named(_tests(str(at), family) for at, family in enumerate(families))
    likely = tests if exact else _passed_first(frame, tests)
    asked = _named(_expressions(str(at), family, exact=exact) for at, family in enumerate(families))
    told = frame.select(**asked, **likely).collect(engine="streaming").row(0, named=True)
    row = dict.fromkeys(tests, False) | told
    return {
        name: _counts({what: row.get(f"{at}:{what}") for what in _WHATS})
        for at, name in enumerate(kinds)
    }


def _passed_first(frame: pl.LazyFrame, tests: dict[str, pl.Expr]) -> dict[str, pl.Expr]:
    """Return the tests that the first rows pass.

    To ask the others of all rows, those of most columns, is a third of what a large table costs.
    """
    if not tests:
        return {}
    passed = frame.head(PROBE).select(**tests).collect(engine="streaming").row(0, named=True)
    return {asked: test for asked, test in tests.items() if passed[asked]}


def _numbered(frame: pl.LazyFrame, names: list[str], families: list[Family]) -> pl.LazyFrame:
    """Return columns by their numbers, names may be any, and of texts how many signs each has."""
    signs = [
        pl.col(name).str.len_chars().alias(f"{at}{SIGNS}")
        for at, (name, family) in enumerate(zip(names, families, strict=True))
        if family is Family.TEXT
    ]
    return frame.select(*(pl.col(name).alias(str(at)) for at, name in enumerate(names)), *signs)


def _named(asked: Iterable[Mapping[str, pl.Expr]]) -> dict[str, pl.Expr]:
    """Return expressions of columns, by the number of the column and what they tell."""
    return {
        f"{at}:{what}": expression
        for at, its in enumerate(asked)
        for what, expression in its.items()
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
        found[name] = different(frame, told)
    return found


def different(frame: pl.LazyFrame, value: pl.Expr) -> int:
    """Return how many different values there are, null as one; all of them are held.

    To count them within the streaming query takes three times as long.
    """
    return frame.select(value).collect(engine="streaming").to_series().n_unique()


_WHATS = ("nulls", "distinct", "low", "high", "shortest", "longest", "length", "integral", "rising")


def _expressions(name: str, family: Family, *, exact: bool) -> dict[str, pl.Expr]:
    column = pl.col(name)
    asked = {"nulls": column.null_count()}
    if family not in (Family.NESTED, Family.OTHER):
        # Both count null as a value; `_counts` takes it off.
        asked["distinct"] = column.n_unique() if exact else column.approx_n_unique()
    if family in COMPARED:
        asked |= {"low": column.min(), "high": column.max()}
    if family is Family.TEXT:
        signs = pl.col(f"{name}{SIGNS}")
        asked |= {"shortest": signs.min(), "longest": signs.max(), "length": signs.mean()}
    return asked


def _tests(name: str, family: Family) -> dict[str, pl.Expr]:
    """Return what all values of a column pass or not."""
    column = pl.col(name)
    asked: dict[str, pl.Expr] = {}
    if family is Family.TEXT:
        asked["integral"] = column.str.contains(WHOLE_TEXT).all()
    if family in (Family.DECIMAL, Family.FLOAT):
        asked["integral"] = (column == column.round(0)).all()
    if family in ORDERED:
        asked["rising"] = (column >= column.shift(1)).all()
    return asked


def _counts(row: dict[str, Any]) -> Counts:
    nulls = int(row["nulls"])
    is_number = row["integral"] if row["integral"] is not None else type(row["low"]) is int
    return Counts(
        nulls=nulls,
        distinct=max(0, int(row["distinct"] or 0) - (nulls > 0)),
        low=row["low"],
        high=row["high"],
        shortest=row["shortest"],
        longest=row["longest"],
        mean_length=row["length"],
        integral=bool(is_number) and row["low"] is not None,
        rising=bool(row["rising"]),
    )
