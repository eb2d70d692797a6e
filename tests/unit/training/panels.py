"""Panels that the tests of the forecast share: weekly patterns with seeded noise."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from onedata_assets.domain.training.panel import Panel

FIRST = date(2017, 1, 1)
WEEK = np.array([1.3, 0.8, 0.8, 0.9, 1.0, 1.2, 1.4])


def weekly_panel(days: int = 200, levels: tuple[float, ...] = (1000.0, 50.0, 5.0)) -> Panel:
    """Return departments D0, D1 ... whose weeks repeat, with a tenth of noise."""
    noise = np.random.default_rng(7).normal(1.0, 0.1, (len(levels), days))
    shape = WEEK[np.arange(days) % 7]
    return Panel(
        tuple(f"D{index}" for index in range(len(levels))),
        FIRST,
        np.array(levels)[:, None] * shape * noise,
    )


def rows_of(panel: Panel) -> pl.DataFrame:
    """Return the panel as the rows of the table that it is read from."""
    days = [panel.first_day + timedelta(days=index) for index in range(panel.days)]
    return pl.DataFrame(
        {
            "department": np.repeat(panel.departments, panel.days),
            "sold_date": days * len(panel.departments),
            "sales_usd": panel.sales.reshape(-1),
        },
        schema_overrides={"department": pl.String},
    )
