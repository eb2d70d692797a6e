"""How many rows each day of a run has, told in the day's own materialization.

One result stands for all partitions of a run; without this each would say the rows of all.
"""

from datetime import date

import dagster as dg

from onedata_assets.domain.processing.fitness import rows_by_day
from onedata_resources.clients.lake import LakeClient

ROWS = "dagster/partition_row_count"


def tell_rows_of_days(
    context: dg.AssetExecutionContext,
    lake: LakeClient,
    key: dg.AssetKey,
    column: str,
    window: tuple[date, date],
) -> int:
    """Add its rows, counted in the stored table, to each day of the run, and return their sum.

    The day is told beside them, so that equal counts are seen to be those of different days.
    """
    counts = rows_of_window(lake, key, column, window)
    for day in context.partition_keys:
        rows = counts.get(date.fromisoformat(day), 0)
        context.add_asset_metadata({ROWS: rows, "day": day}, key, day)
    return sum(counts.values())


def rows_of_window(
    lake: LakeClient, key: dg.AssetKey, column: str, window: tuple[date, date]
) -> dict[date, int]:
    """Return the rows of each day from the first to the last that has some."""
    import polars as pl

    inside = pl.col(column).cast(pl.Date).is_between(*window)
    return rows_by_day(lake.scan(key.path).filter(inside), column)
