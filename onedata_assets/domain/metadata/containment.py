"""Which columns hold only values of which keys: candidates by profile, verified on the data.

Whether such a containment is a reference, and not an accident, is judged in `references.py`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from onedata_assets.domain.metadata.about_table import about
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.profiles import ColumnProfile, Place, TableData

HELD_BYTES = 512 * 1024 * 1024
"""Memory for the values of columns that are likely to be asked for again."""

SAMPLE_ROWS = 5_000
"""First rows whose values are looked up before any other is read."""

NOTHINGS = {"number": (0, -1), "text": ("", "0", "-1"), "digits": ("", "0", "-1")}
"""Values by which programs write that there is no such row: the parent of a root is 0."""

ROOM = 0.25
"""A sample that misses so much more than is allowed fails: it may be unlucky."""


@dataclass(frozen=True, order=True)
class ColumnAt:
    """A column of a table of a source."""

    place: Place
    column: str

    def __str__(self) -> str:
        """Return the column as people write it."""
        return f"{self.place}.{self.column}"


@dataclass(frozen=True)
class Containment:
    """How much of a column a key holds: by values and by rows, and how many there are of each.

    `density` is the share of numbers or days between the column's ends that the key has, `none`
    the rows whose value stands for none: they count neither as held nor as missing.
    """

    values: float
    rows: float
    distinct: int
    parent_distinct: int
    read: bool = True
    density: float | None = None
    none: int = 0

    @property
    def coverage(self) -> float:
        """Return the share of the key's values that are referred to."""
        return min(1.0, self.distinct * self.values / max(1, self.parent_distinct))


def kind_of(column: ColumnProfile) -> str | None:
    """Return what a column can be compared as: number, text, day, moment; None if not at all.

    A column of decimals or floats counts as numbers where they are whole: files and sources without
    integers hold keys so, and a column of integers with empty cells is read as floats.
    """
    if column.numeric:
        return "number" if column.integral else None
    if column.family is Family.TEXT:
        return "text"
    return {Family.DATE: "day", Family.MOMENT: "moment"}.get(column.family)


def common_kinds(child: ColumnProfile, parent: ColumnProfile) -> tuple[str, str] | None:
    """Return what each of two columns is read as to be compared, None if they cannot be.

    A column of texts beside one of numbers is read as numbers if all its texts are whole numbers
    (leading zeros are the writer's); else the numbers are read as texts.
    """
    one, other = kind_of(child), kind_of(parent)
    if one is None or other is None:
        return None
    if one == other:
        return one, other
    if {one, other} != {"text", "number"}:
        return None
    text = child if one == "text" else parent
    if text.integral:
        return "number", "number"
    return ("text", "digits") if one == "text" else ("digits", "text")


def inside(child: ColumnProfile, parent: ColumnProfile, *, none: bool = False) -> bool:
    """Tell whether the smallest and largest value of a column lie within those of a key.

    With `none` a smallest value that may stand for no row is let pass.
    """
    if kind_of(child) != kind_of(parent):
        return True
    if child.low is None or parent.low is None:
        return False
    low, high = _comparable_pair(child.low, parent.low), _comparable_pair(child.high, parent.high)
    return (low[0] >= low[1] or (none and low[0] in NOTHINGS["number"])) and high[0] <= high[1]


def _comparable_pair(one: object, other: object) -> tuple:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.replace(tzinfo=None), other.replace(tzinfo=None)
    if isinstance(one, date) and isinstance(other, date):
        return one, other
    return (one, other)


def is_run(key: ColumnProfile) -> bool:
    """Tell whether a key has every whole number from its first to its last."""
    return key.unique and key.density == 1.0 and key.span == key.distinct


