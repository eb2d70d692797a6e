"""The number of each row's group, given to rows in their order, and sums that need that order.

A group is a run of equal keys, or all rows with the same keys wherever they stand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from onedata_resources.kettle.engine.in_order import in_order
from onedata_resources.kettle.engine.scope import StepScope

GROUP = "__kettle_group"


class GroupCodes:
    """Numbers groups from 0 in order of appearance; `sums` are columns of doubles to add up."""

    def __init__(self, keys: Sequence[str], sums: Sequence[str], *, hashed: bool) -> None:
        self.keys = list(keys)
        self.hashed = hashed
        self.count = 0
        self._last: pl.DataFrame | None = None
        self._known = _Known()
        self._sums = {name: np.zeros(1024) for name in sums}

    def coded(self, scope: StepScope, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return the frame with each row's group."""
        schema = {**frame.collect_schema(), GROUP: pl.Int64()}
        return in_order(scope, frame, self._batch, schema)

    def sum(self, name: str) -> pl.Expr:
        """Return the sums of the groups that `GROUP` names, once every row has been coded."""
        return pl.col(GROUP).map_batches(
            lambda groups: pl.Series(self._sums[name][groups.fill_null(0).to_numpy()]),
            return_dtype=pl.Float64(),
            is_elementwise=True,
        )

    def _batch(self, batch: pl.DataFrame) -> pl.DataFrame:
        if not self.keys:
            codes = np.zeros(batch.height, np.int64)
            self.count = 1
        elif self.hashed:
            codes = self._of_keys(batch.select(self.keys))
        else:
            codes = self._of_runs(batch.select(self.keys))
        for name, totals in self._sums.items():
            self._sums[name] = _added(totals, codes, batch[name], self.count)
        return batch.with_columns(pl.Series(GROUP, codes))

    def _of_runs(self, keys: pl.DataFrame) -> np.ndarray:
        before = keys.head(1) if self._last is None else self._last
        changed = pl.any_horizontal(
            pl.col(each).ne_missing(pl.col(each).shift()) for each in keys.columns
        )
        starts = pl.concat([before, keys]).select(changed)[1:].to_series().to_numpy()
        first = max(self.count - 1, 0)
        codes = first + np.cumsum(starts, dtype=np.int64)
        self._last = keys.tail(1)
        self.count = int(codes[-1]) + 1
        return codes

    def _of_keys(self, keys: pl.DataFrame) -> np.ndarray:
        """Return the groups of rows by the 64-bit hashes of their keys."""
        hashes = keys.hash_rows().to_numpy()
        new = hashes[~self._known.has(hashes)]
        if len(new):
            distinct, first = np.unique(new, return_index=True)
            groups = np.empty(len(distinct), np.int64)
            groups[np.argsort(first)] = np.arange(self.count, self.count + len(distinct))
            self._known.add(distinct, groups)
            self.count += len(distinct)
        return self._known.groups_of(hashes)


class _Known:
    """Groups by the hashes of their keys, which are kept sorted."""

    def __init__(self) -> None:
        self.hashes = np.empty(0, np.uint64)
        self.groups = np.empty(0, np.int64)

    def has(self, hashes: np.ndarray) -> np.ndarray:
        """Return which hashes are known."""
        if not len(self.hashes):
            return np.zeros(len(hashes), bool)
        at = np.searchsorted(self.hashes, hashes)
        return self.hashes[np.minimum(at, len(self.hashes) - 1)] == hashes

    def add(self, hashes: np.ndarray, groups: np.ndarray) -> None:
        """Learn the groups of new hashes, which are sorted."""
        at = np.searchsorted(self.hashes, hashes)
        self.hashes = np.insert(self.hashes, at, hashes)
        self.groups = np.insert(self.groups, at, groups)

    def groups_of(self, hashes: np.ndarray) -> np.ndarray:
        """Return the groups of known hashes."""
        return self.groups[np.searchsorted(self.hashes, hashes)]


def _added(totals: np.ndarray, codes: np.ndarray, values: pl.Series, groups: int) -> np.ndarray:
    """Return the totals with the values added one after the other."""
    if groups > len(totals):
        totals = np.concatenate([totals, np.zeros(max(groups, 2 * len(totals)) - len(totals))])
    present = values.is_not_null().to_numpy()
    if present.all():
        np.add.at(totals, codes, values.to_numpy())
    else:
        np.add.at(totals, codes[present], values.drop_nulls().to_numpy())
    return totals
