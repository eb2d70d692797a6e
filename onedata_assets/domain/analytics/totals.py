"""Totals by which a written report is compared with the tables it was made from."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from onedata_assets.domain.analytics.falls import FallRule
from onedata_assets.domain.analytics.figures import SalesTables

CENT = 0.0101
"""A cent, and what adding up floats may be off."""


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


def totals_of(tables: SalesTables) -> dict[str, float]:
    """Return the same totals from the tables; single values are rounded as the page shows them."""
    newest = tables.forecast.filter(pl.col("issued_on") == pl.col("issued_on").max())
    return {
        "sales_usd": _cents(tables.sales_day["sales_usd"]),
        "sales_usd_headline": float(tables.sales_day["sales_usd"].cast(pl.Float64).sum()),
        "baskets": float(tables.sales_day["baskets"].sum()),
        "department_sales_usd": _cents(tables.department_rank["sales_usd"]),
        "forecast_usd": _cents(newest["forecast_usd"]),
        "sessions": float(tables.conversion_day["sessions"].sum()),
        "orders": float(tables.conversion_day["orders"].sum()),
        "falls": float(FallRule().mark(tables.conversion_day, "conversion")["is_fall"].sum()),
    }


def differences(shown: Mapping[str, float], expected: Mapping[str, float]) -> list[str]:
    """Return the names of the totals that differ by more than a cent."""
    return [name for name, value in expected.items() if abs(shown[name] - value) > CENT]


def _sum(values: Any) -> float:  # noqa: ANN401  any iterable of numbers from JSON
    return float(sum(value for value in values if value is not None))


def _cents(values: pl.Series) -> float:
    return float(values.cast(pl.Float64).round(2).sum())
