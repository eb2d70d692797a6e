"""The figures of the sales report, computed from the tables it is made of.

How they are shown is in `domain/analytics/page.py`; forecasts are in `forecast_figures.py`. Frames
come in with the columns of their contracts; what goes out is JSON values, dates in ISO form, money
in USD rounded to cents. Which days count is the rule of `domain/days.py`: the newest are left out,
and every calendar day between has its place, zero where nothing was sold, null where it is unknown.
"""

from dataclasses import dataclass
from typing import Any

import polars as pl

from onedata_assets.domain.analytics.falls import FallRule
from onedata_assets.domain.analytics.forecast_figures import forecasts
from onedata_assets.domain.analytics.json_values import dates, money, monies, rounded
from onedata_assets.domain.days import INCOMPLETE_DAYS, complete_days, every_day

MEAN_DAYS = 7
MIN_MEAN_DAYS = 4
NO_FORECAST = {
    "department": pl.String,
    "forecast_date": pl.Date,
    "forecast_usd": pl.Float64,
    "lower_usd": pl.Float64,
    "upper_usd": pl.Float64,
    "model_version": pl.String,
    "issued_on": pl.Date,
}
NO_CONVERSION = {
    "day": pl.Date,
    "sessions": pl.Int64,
    "orders": pl.Int64,
    "conversion": pl.Float64,
    "previous_7d_median": pl.Float64,
    "change_pct": pl.Float64,
}


@dataclass(frozen=True)
class SalesTables:
    """What the report is made of, each with the columns of its contract.

    `product` may be its distinct departments only.
    """

    sales_day: pl.DataFrame
    department_day: pl.DataFrame
    product: pl.DataFrame
    forecast: pl.DataFrame
    conversion_day: pl.DataFrame


def figures_of(
    tables: SalesTables, incomplete_days: int = INCOMPLETE_DAYS, rule: FallRule | None = None
) -> dict[str, Any]:
    """Return every figure of the report, as the page embeds it."""
    sold = complete_days(tables.department_day, "sold_date", incomplete_days)
    return {
        "incomplete_days": incomplete_days,
        "names": names(tables.product),
        "revenue": revenue(tables.sales_day, incomplete_days),
        "departments": departments(sold),
        "forecast": forecasts(tables.forecast, sold),
        "conversion": conversion(tables.conversion_day, rule or FallRule(), incomplete_days),
    }


def names(product: pl.DataFrame) -> dict[str, str]:
    """Return the Chinese names of departments."""
    known = product.select("department", "department_zh").drop_nulls().unique().sort(pl.all())
    return dict(known.unique("department", keep="first", maintain_order=True).iter_rows())


def revenue(sales_day: pl.DataFrame, incomplete_days: int = INCOMPLETE_DAYS) -> dict[str, Any]:
    """Return sales by calendar day with their trailing 7-day mean, and the totals."""
    held = ["sales_usd", "baskets", "households"]
    told = complete_days(sales_day, "sold_date", incomplete_days)
    left_out = sales_day.join(told, on="sold_date", how="anti").sort("sold_date")
    filled = pl.when("is_known").then(pl.col(held).fill_null(0))
    mean = pl.col("sales_usd").cast(pl.Float64).rolling_mean(MEAN_DAYS, min_samples=MIN_MEAN_DAYS)
    days = (
        every_day(told["sold_date"])
        .join(told, left_on="day", right_on="sold_date", how="left", maintain_order="left")
        .with_columns(had_sales=pl.col("sales_usd").is_not_null())
        .with_columns(filled)
        .with_columns(mean_usd=mean)
    )
    total, known = money(told["sales_usd"].sum()), int(days["is_known"].sum())
    return {
        "dates": dates(days["day"]),
        "sales_usd": monies(days["sales_usd"]),
        "mean_usd": monies(days["mean_usd"]),
        "baskets": days["baskets"].to_list(),
        "households": days["households"].to_list(),
        "total_usd": total,
        "total_baskets": int(told["baskets"].sum()),
        "daily_usd": money(total / known) if known else None,
        "days_without_sales": dates(days.filter("is_known", ~pl.col("had_sales"))["day"]),
        "unknown_days": dates(days.filter(~pl.col("is_known"))["day"]),
        "left_out": [
            {"day": day, "sales_usd": usd}
            for day, usd in zip(
                dates(left_out["sold_date"]), monies(left_out["sales_usd"]), strict=True
            )
        ],
    }


def departments(department_day: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the departments with their sales and share, the largest first."""
    ranked = (
        department_day.group_by("department")
        .agg(pl.col("sales_usd").cast(pl.Float64).sum())
        .sort("sales_usd", "department", descending=[True, False])
    )
    total = float(ranked["sales_usd"].sum())
    return [
        {
            "department": department,
            "sales_usd": money(usd),
            "share_pct": round(100 * usd / total, 2) if total else None,
        }
        for department, usd in ranked.iter_rows()
    ]


def conversion(
    conversion_day: pl.DataFrame, rule: FallRule, incomplete_days: int = INCOMPLETE_DAYS
) -> dict[str, Any]:
    """Return conversion by calendar day, the median before each, and the days that fell.

    A day without a log is unknown: it has its place and no figure.
    """
    told = rule.mark(complete_days(conversion_day, "day", incomplete_days))
    days = every_day(told["day"]).join(told, on="day", how="left", maintain_order="left")
    sessions, orders = int(told["sessions"].sum()), int(told["orders"].sum())
    shown = {
        "conversion": rounded(days["conversion"]),
        "previous_median": rounded(days["previous_7d_median"]),
        "change": rounded(days["change_pct"] / 100),
    }
    fell = [index for index, is_fall in enumerate(days["is_fall"]) if is_fall]
    day = dates(days["day"])
    return {
        "dates": day,
        "sessions": days["sessions"].to_list(),
        "orders": days["orders"].to_list(),
        **shown,
        "overall": round(orders / sessions, 6) if sessions else None,
        "threshold": rule.threshold,
        "window_days": rule.window_days,
        "falls": [
            {"day": day[index]} | {name: values[index] for name, values in shown.items()}
            for index in fell
        ],
    }
