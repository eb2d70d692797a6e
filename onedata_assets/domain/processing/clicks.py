"""Page events of the click log, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onedata_assets.domain.processing.derived import Derived, same, select

if TYPE_CHECKING:
    import polars as pl

CLICK = {
    "event_id": same("event_id"),
    "session_id": same("session_id"),
    "household_id": same("household_id"),
    "event_type": same("event_type"),
    "event_at": same("event_at"),
    "click_date": Derived("CAST(log_date AS DATE)", ("log_date",)),
    "page": same("page"),
    "device": same("device"),
    "product_id": same("product_id"),
    "basket_id": same("basket_id"),
    "order_usd": same("order_value_usd"),
}
"""Each column of `dwd/click` over `ods/click_log`."""


def clicks(log: pl.LazyFrame) -> pl.LazyFrame:
    """Return the events with what the contract's rules ask: `days_late` and `is_repeat`.

    An event may be a day late: a visit that passes midnight stays in the log of its first day.
    """
    import polars as pl

    first = pl.col("event_id").is_first_distinct() | pl.col("event_id").is_null()
    late = (pl.col("event_at").dt.date() - pl.col("click_date")).dt.total_days()
    ordered = log.sort("log_date", "log_file", "line_number")
    return select(ordered, CLICK).with_columns(late.alias("days_late"), (~first).alias("is_repeat"))
