"""Page events of the click log, each once a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onedata_assets.domain.processing.derived import Derived, same, select

if TYPE_CHECKING:
    import polars as pl

_PRINTABLE = r"^[^\p{C}\p{Z}]+$"
"""Letters, digits and signs of any script: neither controls nor spaces."""

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
    """Return the events with what the contract's rules ask: `days_late`, `is_repeat` and so on.

    An event may be a day late: a visit that passes midnight stays in the log of its first day. It
    is repeated where its day's log has it twice: what a day gives depends on that day alone, so any
    batching of days ends in the same table.
    """
    import polars as pl

    event = pl.struct("click_date", "event_id")
    first = event.is_first_distinct() | pl.col("event_id").is_null()
    late = (pl.col("event_at").dt.date() - pl.col("click_date")).dt.total_days()
    ordered = log.sort("log_date", "log_file", "line_number")
    return select(ordered, CLICK).with_columns(
        late.alias("days_late"),
        (~first).alias("is_repeat"),
        pl.col("session_id").str.contains(_PRINTABLE).alias("is_session_printable"),
    )
