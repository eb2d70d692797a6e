"""Page events by day, cleaned from the click log as delivered."""

from collections.abc import Iterator

import dagster as dg

from onedata_assets.domain.processing.clicks import CLICK, clicks
from onedata_assets.lib.automation import when_inputs_change
from onedata_assets.lib.checks import contract_checks, nothing_lost_spec
from onedata_assets.lib.failures import PermanentFailure
from onedata_assets.lib.keys import Layer, table_key
from onedata_assets.lib.partitions import CLICK_DAYS
from onedata_assets.lib.splits import covered_days, split_specs, write_split
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import OneDataError

KEY = table_key(Layer.DWD, "click")
SOURCE = table_key(Layer.ODS, "click_log")
SPECS = split_specs(
    KEY,
    SOURCE,
    {name: column.sources for name, column in CLICK.items()},
    partitions_def=CLICK_DAYS,
    automation_condition=when_inputs_change(),
)


@dg.multi_asset(
    name="click",
    specs=SPECS,
    check_specs=[nothing_lost_spec(KEY)],
    can_subset=True,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def click(
    context: dg.AssetExecutionContext, lake: dg.ResourceParam[LakeClient]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Overwrite the log days of the run with their events; broken events are kept apart."""
    import polars as pl

    window = covered_days(context, CLICK_DAYS)
    try:
        log = lake.scan(SOURCE.path).filter(pl.col("log_date").cast(pl.Date).is_between(*window))
    except OneDataError as error:
        raise PermanentFailure(error) from error
    yield from write_split(context, lake, SPECS, clicks(log), window=window)


click_checks = contract_checks(KEY)
