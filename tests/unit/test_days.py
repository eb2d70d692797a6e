"""Which days count: the one rule of training, the report and the watch over conversion."""

from datetime import date, timedelta

import polars as pl
import pytest

from onedata_assets.domain.analytics.figures import revenue
from onedata_assets.domain.days import MAX_CLOSED_DAYS, complete_days, every_day
from onedata_assets.domain.training.panel import panel_of

FIRST = date(2017, 12, 1)


def table(*offsets: int) -> pl.DataFrame:
    days = [FIRST + timedelta(days=offset) for offset in offsets]
    return pl.DataFrame({"sold_date": days}, schema={"sold_date": pl.Date}).with_columns(
        sales_usd=pl.lit(5.0), baskets=pl.lit(1), households=pl.lit(1), department=pl.lit("A")
    )


def offsets(days: pl.Series) -> list[int]:
    return [(day - FIRST).days for day in days]


@pytest.mark.parametrize(
    ("left_out", "stay"), [(0, [3, 0, 2]), (1, [0, 2]), (2, [0]), (9, []), (-1, [3, 0, 2])]
)
def test_the_newest_calendar_days_are_left_out(left_out, stay):
    kept = complete_days(table(3, 0, 2), "sold_date", left_out)
    assert offsets(kept["sold_date"]) == stay


def test_every_calendar_day_has_its_place_and_a_short_pause_is_known_to_be_empty():
    days = every_day(table(0, 1, 2 + MAX_CLOSED_DAYS)["sold_date"])
    assert offsets(days["day"]) == list(range(3 + MAX_CLOSED_DAYS))
    assert days["is_known"].all()


def test_a_pause_longer_than_a_store_closes_is_unknown():
    days = every_day(table(0, 2 + MAX_CLOSED_DAYS)["sold_date"])
    assert days["is_known"].to_list() == [True] + [False] * (1 + MAX_CLOSED_DAYS) + [True]


def test_days_outside_the_table_are_unknown():
    days = every_day(table(1)["sold_date"], first=FIRST, last=FIRST + timedelta(days=2))
    assert days.rows() == [
        (FIRST, False),
        (FIRST + timedelta(days=1), True),
        (FIRST + timedelta(days=2), False),
    ]


def test_a_table_without_days_has_no_calendar():
    assert every_day(table()["sold_date"]).is_empty()


@pytest.mark.parametrize("incomplete_days", [0, 1, 3])
def test_the_report_counts_the_days_that_training_counts(incomplete_days):
    held = table(0, 1, 4, 5, 9, 10, 11)
    panel = panel_of(held, incomplete_days=incomplete_days)
    told = revenue(held, incomplete_days)
    assert told["dates"] == [panel.day(index).isoformat() for index in range(panel.days)]
    assert told["sales_usd"] == panel.sales[0].tolist()
