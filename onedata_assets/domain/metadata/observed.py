"""What a sample of a column shows: its known values once each with their counts, and plain figures.

Every judgement beside this module reads values here only, so order cannot matter, and a null or a
blank counts for nothing but nullability. What the values mean is in `meanings.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.model import Column, Family
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT, Parameters

if TYPE_CHECKING:
    import polars as pl
    import regex

MISSING = ("", "NULL", "null", "None", "N/A", "n/a", "NaN", "nan", r"\N", "-", "--")
"""Texts that files and exports write where there is no value."""
NUMBERS = frozenset({Family.INTEGER, Family.DECIMAL, Family.FLOAT})
PROBE = 12
WHOLE_MOST = 2**53
"""Beyond this a float no longer tells whole numbers apart."""


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

    def could(self, pattern: str) -> bool:
        """Tell whether it is worth its time to match all values: one of the probe does.

        Polars compiles a pattern for each column anew, which takes longer than matching. Every
        floor is at least a half, so that a probe of twelve misses with a chance under 0.0003.
        """
        return any(compiled(pattern).search(each) for each in self.probe)

    @property
    def is_empty(self) -> bool:
        """Tell whether no value was seen."""
        return self.known == 0

    @property
    def family(self) -> Family:
        """Return what the source says that it holds."""
        return self.column.family

    def share(self, test: pl.Expr) -> float:
        """Return the share of known values that pass a test on `value`."""
        return self.shares(share=test)["share"]

    def shares(self, **tests: pl.Expr) -> dict[str, float]:
        """Return the shares of several tests, computed together; 0 where nothing is known."""
        import polars as pl

        if self.is_empty or not tests:
            return dict.fromkeys(tests, 0.0)
        weight = pl.col("count")
        total = weight.sum()
        hits = [
            (weight.filter(test.fill_null(value=False)).sum() / total).alias(name)
            for name, test in tests.items()
        ]
        row = self.values.select(hits).row(0)
        return {name: float(value or 0.0) for name, value in zip(tests, row, strict=True)}


def observe(column: Column, values: pl.Series, parameters: Parameters = DEFAULT) -> Observed:
    """Return what a sample of a column shows."""
    import polars as pl

    text = _as_text(values).rename("value")
    known = text.drop_nulls()
    counted = known.value_counts(name="count").filter(~pl.col("value").is_in(MISSING))
    seen = counted.sort(["count", "value"], descending=[True, False])
    return Observed(
        column=column,
        rows=values.len(),
        known=int(seen["count"].sum()),
        distinct=seen.height,
        values=seen.head(parameters.distinct_most),
        probe=tuple(seen["value"].gather_every(max(1, seen.height // PROBE)).to_list()),
    )


@cache
def compiled(pattern: str) -> regex.Pattern[str]:
    """Return a pattern ready to match."""
    import regex

    return regex.compile(pattern)


def _as_text(values: pl.Series) -> pl.Series:
    """Return values as texts without space at their ends; whole floats lose their `.0`."""
    import polars as pl

    kind = values.dtype
    if kind == pl.String:
        return values.str.strip_chars()
    if kind.is_float():
        whole = values.fill_nan(None)
        if whole.drop_nulls().is_empty() or not _is_whole(whole):
            return whole.cast(pl.String)
        return whole.cast(pl.Int64).cast(pl.String)
    if kind == pl.Binary or kind.is_nested():
        return pl.Series(values.name, [], dtype=pl.String)
    return values.cast(pl.String, strict=False)


def _is_whole(numbers: pl.Series) -> bool:
    known = numbers.drop_nulls()
    return bool(((known % 1 == 0) & (known.abs() < WHOLE_MOST)).all())
