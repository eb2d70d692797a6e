"""How many of a table's combinations a key of several columns has, beside what accident would give.

Which columns are laid on which key is in `composite_options.py`, what follows in `composites.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import mul

import polars as pl

from onedata_assets.domain.metadata.containment import Containment, common_kinds, compared
from onedata_assets.domain.metadata.profiles import ColumnProfile


@dataclass(frozen=True)
class Together:
    """How much of some columns' combinations a key holds; `rows` have a whole combination.

    `expected` is the share that the key would hold if the columns had nothing to do with each
    other: what each has, put together anyhow.
    """

    held: Containment
    rows: int
    expected: float

    @property
    def chance(self) -> float:
        """Return how likely all combinations would be in the key by accident, from 0 to 1."""
        return self.expected ** min(self.held.distinct, 1_000)


def part_kinds(child: ColumnProfile, part: ColumnProfile) -> tuple[str, str] | None:
    """Return what a column and a part of a key are read as; only parts may be decimal numbers.

    Visits that were not planned are numbered between those that were, 2.1 after 2 (CDISC SDTM).
    """
    decimal = ("decimal", "decimal") if child.numeric and part.numeric else None
    return common_kinds(child, part) or decimal


def held_together(
    child: pl.LazyFrame,
    columns: Sequence[str],
    parent: pl.LazyFrame,
    parent_columns: Sequence[str],
    kinds: Sequence[tuple[str, str]],
) -> Together:
    """Return how many combinations are in the key, each column read as its kind."""
    names = [f"part{at}" for at in range(len(columns))]

    def parts(of: Sequence[str], side: int) -> list[pl.Expr]:
        return [
            compared(column, kind[side]).alias(name)
            for column, kind, name in zip(of, kinds, names, strict=True)
        ]

    counts = (
        child.select(parts(columns, 0))
        .drop_nulls()
        .group_by(names)
        .agg(pl.len().alias("rows"))
        .collect(engine="streaming")
    )
    key = parent.select(parts(parent_columns, 1)).with_columns(found=pl.lit(True))
    told = (
        counts.lazy()
        .join(key, on=names, how="left")
        .select(
            values=pl.col("found").count(),
            held=pl.col("rows").filter(pl.col("found")).sum(),
        )
        .collect(engine="streaming")
        .row(0, named=True)
    )
    total = int(counts["rows"].sum())
    parent_rows = int(parent.select(pl.len()).collect().item())
    held = Containment(
        told["values"] / max(1, counts.height),
        told["held"] / max(1, total),
        counts.height,
        parent_rows,
    )
    return Together(held, total, _expected(counts, key, names) if told["values"] else 1.0)


def _expected(counts: pl.DataFrame, key: pl.LazyFrame, names: Sequence[str]) -> float:
    """Return the share of combinations of the columns' values, each as often as it is, in a key."""
    joined = key
    for name in names:
        times = counts.group_by(name).len(f"{name}_often")
        joined = joined.join(times.lazy(), on=name)
    often = reduce(mul, (pl.col(f"{name}_often").cast(pl.Float64) for name in names))
    share = joined.select(often.sum()).collect(engine="streaming").item()
    return min(1.0, share / max(1.0, float(counts.height) ** len(names)))
