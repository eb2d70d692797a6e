"""In how many rows a functional dependency fails, in a sample and in a whole table.

Which dependencies are looked at and told is in `dependencies.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass(frozen=True)
class Coded:
    """A column as numbers from 1 up, null as 0; `spread` is the share of all but the commonest."""

    codes: np.ndarray
    size: int
    spread: float


@dataclass(frozen=True)
class Counted:
    """The share of rows that break a dependency, the values that settle, and their rows."""

    error: float
    spread: float
    groups: int
    rows: int


def coded(values: pl.Series) -> Coded:
    """Return a column as numbers."""
    codes = values.rank("dense").fill_null(0).to_numpy().astype(np.int64)
    counts = np.bincount(codes) if codes.size else np.zeros(1, dtype=np.int64)
    commonest = counts.max() / codes.size if codes.size else 1.0
    return Coded(codes, int(counts.size), 1.0 - float(commonest))


def errors(determinant: Sequence[Coded], dependents: Sequence[Coded]) -> list[float]:
    """Return for each dependent the share of rows that lack the commonest value of their group."""
    group = determinant[0].codes
    known = group > 0
    for each in determinant[1:]:
        group = group * each.size + each.codes
        known &= each.codes > 0
    _, group = np.unique(group[known], return_inverse=True)
    return [_error(group, each.codes[known], each.size) for each in dependents]


def _error(group: np.ndarray, codes: np.ndarray, size: int) -> float:
    if not group.size:
        return 1.0
    pairs, counts = np.unique(group * size + codes, return_counts=True)
    starts = np.flatnonzero(np.diff(pairs // size, prepend=-1))
    return 1.0 - float(np.maximum.reduceat(counts, starts).sum()) / group.size


def error_in_full(frame: pl.LazyFrame, determinant: Sequence[str], dependent: str) -> Counted:
    """Return how often a dependency fails in all rows that have a determinant."""
    known = frame.drop_nulls(list(determinant))
    pairs = known.group_by([*determinant, dependent]).agg(pl.len().alias("__rows"))
    groups = pairs.group_by(list(determinant)).agg(
        pl.col("__rows").max().alias("__kept"), pl.col("__rows").sum().alias("__all")
    )
    told = (
        groups.select(kept=pl.col("__kept").sum(), rows=pl.col("__all").sum(), groups=pl.len())
        .collect(engine="streaming")
        .row(0, named=True)
    )
    commonest = (
        known.group_by(dependent)
        .agg(pl.len().alias("__rows"))
        .select(pl.col("__rows").max())
        .collect(engine="streaming")
        .item()
    )
    rows = int(told["rows"])
    if not rows:
        return Counted(1.0, 0.0, 0, 0)
    return Counted(1 - told["kept"] / rows, 1 - commonest / rows, told["groups"], rows)
