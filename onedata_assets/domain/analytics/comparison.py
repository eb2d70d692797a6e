"""What a written report shows, compared with the tables it was made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from onedata_assets.domain.analytics.falls import FallRule
from onedata_assets.domain.analytics.figures import SalesTables, figures_of
from onedata_assets.domain.days import INCOMPLETE_DAYS, complete_days
from onedata_assets.domain.training.forecast_checks import newest_issue

CENT = 0.0101
"""A cent, and what adding up floats may be off."""


@dataclass(frozen=True)
class Comparison:
    """The totals of a page and those of its tables, and the names of all that differs.

    A name is that of a total, or of a section in which any single value differs.
    """

    shown: dict[str, float]
    expected: dict[str, float]
    differing: list[str]


def compared(figures: Mapping[str, Any], tables: SalesTables) -> Comparison:
    """Return how the figures of a page compare with those computed again from its tables.

    Totals are added up twice, from the page's single values and from the tables. Days are left out
    as the page left them out.
    """
    incomplete_days = figures.get("incomplete_days", INCOMPLETE_DAYS)
    again = figures_of(tables, incomplete_days)
    expected = totals_of(tables, incomplete_days)
    if missing := sorted(again.keys() - figures.keys()):
        return Comparison({}, expected, missing)
    shown = totals_shown(figures)
    totals = [name for name, value in expected.items() if abs(shown[name] - value) > CENT]
    return Comparison(shown, expected, totals + [n for n in again if again[n] != figures[n]])


def totals_shown(figures: Mapping[str, Any]) -> dict[str, float]:
    """Return the totals of a page, added up from the single values that its charts draw."""
    return {
        "sales_usd": _sum(figures["revenue"]["sales_usd"]),
        "sales_usd_headline": figures["revenue"]["total_usd"],
        "baskets": _sum(figures["revenue"]["baskets"]),
        "department_sales_usd": _sum(row["sales_usd"] for row in figures["departments"]),
        "forecast_usd": _sum(value for row in figures["forecast"] for value in row["forecast_usd"]),
        "sessions": _sum(figures["conversion"]["sessions"]),
        "orders": _sum(figures["conversion"]["orders"]),
        "falls": float(len(figures["conversion"]["falls"])),
    }


def totals_of(tables: SalesTables, incomplete_days: int) -> dict[str, float]:
    """Return the same totals from the tables; single values are rounded as the page shows them."""
    sales = complete_days(tables.sales_day, "sold_date", incomplete_days)
    sold = complete_days(tables.department_day, "sold_date", incomplete_days)
    days = complete_days(tables.conversion_day, "day", incomplete_days)
    by_department = sold.group_by("department").agg(pl.col("sales_usd").cast(pl.Float64).sum())
    return {
        "sales_usd": _cents(sales["sales_usd"]),
        "sales_usd_headline": float(sales["sales_usd"].cast(pl.Float64).sum()),
        "baskets": float(sales["baskets"].sum()),
        "department_sales_usd": _cents(by_department["sales_usd"]),
        "forecast_usd": _cents(newest_issue(tables.forecast)["forecast_usd"]),
        "sessions": float(days["sessions"].sum()),
        "orders": float(days["orders"].sum()),
        "falls": float(FallRule().mark(days)["is_fall"].sum()),
    }


def _sum(values: Any) -> float:  # noqa: ANN401  any iterable of numbers from JSON
    return float(sum(value for value in values if value is not None))


def _cents(values: pl.Series) -> float:
    return float(values.cast(pl.Float64).round(2).sum())
