"""A small set of the report's tables, and a report made of them."""

from datetime import UTC, date, datetime, timedelta

import polars as pl

from onedata_assets.domain.analytics.figures import SalesTables, figures_of
from onedata_assets.domain.analytics.report import (
    Check,
    CheckState,
    ModelError,
    Provenance,
    Quality,
    Rejected,
    SalesReport,
    TableRows,
    TableVersion,
)

FIRST = date(2017, 12, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(20)]
FALL = DAYS[12]
NEWEST = DAYS[-1]
"""The newest day, which may still fill and is in no figure."""


def tables(names: tuple[str, str] = ("GROCERY", "FUEL")) -> SalesTables:
    """Two departments over twenty days, with one day on which conversion is halved."""
    by_day = pl.DataFrame({"sold_date": DAYS}).with_columns(n=pl.int_range(pl.len()))
    first, second = names
    department_day = pl.concat(
        by_day.select(
            pl.lit(name).alias("department"),
            "sold_date",
            (base + pl.col("n") * 1.1).alias("sales_usd"),
        )
        for name, base in ((first, 100.0), (second, 10.0))
    )
    ahead = pl.DataFrame(
        {
            "department": [first] * 3 + [second] * 3 + [first],
            "forecast_date": [NEWEST + timedelta(days=n) for n in (0, 1, 2)] * 2 + [NEWEST],
            "forecast_usd": [120.0, 121.0, 122.0, 20.0, 21.0, 22.005, 9999.0],
            "lower_usd": [100.0] * 3 + [10.0] * 3 + [0.0],
            "upper_usd": [140.0] * 3 + [30.0] * 3 + [0.0],
            "model_version": ["3"] * 6 + ["2"],
            "issued_on": [DAYS[-2]] * 6 + [DAYS[-3]],
        }
    )
    return SalesTables(
        sales_day=department_day.group_by("sold_date")
        .agg(pl.col("sales_usd").sum())
        .with_columns(baskets=pl.lit(7, pl.Int64), households=pl.lit(5, pl.Int64)),
        department_day=department_day,
        product=pl.DataFrame({"department": [first], "department_zh": ["杂货"]}),
        forecast=ahead,
        conversion_day=by_day.select(
            day="sold_date",
            sessions=pl.lit(1000, pl.Int64),
            orders=pl.when(pl.col("sold_date") == FALL).then(50).otherwise(100).cast(pl.Int64),
        ).with_columns(
            conversion=pl.col("orders") / pl.col("sessions"),
            previous_7d_median=pl.when(pl.col("day") >= DAYS[4]).then(0.1),
            change_pct=pl.when(pl.col("day") >= DAYS[4]).then(pl.col("orders") - 100.0),
        ),
    )


def report(names: tuple[str, str] = ("GROCERY", "FUEL"), text: str = "not JSON") -> SalesReport:
    """Return a report in which every part has something; `text` stands in every free text."""
    checks = (
        Check("ads/sales_day", "sales_are_not_negative", CheckState.PASSED),
        Check(f"ads/{text}", text, CheckState.FAILED, text),
        Check("serving/service/s", "answers", CheckState.SKIPPED),
    )
    return SalesReport(
        figures_of(tables(names)),
        Quality((TableRows("ods/click_log", 1234, (Rejected(text, text, 7),)),), checks),
        ModelError(text, "3", 0.1423, 0.812, 0.1897, 1.034, 0.8),
        Provenance(
            "run-1",
            text,
            datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
            (TableVersion("ads/conversion_day", 4, 20, synthetic=True),),
        ),
    )
