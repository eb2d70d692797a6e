"""The checks of a table that Kettle wrote, after the run.

Running is in `kettle_runs.py`, what was written in `kettle_written.py`; checks that do not know
Kettle are in `truths.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import dagster as dg

from onedata_assets.lib.kettle_counts import TableCounts
from onedata_assets.lib.kettle_partitions import Covered
from onedata_assets.lib.kettle_specs import BALANCED, NOT_REJECTED
from onedata_assets.lib.tables import contract_of, has_contract, rejected_key
from onedata_assets.lib.truths import row_count, truths
from onedata_resources.clients.lake import LakeClient


@dataclass(frozen=True)
class Checked:
    """A table after a run, or without one where only checks are asked for.

    `allowed` rejected rows of a run are no warning, and neither is the share that the table's
    contract calls usual.
    """

    lake: LakeClient
    counts: TableCounts
    covered: Covered | None
    allowed: int = 0

    def results(self, chosen: Collection[str]) -> Iterator[dg.AssetCheckResult]:
        """Evaluate the chosen checks of the table; rows can be compared only after a run."""
        key = self.counts.table.key
        if self.counts.table.in_lake and has_contract(key):
            yield from truths(self.lake, key, chosen)
        if BALANCED in chosen and self.counts.results:
            yield self._balance()
        if NOT_REJECTED in chosen and self.counts.results:
            yield self._rejected()

    def _balance(self) -> dg.AssetCheckResult:
        """Rows that vanish between source and lake are missing downstream, so it stops the run."""
        key, read, dropped = self.counts.table.key, self.counts.read, self.counts.dropped
        beside = rejected_key(key)
        accepted = self._rows(key)
        rejected = self._rows(beside) if self.lake.exists(beside.path) else 0
        passed = read == accepted + rejected + dropped
        return dg.AssetCheckResult(
            passed=passed,
            asset_key=key,
            check_name=BALANCED,
            severity=dg.AssetCheckSeverity.WARN if read is None else dg.AssetCheckSeverity.ERROR,
            description=None if passed else _imbalance(read, accepted, rejected),
            metadata={
                "rows_accepted": accepted,
                "rows_rejected": rejected,
                "rows_filtered_out": dropped,
            }
            | ({} if read is None else {"rows_read": read}),
        )

    def _rejected(self) -> dg.AssetCheckResult:
        """Rejected rows are not in the table; how many are too many, YAML and contract say."""
        by_step, limit = self.counts.rejected, self._limit()
        rejected, told = sum(by_step.values()), self.counts.told
        passed = told and rejected <= limit
        steps = ", ".join(f"{name}: {rows}" for name, rows in by_step.items())
        return dg.AssetCheckResult(
            passed=passed,
            asset_key=self.counts.table.key,
            check_name=NOT_REJECTED,
            severity=dg.AssetCheckSeverity.WARN,
            description=None if passed else _too_many(rejected, limit, steps) if told else UNTOLD,
            metadata={"rejected_rows": rejected, "allowed_rows": limit, "steps": by_step},
        )

    def _limit(self) -> int:
        key = self.counts.table.key
        share = contract_of(key).max_rejected_percent if has_contract(key) else None
        usual = (self.counts.read or 0) * (share or 0.0) / 100
        return max(self.allowed, int(usual))

    def _rows(self, key: dg.AssetKey) -> int:
        if self.covered and self.covered.column:
            return sum(self.covered.rows_by_key(self.lake.scan(key.path)).values())
        return row_count(self.lake, key)


UNTOLD = (
    "Carte 未报告步骤计数，无法得知剔除行数\n"
    "Carte told no counters of steps, so rejected rows are not known"
)


def _too_many(rejected: int, limit: int, steps: str) -> str:
    return (
        f"剔除 {rejected} 行（限额 {limit}）：{steps}。请查看错误跳转所写的数据\n"
        f"{rejected} rows were rejected (allowed: {limit}) by {steps}. Look at what the error hops"
        " lead to"
    )


def _imbalance(read: int | None, accepted: int, rejected: int) -> str:
    """Return what is said of rows that could not be counted, or do not add up."""
    if read is None:
        return (
            "Carte 未报告步骤计数，无法与来源核对\n"
            "Carte told no counters of steps, so nothing can be compared with the source"
        )
    return (
        f"来源 {read} 行，入湖 {accepted} 行，剔除 {rejected} 行，数目不符。"
        "请查看 kettle_steps 中行数减少的步骤\n"
        f"The source gave {read} rows, the lake has {accepted} and {rejected} rejected. Look in "
        "kettle_steps for the step where rows are lost"
    )
