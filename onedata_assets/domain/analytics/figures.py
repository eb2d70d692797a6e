"""The figures of the sales report, computed from the tables it is made of.

How they are shown is in `domain/analytics/page.py`. Frames come in with the columns of their
contracts; what goes out is JSON values, dates in ISO form, money in USD rounded to cents.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from onedata_assets.domain.analytics.falls import FallRule

HISTORY_DAYS = 42
"""Days of actual sales that are shown before a forecast."""
MEAN_DAYS = 7


@dataclass(frozen=True)
class SalesTables:
    """What the report is made of, each with the columns of its contract."""

    sales_day: pl.DataFrame
    department_rank: pl.DataFrame
    department_day: pl.DataFrame
    forecast: pl.DataFrame
    conversion_day: pl.DataFrame


def figures_of(tables: SalesTables, rule: FallRule | None = None) -> dict[str, Any]:
    """Return every figure of the report, as the page embeds it."""
    return {
        "revenue": revenue(tables.sales_day),
        "departments": departments(tables.department_rank),
        "forecast": forecasts(tables.forecast, tables.department_day),
        "conversion": conversion(tables.conversion_day, rule or FallRule()),
    }


def revenue(sales_day: pl.DataFrame) -> dict[str, Any]:
    """Return sales by day with their trailing 7-day mean, and the totals."""
    mean = pl.col("sales_usd").rolling_mean_by("sold_date", f"{MEAN_DAYS}d", min_samples=4)
    days = sales_day.sort("sold_date").with_columns(mean_usd=mean)
    total = _money(days["sales_usd"].sum())
    return {
        "dates": _dates(days["sold_date"]),
        "sales_usd": _monies(days["sales_usd"]),
        "mean_usd": _monies(days["mean_usd"]),
        "baskets": days["baskets"].to_list(),
        "households": days["households"].to_list(),
        "total_usd": total,
        "total_baskets": int(days["baskets"].sum()),
        "daily_usd": _money(total / days.height) if days.height else None,
    }


def departments(department_rank: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the departments with their sales and share, the largest first."""
    ordered = department_rank.sort("rank", "department")
    return [
        {
            "department": row["department"],
            "sales_usd": _money(row["sales_usd"]),
            "share_pct": round(float(row["share_pct"]), 2),
        }
        for row in ordered.select("department", "sales_usd", "share_pct").iter_rows(named=True)
    ]


def forecasts(forecast: pl.DataFrame, department_day: pl.DataFrame) -> list[dict[str, Any]]:
    """Return, for each department, its last days of sales and its forecast with the interval.

    Only the newest issue counts. The department with the largest forecast comes first.
    """
    forecast = forecast.filter(pl.col("issued_on") == pl.col("issued_on").max())
    totals = (
        forecast.group_by("department")
        .agg(pl.col("forecast_usd").sum())
        .sort("forecast_usd", "department", descending=[True, False])
    )
    return [_forecast_of(name, forecast, department_day) for name in totals["department"].to_list()]


def conversion(conversion_day: pl.DataFrame, rule: FallRule) -> dict[str, Any]:
    """Return conversion by day, the median before each day, and the days that fell."""
    marked = rule.mark(conversion_day, "conversion")
    falls = marked.filter("is_fall").select("day", "conversion", "previous_median", "change")
    sessions, orders = int(marked["sessions"].sum()), int(marked["orders"].sum())
    return {
        "dates": _dates(marked["day"]),
        "sessions": marked["sessions"].to_list(),
        "orders": marked["orders"].to_list(),
        "conversion": _rounded(marked["conversion"]),
        "previous_median": _rounded(marked["previous_median"]),
        "change": _rounded(marked["change"]),
        "overall": round(orders / sessions, 6) if sessions else None,
        "threshold": rule.threshold,
        "window_days": rule.window_days,
        "falls": [
            {
                "day": row["day"].isoformat(),
                "conversion": round(row["conversion"], 6),
                "previous_median": round(row["previous_median"], 6),
                "change": round(row["change"], 6),
            }
            for row in falls.iter_rows(named=True)
        ],
    }


def _forecast_of(name: str, forecast: pl.DataFrame, department_day: pl.DataFrame) -> dict[str, Any]:
    ahead = forecast.filter(pl.col("department") == name).sort("forecast_date")
    first: date = ahead["forecast_date"][0]
    past = department_day.filter(
        (pl.col("department") == name)
        & (pl.col("sold_date") < first)
        & (pl.col("sold_date") >= first - timedelta(days=HISTORY_DAYS))
    ).sort("sold_date")
    return {
        "department": name,
        "past_dates": _dates(past["sold_date"]),
        "past_usd": _monies(past["sales_usd"]),
        "dates": _dates(ahead["forecast_date"]),
        "forecast_usd": _monies(ahead["forecast_usd"]),
        "lower_usd": _monies(ahead["lower_usd"]),
        "upper_usd": _monies(ahead["upper_usd"]),
        "total_usd": _money(ahead["forecast_usd"].sum()),
    }


def _money(value: object) -> float:
    return round(float(str(value)), 2)


def _monies(values: pl.Series) -> list[float | None]:
    return values.cast(pl.Float64).fill_nan(None).round(2).to_list()


def _rounded(values: pl.Series) -> list[float | None]:
    return values.cast(pl.Float64).fill_nan(None).round(6).to_list()


def _dates(values: pl.Series) -> list[str]:
    return values.cast(pl.Date).dt.to_string("%Y-%m-%d").to_list()
