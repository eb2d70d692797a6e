"""Profiles of tables: what each column holds, counted in one reading wherever that is enough.

A table is a Polars LazyFrame or a DuckDB relation and is never held whole. What a column is counted
by is in `profile_expressions.py`; what follows from profiles is in `keys.py` and `relations.py`;
what a column means is elsewhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from onedata_assets.domain.metadata.model import NUMBERS, Family, TableName
from onedata_assets.domain.metadata.profile_expressions import (
    Value,
    counted,
    exactly_counted,
    family_of,
    ordinary,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

EXACT_ROWS = 200_000
"""Up to this many rows every column's distinct values are counted exactly in the first reading."""

HELD_CELLS = 2_000_000
"""A table of no more values is read into memory once, and every query on it runs there."""

NEARLY_UNIQUE = 0.9
"""Share of different values from which an estimate is checked: HyperLogLog errs by some 2 %."""


NUMBER = (int, float, Decimal)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, order=True)
class Place:
    """A table, by the source that it is in."""

    source: str
    table: TableName

    def __str__(self) -> str:
        """Return the place as people write it."""
        return f"{self.source}/{self.table}" if self.source else str(self.table)


@dataclass(frozen=True)
class TableData:
    """A table whose rows can be read, what its source says of it, and what its columns mean.

    `meanings` has, by column, those of `meanings.yaml` that were recognised.
    """

    place: Place
    data: pl.LazyFrame | DuckDBPyRelation
    comment: str = ""
    comments: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)

    @property
    def frame(self) -> pl.LazyFrame:
        """Return the rows as a lazy frame; nothing is read yet."""
        lazy = self.data if isinstance(self.data, pl.LazyFrame) else self.data.pl(lazy=True)
        return ordinary(lazy)


@dataclass(frozen=True)
class ColumnProfile:
    """What a column holds; `distinct` leaves nulls out and is an estimate unless `exact`.

    `integral` says that all values are whole numbers, whatever their type; `rising` says that no
    row has less than the row before.
    """

    name: str
    family: Family
    rows: int
    nulls: int
    distinct: int
    exact: bool
    low: Value = None
    high: Value = None
    shortest: int | None = None
    longest: int | None = None
    mean_length: float | None = None
    integral: bool = False
    rising: bool = False
    comment: str = ""

    @property
    def filled(self) -> int:
        """Return the number of rows that have a value."""
        return self.rows - self.nulls

    @property
    def unique(self) -> bool:
        """Tell whether no value stands twice; nulls may."""
        return self.exact and 0 < self.filled == self.distinct

    @cached_property
    def numeric(self) -> bool:
        """Tell whether the column is of a type of numbers."""
        return self.family in NUMBERS

    @property
    def is_time(self) -> bool:
        """Tell whether the column has days or moments, also where they are texts (SQLite)."""
        ends = (self.low, self.high)
        texts = all(isinstance(each, str) and _DAY.match(each) for each in ends)
        return texts or self.family in (Family.DATE, Family.MOMENT)

    @property
    def span(self) -> int | None:
        """Return how many whole numbers lie between the smallest and the largest value."""
        low, high = self.low, self.high
        if not isinstance(low, NUMBER) or not isinstance(high, NUMBER) or not self.integral:
            return None
        if not math.isfinite(low) or not math.isfinite(high):
            return None
        return int(high) - int(low) + 1

    @property
    def density(self) -> float | None:
        """Return the share of whole numbers between the smallest and largest that are there."""
        return None if self.span is None else min(1.0, self.distinct / self.span)

    @property
    def counts_up(self) -> bool:
        """Tell whether the source seems to number the rows: unique, rising, hardly a gap."""
        return self.unique and self.rising and (self.density or 0.0) >= NEARLY_UNIQUE


@dataclass(frozen=True)
class TableProfile:
    """The profiles of a table's columns; `sampled` is the number of rows looked at, if not all."""

    place: Place
    rows: int
    columns: tuple[ColumnProfile, ...]
    comment: str = ""
    sampled: int | None = None

    def column(self, name: str) -> ColumnProfile:
        """Return a column's profile.

        Raises:
            KeyError: The table has no such column.
        """
        for each in self.columns:
            if each.name == name:
                return each
        raise KeyError(name)


def profile(table: TableData, *, sample: int | None = None) -> TableProfile:
    """Return the profile of a table, of its first `sample` rows only if that is given.

    One reading counts everything. A table of more than `EXACT_ROWS` rows is asked only what its
    first rows leave open, and read a second time, but only in columns that may be keys by their
    estimate, so that `unique` is never a guess.
    """
    frame = table.frame
    whole_rows = int(frame.select(pl.len()).collect().item())
    looked_at = min(whole_rows, sample) if sample is not None else whole_rows
    if looked_at < whole_rows:
        frame = frame.head(looked_at)
    if looked_at * len(frame.collect_schema()) <= HELD_CELLS:
        frame = frame.collect(engine="streaming").lazy()
    columns = _first(frame, table.comments, looked_at)
    return TableProfile(
        place=table.place,
        rows=whole_rows,
        columns=_verified(frame, columns),
        comment=table.comment,
        sampled=looked_at if looked_at < whole_rows else None,
    )


def _first(
    frame: pl.LazyFrame, comments: Mapping[str, str], rows: int
) -> tuple[ColumnProfile, ...]:
    schema = frame.collect_schema()
    exact = rows <= EXACT_ROWS
    counts = counted(frame, schema, exact=exact)
    return tuple(
        ColumnProfile(
            name=name,
            family=family_of(kind),
            rows=rows,
            exact=exact,
            comment=comments.get(name, ""),
            **counts[name].figures(),
        )
        for name, kind in schema.items()
    )


def _verified(frame: pl.LazyFrame, columns: tuple[ColumnProfile, ...]) -> tuple[ColumnProfile, ...]:
    """Return the columns with the estimates checked that decide whether a column is a key."""
    doubtful = [
        each.name
        for each in columns
        if not each.exact and each.distinct >= NEARLY_UNIQUE * each.filled
    ]
    exact = exactly_counted(frame, doubtful)
    return tuple(
        replace(each, distinct=exact[each.name], exact=True) if each.name in exact else each
        for each in columns
    )
