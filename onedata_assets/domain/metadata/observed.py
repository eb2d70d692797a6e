"""What a sample of a column shows: its known values once each with their counts, and plain figures.

Every judgement beside this module reads values here only, so order cannot matter, and a null or a
blank counts for nothing but nullability. What the values mean is in `meanings.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.checks import Check, Looks, compiled, looks_of
from onedata_assets.domain.metadata.model import NUMBERS, Column, Family
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT, Parameters
from onedata_assets.domain.metadata.sample_texts import numbered, texts_of

if TYPE_CHECKING:
    import polars as pl

PROBE = 12


@dataclass(frozen=True)
class Observed:
    """A column and its sample. `values` has `value` (text) and `count`, the most frequent first."""

    column: Column
    rows: int
    known: int
    distinct: int
    values: pl.DataFrame
    probe: tuple[str, ...] = ()
    """A few of the values from all over the column."""
    held: Family | None = None
    """What was read, where the source's type does not tell it."""
    bounds: tuple[float, float] | None = None
    """The smallest and the largest of what was read as numbers."""
    rates: dict[Check, float] = field(default_factory=dict, compare=False, repr=False)
    """The share of values that pass, for each test that was computed."""

    def could(self, pattern: str) -> bool:
        """Tell whether one of a few values has a pattern."""
        search = compiled(pattern).search
        return any(search(each) for each in self.probe)

    @cached_property
    def looks(self) -> Looks:
        """Return what the few values look like."""
        return looks_of(self.probe)

    @cached_property
    def is_whole(self) -> bool:
        """Tell whether the values are whole numbers; floats are written so only where all are."""
        return all(each.removeprefix("-").isdecimal() for each in self.probe)

    @property
    def is_counted(self) -> bool:
        """Tell whether the values are whole numbers that are not below nothing."""
        return all(each.isdecimal() for each in self.probe)

    @cached_property
    def span(self) -> tuple[float, float] | None:
        """Return the smallest and the largest number; None where no value is one."""
        import polars as pl

        if self.bounds is not None:
            return self.bounds
        number = pl.col("value").cast(pl.Float64, strict=False).fill_nan(None)
        low, high = self.values.select(low=number.min(), high=number.max()).row(0)
        return None if low is None else (low, high)

    @property
    def is_empty(self) -> bool:
        """Tell whether no value was seen."""
        return self.known == 0

    @property
    def family(self) -> Family:
        """Return what it holds: what the source says, unless it says nothing or something else."""
        return self.held or self.column.family

    def rate(self, check: Check) -> float:
        """Return the share of known values that pass a test; 0 where nothing is known."""
        if check not in self.rates:
            measure([(self, [check])])
        return self.rates[check]


def measure(wanted: Iterable[tuple[Observed, Iterable[Check]]]) -> None:
    """Compute each test for all columns that want it at once: after this `rate` only looks it up.

    A query takes longer to begin than a thousand values take to be matched.
    """
    columns: dict[Check, list[Observed]] = {}
    for seen, checks in wanted:
        for check in checks:
            if check in seen.rates:
                continue
            seen.rates[check] = 0.0
            if not seen.is_empty and check.could(seen):
                columns.setdefault(check, []).append(seen)
    alike: dict[tuple[int, ...], list[Check]] = {}
    for check, each in columns.items():
        alike.setdefault(tuple(map(id, each)), []).append(check)
    for checks in alike.values():
        _compute(checks, columns[checks[0]])


def _compute(checks: Sequence[Check], columns: Sequence[Observed]) -> None:
    import polars as pl

    value, count = pl.col("value"), pl.col("count").cast(pl.Int64)
    ends = [end - 1 for end in accumulate(each.values.height for each in columns)]
    # Values of a column lie together, so that a running total at its end, less the one before, is
    # its own.
    totals = pl.concat([each.values for each in columns]).select(
        count.cum_sum().gather(ends).alias("all"),
        *(
            (check.test(value).fill_null(value=False) * count).cum_sum().gather(ends).alias(str(n))
            for n, check in enumerate(checks)
        ),
    )
    own = totals.select(pl.all().diff().fill_null(pl.all().first()))
    every = own["all"].to_list()
    for n, check in enumerate(checks):
        for seen, hits, total in zip(columns, own[str(n)].to_list(), every, strict=True):
            seen.rates[check] = hits / total


def observe(column: Column, values: pl.Series, parameters: Parameters = DEFAULT) -> Observed:
    """Return what a sample of a column shows."""
    name = column.name
    return observed([column], values.rename(name).to_frame(), parameters)[0]


def observed(
    columns: Sequence[Column], rows: pl.DataFrame, parameters: Parameters = DEFAULT
) -> list[Observed]:
    """Return what a sample of rows shows of each column that it has."""
    kinds = rows.schema  # asked of Polars once: each time it makes all of it
    there = [each for each in columns if each.name in kinds]
    texts = texts_of(rows[[each.name for each in there]])
    bounds = _bounds(rows)
    return [
        _observed(
            each,
            kinds[each.name],
            texts[each.name],
            bounds.get(each.name),
            parameters.distinct_most,
        )
        for each in there
    ]


def _bounds(rows: pl.DataFrame) -> dict[str, tuple[float, float]]:
    """Return the smallest and the largest number of each column of numbers that has some."""
    import polars as pl

    numbers = [each for each in rows.get_columns() if each.dtype.is_numeric()]
    if not numbers:
        return {}
    number = pl.all().cast(pl.Float64).fill_nan(None)
    low_high = (number.min().name.suffix("-"), number.max().name.suffix("+"))
    found = numbered(numbers).select(low_high).row(0)
    ends = zip(numbers, found[: len(numbers)], found[len(numbers) :], strict=True)
    return {each.name: (low, high) for each, low, high in ends if low is not None}


def _observed(
    column: Column,
    kind: pl.DataType,
    text: pl.Series,
    bounds: tuple[float, float] | None,
    distinct_most: int,
) -> Observed:
    counted = text.rename("value").value_counts(name="count")
    missing = text.null_count()
    if missing:
        counted = counted.filter(counted["value"].is_not_null())
    known = text.len() - missing
    seen = _ordered(counted, is_unique=counted.height == known)
    every = max(1, seen.height // PROBE)
    return Observed(
        column=column,
        rows=text.len(),
        known=known,
        distinct=seen.height,
        values=seen.head(distinct_most),
        probe=tuple(seen["value"].to_list()[::every]),
        held=_held(column.family, kind),
        bounds=bounds,
    )


def _held(told: Family, kind: pl.DataType) -> Family | None:
    """Return what a sample's values are where the source's type says no more, or numbers of texts.

    SQLite keeps texts in columns of numbers, and databases have types that no client knows.
    """
    import polars as pl

    from onedata_assets.domain.metadata.profile_expressions import family_of

    if told is Family.OTHER:
        return family_of(kind)
    return Family.TEXT if told in NUMBERS and kind == pl.String else None


def _ordered(counted: pl.DataFrame, *, is_unique: bool) -> pl.DataFrame:
    """Return values with the most frequent first; where each is there once, as they are spelt."""
    if is_unique:  # a third of the time
        return counted.replace_column(0, counted["value"].sort(multithreaded=False))
    return counted.sort(["count", "value"], descending=[True, False], multithreaded=False)
