"""Partition definitions, and the window of days that a run covers."""

from datetime import date, timedelta

import dagster as dg

RETAIL_TIMEZONE = "Asia/Shanghai"
RETAIL_DAYS = dg.DailyPartitionsDefinition(
    start_date="2017-01-01", end_date="2018-01-02", timezone=RETAIL_TIMEZONE
)
"""The days of the retail source: 2017-01-01 to 2018-01-01 inclusive."""

CLICK_DAYS = RETAIL_DAYS
"""The click log covers every day of the retail source.

Dagster gives a run one range of partitions, so all daily assets share one definition.
"""


def day_window(context: dg.AssetExecutionContext) -> tuple[date, date]:
    """Return the first and the last day, both inclusive, that this run materializes."""
    window = context.partition_time_window
    return window.start.date(), (window.end - timedelta(days=1)).date()
