"""Sales lines by day, cleaned from the transactions as delivered."""

from collections.abc import Iterator

import dagster as dg

from onedata_assets.domain.processing.derived import select
from onedata_assets.domain.processing.sales import SALES_LINE
from onedata_assets.lib.automation import when_inputs_change
from onedata_assets.lib.checks import contract_checks, nothing_lost_spec
from onedata_assets.lib.failures import PermanentFailure
from onedata_assets.lib.keys import Layer, table_key
from onedata_assets.lib.partitions import RETAIL_DAYS
from onedata_assets.lib.splits import covered_days, split_specs, write_split
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import OneDataError

KEY = table_key(Layer.DWD, "sales_line")
SOURCE = table_key(Layer.ODS, "transactions")
SPECS = split_specs(
    KEY,
    SOURCE,
    {name: column.sources for name, column in SALES_LINE.items()},
    partitions_def=RETAIL_DAYS,
    automation_condition=when_inputs_change(),
)


@dg.multi_asset(
    name="sales_line",
    specs=SPECS,
    check_specs=[nothing_lost_spec(KEY)],
    can_subset=True,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def sales_line(
    context: dg.AssetExecutionContext, lake: dg.ResourceParam[LakeClient]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Overwrite the days of the run with their transactions; broken rows are kept apart."""
    import polars as pl

    window = covered_days(context, RETAIL_DAYS)
    try:
        days = lake.scan(SOURCE.path).filter(pl.col("sold_date").cast(pl.Date).is_between(*window))
    except OneDataError as error:
        raise PermanentFailure(error) from error
    yield from write_split(context, lake, SPECS, select(days, SALES_LINE), window=window)


sales_line_checks = contract_checks(KEY)
