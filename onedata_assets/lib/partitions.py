"""Partition definitions, and the window of days that a run covers."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import dagster as dg

RETAIL_TIMEZONE = "Asia/Shanghai"
RETAIL_DAYS = dg.DailyPartitionsDefinition(
    start_date="2017-01-01", end_date="2018-01-02", timezone=RETAIL_TIMEZONE
)
"""The days of the retail source: 2017-01-01 to 2018-01-01 inclusive."""

CLICK_DAYS = dg.DailyPartitionsDefinition(
    start_date="2017-11-03", end_date="2018-01-02", timezone=RETAIL_TIMEZONE
)
"""The days of the click log; a run carries one range, so clicks load in runs of their own."""

AUDIT_DAYS = dg.DailyPartitionsDefinition(start_date="2026-01-01", timezone=RETAIL_TIMEZONE)
"""The days of the audit log that have ended."""

RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def days_to_make(days: Sequence[str], made: Collection[str], most: int) -> tuple[str, str]:
    """Return the first and last day to make: to the last from the first of `most` not yet made.

    The last day is always among them, so its late corrections arrive.
    """
    recent = days[-most:]
    missing = (day for day in recent if day not in made)
    return next(missing, recent[-1]), recent[-1]


def range_tags(first: str, last: str) -> dict[str, str]:
    """Return the tags of a run over the days from the first to the last."""
    return {RANGE_START: first, RANGE_END: last}


def day_window(context: dg.AssetExecutionContext) -> tuple[date, date]:
    """Return the first and the last day, both inclusive, that this run materializes."""
    window = context.partition_time_window
    return window.start.date(), (window.end - timedelta(days=1)).date()