class Values:
    """The different values of columns and how often each stands there, held while there is room."""

    def __init__(self, tables: Mapping[Place, TableData], *, held_bytes: int = HELD_BYTES) -> None:
        self._tables = tables
        self._room = held_bytes
        self._held: OrderedDict[tuple[ColumnAt, str], pl.DataFrame] = OrderedDict()
        self._size = 0

    def of(self, column: ColumnAt, kind: str) -> pl.DataFrame:
        """Return the values, nulls left out, as `value` and `rows`, sorted by value."""
        key = (column, kind)
        if key not in self._held:
            self._held[key] = self._read(column, kind)
            self._size += int(self._held[key].estimated_size())
            while self._size > self._room and len(self._held) > 1:
                _, least_used = self._held.popitem(last=False)
                self._size -= int(least_used.estimated_size())
        self._held.move_to_end(key)
        return self._held[key]

    def first(self, column: ColumnAt, kind: str) -> pl.DataFrame:
        """Return the different values of the first rows."""
        frame = self._tables[column.place].frame
        wanted = frame.select(value=compared(column.column, kind)).head(SAMPLE_ROWS)
        with about(column.place):
            return wanted.drop_nulls().unique().collect(engine="streaming")

    def _read(self, column: ColumnAt, kind: str) -> pl.DataFrame:
        frame = self._tables[column.place].frame
        read = (
            frame.select(value=compared(column.column, kind))
            .drop_nulls()
            .group_by("value")
            .agg(pl.len().alias("rows"))
            .sort("value")
        )
        with about(column.place):
            return read.collect(engine="streaming")


def compared(column: str, kind: str) -> pl.Expr:
    """Return a column as what it is compared as."""
    types: dict[str, pl.DataType] = {
        "number": pl.Int64(),
        "decimal": pl.Float64(),
        "text": pl.String(),
        "digits": pl.Int64(),
        "day": pl.Date(),
        "moment": pl.Datetime("us"),
    }
    value = pl.col(column)
    if kind == "moment":
        return value.dt.replace_time_zone(None).cast(types[kind])
    read = value.cast(types[kind], strict=False)
    return read.cast(pl.String()) if kind == "digits" else read


def contained(
    values: Values,
    child: tuple[ColumnAt, ColumnProfile],
    parent: tuple[ColumnAt, ColumnProfile],
    *,
    least: float,
    named: bool = True,
) -> Containment:
    """Return how much of the child's values the parent holds, by looking them up.

    A key that is a whole run of numbers is not read: what lies between its ends is in it. Else the
    values of the first rows are looked up, and all values only if no more of them are missing than
    `least` allows. What stands for no row at all (a parent of 0) is left out where the column is
    `named` for the key.
    """
    (child_at, child_column), (parent_at, parent_column) = child, parent
    kinds = common_kinds(child_column, parent_column)
    if kinds is None:
        return Containment(0.0, 0.0, child_column.distinct, parent_column.distinct, read=False)
    numbers = child_column.numeric and parent_column.numeric
    if numbers and is_run(parent_column) and inside(child_column, parent_column):
        return Containment(1.0, 1.0, child_column.distinct, parent_column.distinct, read=False)
    kind, key = kinds[0], values.of(parent_at, kinds[1]).select("value")
    if child_column.rows > 4 * SAMPLE_ROWS:
        sample = values.first(child_at, kind)
        sample = sample.filter(_told(key, kind)) if named else sample
        share = sample.join(key, on="value", how="semi").height / max(1, sample.height)
        if share < least - ROOM:
            return Containment(share, share, child_column.distinct, key.height)
    whole = held = values.of(child_at, kind)
    if named:
        held = whole.filter(_told(key, kind))
    found = held.join(key, on="value", how="semi")
    rows = int(held["rows"].sum())
    return Containment(
        found.height / max(1, held.height),
        int(found["rows"].sum()) / max(1, rows),
        held.height,
        key.height,
        density=_density(held["value"], key["value"], child_column.integral),
        none=int(whole["rows"].sum()) - rows,
    )


def _told(key: pl.DataFrame, kind: str) -> pl.Expr:
    """Return which values tell of a row: not those that say none, unless the key has them."""
    nothing = [each for each in NOTHINGS.get(kind, ()) if each not in key["value"]]
    return ~pl.col("value").is_in(nothing) if nothing else pl.lit(value=True)


def _density(values: pl.Series, key: pl.Series, whole: bool) -> float | None:
    """Return the share of numbers or days between the ends of sorted values that the key has."""
    if values.is_empty():
        return None
    if values.dtype == pl.String:
        if not whole:
            return None
        numbers = values.cast(pl.Int64, strict=False).drop_nulls()
        return _density(numbers.sort(), key.cast(pl.Int64, strict=False).drop_nulls(), False)
    low, high = values[0], values[-1]
    room = (high - low).days if isinstance(high, date) else high - low
    return min(1.0, int(key.is_between(low, high).sum()) / (room + 1))
