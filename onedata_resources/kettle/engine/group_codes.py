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
        return in_order(scope, frame, self.coded_batch, schema)

    def sum(self, name: str) -> pl.Expr:
        """Return the sums of the groups that `GROUP` names, once every row has been coded."""
        return pl.col(GROUP).map_batches(
            lambda groups: pl.Series(self._sums[name][groups.fill_null(0).to_numpy()]),
            return_dtype=pl.Float64(),
            is_elementwise=True,
        )

    def coded_batch(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return the next batch with each row's group."""
        if not self.keys:
            codes = np.zeros(batch.height, np.int64)
            self.count = 1
        elif self.hashed:
            codes = self._of_keys(batch[self.keys])
        else:
            codes = self._of_runs(batch[self.keys])
        for name, totals in self._sums.items():
            self._sums[name] = _added(totals, codes, batch[name], self.count)
        return batch.hstack([pl.Series(GROUP, codes)])

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
        groups, known = self._known.groups_of(hashes)
        if known.all():
            return groups
        distinct, first = np.unique(hashes[~known], return_index=True)
        new = np.empty(len(distinct), np.int64)
        new[np.argsort(first)] = np.arange(self.count, self.count + len(distinct))
        self._known.add(distinct, new)
        self.count += len(distinct)
        return self._known.groups_of(hashes)[0]


class _Known:
    """Groups by the hashes of their keys, which are kept sorted; the last one stands for none."""

    def __init__(self) -> None:
        self.hashes = np.empty(0, np.uint64)
        self.groups = np.full(1, -1)

    def add(self, hashes: np.ndarray, groups: np.ndarray) -> None:
        """Learn the groups of new hashes, which are sorted."""
        at = np.searchsorted(self.hashes, hashes)
        self.hashes = np.insert(self.hashes, at, hashes)
        self.groups = np.insert(self.groups, at, groups)

    def groups_of(self, hashes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return a group for each hash, and which of them are known to be in theirs."""
        at = np.searchsorted(self.hashes, hashes)
        if not len(self.hashes):
            return self.groups[at], np.zeros(len(hashes), bool)
        return self.groups[at], self.hashes.take(at, mode="clip") == hashes


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
