"""A small made-up year of sales with the columns of the real source, for the generators' tests."""

from datetime import UTC, datetime, timedelta

import polars as pl


def small_sales(baskets_a_day: int = 60) -> pl.DataFrame:
    """Return baskets of two products each, evenly over 2017-11-01 to 2018-01-02."""
    start, days = datetime(2017, 11, 1, tzinfo=UTC), 63
    rows = [
        {
            "household_id": 1 + (day * baskets_a_day + basket) % 200,
            "basket_id": day * 10_000 + basket,
            "product_id": 1000 + basket % 7 + place,
            "sales_value": 2.5,
            "transaction_timestamp": start
            + timedelta(days=day, minutes=basket * 1440 // baskets_a_day),
        }
        for day in range(days)
        for basket in range(baskets_a_day)
        for place in range(2)
    ]
    return pl.DataFrame(rows).with_columns(
        pl.col("transaction_timestamp").dt.replace_time_zone(None)
    )
