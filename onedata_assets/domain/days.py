"""Which days of a daily table count, and which calendar days it should hold: one rule for all.

Training, the sales report and the watch over conversion use it, so that none of them counts a day
that another leaves out. Definitions load this module, so Polars is imported where it is used.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

INCOMPLETE_DAYS = 1
"""Newest days of a table that may still fill: half a day looks like a fall."""
MAX_CLOSED_DAYS = 6
"""A store closes for some days; a week without any sale is a week that was not loaded."""


def complete_days(
    rows: pl.DataFrame, day: str, incomplete_days: int = INCOMPLETE_DAYS
) -> pl.DataFrame:
    """Return the rows of all days but the newest `incomplete_days`, in the order they had."""
    import polars as pl

    if incomplete_days <= 0 or rows.is_empty():
        return rows
    return rows.filter(pl.col(day) <= pl.col(day).max() - timedelta(days=incomplete_days))


def every_day(
    held: pl.Series, *, first: date | None = None, last: date | None = None
) -> pl.DataFrame:
    """Return each calendar day as `day`, and as `is_known` whether the table tells of it.

    The days run from the table's first to its last one, or from `first` to `last`. A day without
    rows is known to be empty, unless it is in a run of more than `MAX_CLOSED_DAYS` of them or
    outside the table's days.
    """
    import polars as pl

    days = held.cast(pl.Date).drop_nulls().unique().sort()
    low, high = first or days.min(), last or days.max()
    if not isinstance(low, date) or not isinstance(high, date) or low > high:
        return pl.DataFrame(schema={"day": pl.Date, "is_known": pl.Boolean})
    calendar = pl.DataFrame({"day": pl.date_range(low, high, eager=True)})
    before, after = (pl.DataFrame({name: days}) for name in ("before", "after"))
    apart = pl.col("after") - pl.col("before")
    return (
        calendar.join_asof(before, left_on="day", right_on="before")
        .join_asof(after, left_on="day", right_on="after", strategy="forward")
        .select(
            "day",
            is_known=(apart <= timedelta(days=MAX_CLOSED_DAYS + 1)).fill_null(value=False),
        )
    )
