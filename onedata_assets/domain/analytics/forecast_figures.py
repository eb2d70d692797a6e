"""The forecast of each department beside its last days of sales, as the report's page embeds it."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from onedata_assets.domain.analytics.json_values import dates, money, monies
from onedata_assets.domain.days import every_day
from onedata_assets.domain.training.forecast_checks import newest_issue

HISTORY_DAYS = 42
"""Calendar days of actual sales that are shown before a forecast."""


def forecasts(forecast: pl.DataFrame, department_day: pl.DataFrame) -> list[dict[str, Any]]:
    """Return, for each department, its last days of sales and its forecast with the interval.

    Only the newest issue counts. The department with the largest forecast comes first. A day on
    which the store is known to have traded and the department has no row is a day without sales,
    as it is to the model.
    """
    issue = newest_issue(forecast).sort("forecast_date")
    if issue.is_empty():
        return []
    past = _past_days(issue["forecast_date"][0], department_day)
    totals = (
        issue.group_by("department")
        .agg(pl.col("forecast_usd").sum())
        .sort("forecast_usd", "department", descending=[True, False])
    )
    return [
        _forecast_of(name, issue, past, department_day) for name in totals["department"].to_list()
    ]


def _past_days(first: date, department_day: pl.DataFrame) -> pl.DataFrame:
    oldest = department_day["sold_date"].min()
    if not isinstance(oldest, date):
        return every_day(department_day["sold_date"])
    return every_day(
        department_day["sold_date"],
        first=max(oldest, first - timedelta(days=HISTORY_DAYS)),
        last=first - timedelta(days=1),
    )


def _forecast_of(
    name: str, issue: pl.DataFrame, past: pl.DataFrame, department_day: pl.DataFrame
) -> dict[str, Any]:
    ahead = issue.filter(pl.col("department") == name)
    sold = department_day.filter(pl.col("department") == name).select("sold_date", "sales_usd")
    shown = past.join(
        sold, left_on="day", right_on="sold_date", how="left", maintain_order="left"
    ).with_columns(pl.when("is_known").then(pl.col("sales_usd").fill_null(0)))
    return {
        "department": name,
        "past_dates": dates(shown["day"]),
        "past_usd": monies(shown["sales_usd"]),
        "dates": dates(ahead["forecast_date"]),
        "forecast_usd": monies(ahead["forecast_usd"]),
        "lower_usd": monies(ahead["lower_usd"]),
        "upper_usd": monies(ahead["upper_usd"]),
        "total_usd": money(ahead["forecast_usd"].sum()),
    }
