"""A step that writes a table and its rejected rows: the common half of such assets.

The rule that splits is `domain/processing/quality.py`; the transformation before it is the
asset's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import dagster as dg

from onedata_assets.domain.processing.quality import CODE, SUFFIX, split
from onedata_assets.lib.checks import nothing_lost
from onedata_assets.lib.failures import PermanentFailure
from onedata_assets.lib.keys import System
from onedata_assets.lib.lineage import column_lineage
from onedata_assets.lib.partitions import day_window
from onedata_assets.lib.tables import column_schema, contract_of, table_spec
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import OneDataError

if TYPE_CHECKING:
    import polars as pl


def rejected_key(key: dg.AssetKey) -> dg.AssetKey:
    """Return the key of the table that holds a table's rejected rows."""
    return dg.AssetKey([*key.path[:-1], key.path[-1] + SUFFIX])


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
    where: str | None = None,
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Replace both tables, whole or where `where` holds, and tell that nothing was lost.

    Repeating it leaves the same rows. The rows are held in memory, so that they are made once.
    """
    import polars as pl

    spec, rejected_spec = specs
    rows = frame.collect()
    parts = split(rows.lazy(), contract_of(spec.key))
    rejected = parts.rejected.collect()
    try:
        kept = lake.write(spec.key.path, parts.accepted, where=where)
        refused = lake.write(rejected_spec.key.path, rejected, where=where)
    except OneDataError as error:
        raise PermanentFailure(error) from error
    codes = rejected.group_by(CODE.name).agg(pl.len()).sort(CODE.name)
    for done, written, more in (
        (spec, kept, {"rows_rejected": refused.rows}),
        (rejected_spec, refused, {"rows_by_code": dict(codes.iter_rows())}),
    ):
        metadata = {
            "dagster/partition_row_count" if where else "dagster/row_count": written.rows,
            "dagster/column_schema": column_schema(contract_of(done.key).columns),
            "dagster/column_lineage": done.metadata["dagster/column_lineage"],
            "lake_version": written.version,
            **more,
        }
        if done.key in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=done.key, metadata=metadata)
        elif done is rejected_spec:
            # Automation asks for days of the table alone, and the rejected rows are written too.
            context.log_event(dg.AssetMaterialization(done.key, metadata=metadata))
    if context.selected_asset_check_keys:
        yield nothing_lost(spec.key, given=rows.height, accepted=kept.rows, rejected=refused.rows)
