"""What a Kettle run left in the lake: each table's materialization, and the checks of its contract.

Running is in `lib/kettle_runs.py`; checks that do not know Kettle are in `lib/truths.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import dagster as dg

from onedata_assets.lib.day_rows import rows_of_window, tell_rows_of_days
from onedata_assets.lib.kettle_runs import rows_dropped, rows_read, table_metadata
from onedata_assets.lib.tables import contract_of, rejected_key
from onedata_assets.lib.truths import row_count, truth_specs, truths
from onedata_assets.lib.written import written_schema

if TYPE_CHECKING:
    from onedata_assets.lib.kettle_files import LoadedTable
    from onedata_resources.clients.carte import CarteResult
    from onedata_resources.clients.lake import LakeClient

BALANCED = "rows_read_are_written_or_rejected"


@dataclass(frozen=True)
class Landed:
    """A run that ended well: the lake that it wrote to, its results, and its days if it had any.

    `column` is the one that holds the day; without it the run replaced whole tables.
    """

    lake: LakeClient
    results: list[CarteResult]
    column: str | None = None
    window: tuple[date, date] | None = None

    def materialization(
        self, context: dg.AssetExecutionContext, table: LoadedTable
    ) -> dg.MaterializeResult:
        """Return what was written, counted in the lake, each day of the run by itself."""
        told: dict[str, int] = {}
        if self.column and self.window:
            tell_rows_of_days(context, self.lake, table.key, self.column, self.window)
        else:
            told["dagster/row_count"] = row_count(self.lake, table.key)
        schema = written_schema(self.lake, table.key)
        metadata = table_metadata(table, self.results, schema) | told
        return dg.MaterializeResult(asset_key=table.key, metadata=metadata)

    def checks(self, table: LoadedTable, chosen: Collection[str]) -> Iterator[dg.AssetCheckResult]:
        """Evaluate the chosen checks of the table; rows can be compared only after a run."""
        yield from truths(self.lake, table.key, chosen)
        if BALANCED in chosen and self.results:
            yield self._balance(table)

    def _balance(self, table: LoadedTable) -> dg.AssetCheckResult:
        """Rows that vanish between source and lake are missing downstream, so it stops the run."""
        read, dropped = rows_read(table, self.results), rows_dropped(table, self.results)
        beside = rejected_key(table.key)
        accepted = self._rows(table.key)
        rejected = self._rows(beside) if self.lake.exists(beside.path) else 0
        passed = read == accepted + rejected + dropped
        return dg.AssetCheckResult(
            passed=passed,
            asset_key=table.key,
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

    def _rows(self, key: dg.AssetKey) -> int:
        if self.column and self.window:
            return sum(rows_of_window(self.lake, key, self.column, self.window).values())
        return row_count(self.lake, key)


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


def landed_specs(key: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """Return the checks of a table that a Kettle job loads."""
    specs = truth_specs(key)
    if contract_of(key).whole_source:
        specs.append(
            dg.AssetCheckSpec(
                BALANCED,
                asset=key,
                blocking=True,
                description="来源行数 = 入湖行数 + 剔除行数 + 作业有意滤除的行数 / "
                "Rows of the source = rows in the lake + rows rejected + rows that the job "
                "filters out on purpose",
            )
        )
    return specs
