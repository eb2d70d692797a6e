"""Transactions of the source, runs that clean them, and how their checks end."""

from datetime import date, datetime, timedelta

import dagster as dg
import polars as pl

from onedata_assets.defs.processing.sales_line import sales_line, sales_line_checks

KEYS = ["dwd/sales_line", "dwd/sales_line__rejected"]
FIRST = date(2017, 1, 1)


def transactions(values=(1.0, 2.0, 3.0), first_id=1):
    """Return one transaction a day from FIRST, of these values in dollars."""
    days = [datetime.combine(FIRST + timedelta(n), datetime.min.time()) for n in range(len(values))]
    return pl.DataFrame(
        {
            "transaction_id": range(first_id, first_id + len(values)),
            "transaction_timestamp": [day + timedelta(hours=9) for day in days],
            "sold_date": days,
            "sales_value": list(values),
        }
    ).with_columns(
        *(pl.lit(1, pl.Int64).alias(n) for n in ("household_id", "store_id", "basket_id")),
        *(pl.lit(1, pl.Int64).alias(n) for n in ("product_id", "quantity")),
        *(pl.lit(0.0).alias(n) for n in ("retail_disc", "coupon_disc", "coupon_match_disc")),
    )


def run(lake, first=FIRST, last=date(2017, 1, 3), selection=KEYS):
    """Clean the days, both included, and return how the run ended."""
    return dg.materialize(
        [sales_line, sales_line_checks],
        selection=selection,
        resources={"lake": lake},
        tags={
            "dagster/asset_partition_range_start": first.isoformat(),
            "dagster/asset_partition_range_end": last.isoformat(),
        },
        raise_on_error=False,
    )


def checks(result):
    """Return which checks of the run held."""
    return {c.check_name: c.passed for c in result.get_asset_check_evaluations()}
