"""How a table of days about the audit log is written; the assets are beside it."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import dagster as dg

from onedata_assets.lib.day_rows import tell_rows_of_days
from onedata_assets.lib.partitions import RETAIL_TIMEZONE
from onedata_assets.lib.splits import between
from onedata_assets.lib.written import written_schema
from onedata_resources.clients.lake import LakeClient

if TYPE_CHECKING:
    import polars as pl

DAY = "day"


def moments(window: tuple[date, date]) -> tuple[datetime, datetime]:
    """Return the first moment of the first day, and the one after the last day."""
    first, last = window
    zone = ZoneInfo(RETAIL_TIMEZONE)
    until = last + timedelta(days=1)
    return (
        datetime(first.year, first.month, first.day, tzinfo=zone),
        datetime(until.year, until.month, until.day, tzinfo=zone),
    )


def write_days(
    context: dg.AssetExecutionContext,
    lake: LakeClient,
    spec: dg.AssetSpec,
    frame: "pl.DataFrame",
    window: tuple[date, date],
) -> tuple[dg.MaterializeResult, int]:
    """Replace the days of the window, and return what Dagster shows and the rows they have now."""
    written = lake.write(spec.key.path, frame, where=between(DAY, window))
    rows = tell_rows_of_days(context, lake, spec.key, DAY, window)
    result = dg.MaterializeResult(
        asset_key=spec.key,
        metadata={
            "rows_written": written.rows,
            "dagster/column_schema": written_schema(lake, spec.key),
            "dagster/column_lineage": spec.metadata["dagster/column_lineage"],
            "lake_version": written.version,
        },
    )
    return result, rows
