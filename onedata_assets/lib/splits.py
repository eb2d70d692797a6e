"""A step that writes a table and its rejected rows: the common half of such assets.

The rule that splits is `domain/processing/quality.py`; the transformation before it is the
asset's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import dagster as dg

from onedata_assets.domain.processing.quality import CODE, split
from onedata_assets.lib.checks import nothing_lost
from onedata_assets.lib.day_rows import tell_rows_of_days
from onedata_assets.lib.failures import permanent_failures
from onedata_assets.lib.keys import System
from onedata_assets.lib.lineage import column_lineage
from onedata_assets.lib.partitions import day_window
from onedata_assets.lib.tables import contract_of, rejected_key, table_spec
from onedata_assets.lib.truths import row_count
from onedata_assets.lib.written import written_schema
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lake_records import Written

if TYPE_CHECKING:
    import polars as pl


def split_specs(
    key: dg.AssetKey,
    source: dg.AssetKey,
    columns: Mapping[str, Iterable[str]],
    *,
    partitions_def: dg.PartitionsDefinition | None = None,
    automation_condition: dg.AutomationCondition | None = None,
) -> tuple[dg.AssetSpec, ...]:
    """Return the specs of a table and of its rejected rows, both made from `source`.

    A tuple, because the autoloader takes every list of specs in a module for definitions.

    The rejected rows have no partitions of their own: 366 more events in a run over all days
    would cost 4 seconds and tell nothing. `columns` names, for each column, the source's columns
    that it is made from.
    """
    lineage = column_lineage(
        {name: [(source, column) for column in made_from] for name, made_from in columns.items()}
    )
    return tuple(
        table_spec(
            address,
            system=System.PROCESSING,
            deps=[source],
            kinds={"polars", "deltalake"},
            lineage=lineage,
            partitions_def=days,
            automation_condition=condition,
        )
        for address, days, condition in (
            (key, partitions_def, automation_condition),
            (rejected_key(key), None, None),
        )
    )


def between(column: str, window: tuple[date, date]) -> str:
    """Return the predicate for the rows of a window of days, both inclusive."""
    first, last = window
    return f"{column} >= '{first.isoformat()}' AND {column} <= '{last.isoformat()}'"


def covered_days(
    context: dg.AssetExecutionContext, days: dg.TimeWindowPartitionsDefinition
) -> tuple[date, date]:
    """Return the days of the run; a run without partitions, of rejected rows alone, covers all."""
    if context.has_partition_key_range:
        return day_window(context)
    keys = days.get_partition_keys()
    return date.fromisoformat(keys[0]), date.fromisoformat(keys[-1])


def write_split(
    context: dg.AssetExecutionContext,
    lake: LakeClient,
    specs: Iterable[dg.AssetSpec],
    frame: pl.LazyFrame,
    *,
    window: tuple[date, date] | None = None,
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Replace both tables, whole or on the days of `window`, and tell that nothing was lost.

    Repeating it leaves the same rows. The rows are held in memory, so that they are made once. A
    contract that does not fit the rows is refused before anything is written.
    """
    spec, rejected_spec = specs
    contract = contract_of(spec.key)
    where = between(str(contract.day), window) if window else None
    with permanent_failures():
        split(frame, contract)
        rows = frame.collect()
        parts = split(rows.lazy(), contract)
        rejected = parts.rejected.collect()
        kept = lake.write(spec.key.path, parts.accepted, where=where)
        refused = lake.write(rejected_spec.key.path, rejected, where=where)
        refusals = _refusals(lake, rejected_spec, refused, rejected)
        if spec.key in context.selected_asset_keys:
            told = _rows_told(context, lake, spec.key, window)
            more = {"rows_written": kept.rows, "rows_rejected": refused.rows}
            yield _written(lake, spec, kept.version, {**told, **more})
        if rejected_spec.key in context.selected_asset_keys:
            yield refusals
        else:
            # Automation asks for days of the table alone, and the rejected rows are written too.
            made = dg.AssetMaterialization(rejected_spec.key, metadata=refusals.metadata)
            context.log_event(made)
    if context.selected_asset_check_keys:
        yield nothing_lost(spec.key, given=rows.height, accepted=kept.rows, rejected=refused.rows)


def _refusals(
    lake: LakeClient, spec: dg.AssetSpec, written: Written, rejected: pl.DataFrame
) -> dg.MaterializeResult:
    """Return what Dagster shows of the rejected rows: how many there are, and of which kinds."""
    import polars as pl

    codes = rejected.group_by(CODE.name).agg(pl.len()).sort(CODE.name)
    told = {
        "dagster/row_count": row_count(lake, spec.key),
        "rows_written": written.rows,
        "rows_by_code": dict(codes.iter_rows()),
    }
    return _written(lake, spec, written.version, told)


def _rows_told(
    context: dg.AssetExecutionContext,
    lake: LakeClient,
    key: dg.AssetKey,
    window: tuple[date, date] | None,
) -> dict[str, int]:
    """Tell each day of the run its rows, or return those of a table without days."""
    if window is None:
        return {"dagster/row_count": row_count(lake, key)}
    tell_rows_of_days(context, lake, key, str(contract_of(key).day), window)
    return {}


def _written(
    lake: LakeClient, spec: dg.AssetSpec, version: int, told: Mapping[str, Any]
) -> dg.MaterializeResult:
    """Return what Dagster shows of a table that was written."""
    return dg.MaterializeResult(
        asset_key=spec.key,
        metadata={
            **told,
            "dagster/column_schema": written_schema(lake, spec.key),
            "dagster/column_lineage": spec.metadata["dagster/column_lineage"],
            "lake_version": version,
        },
    )
