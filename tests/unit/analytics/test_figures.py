"""The report's figures from its tables."""

from dataclasses import replace

import polars as pl
import pytest

from onedata_assets.domain.analytics.figures import figures_of
from onedata_assets.domain.analytics.totals import differences, totals_of, totals_shown
from tests.unit.analytics.samples import DAYS, FALL, tables


def test_sales_are_by_day_with_their_trailing_mean():
    revenue = figures_of(tables())["revenue"]
    assert revenue["dates"][0] == "2017-12-01"
    assert revenue["mean_usd"][:3] == [None, None, None]
    week = revenue["sales_usd"][4:11]
    assert revenue["mean_usd"][10] == pytest.approx(sum(week) / 7, abs=0.01)
    assert revenue["total_usd"] == pytest.approx(sum(revenue["sales_usd"]), abs=0.01)


def test_the_forecast_is_the_newest_issue_with_its_interval_and_its_past():
    first, second = figures_of(tables())["forecast"]
    assert (first["department"], second["department"]) == ("GROCERY", "FUEL")
    assert first["forecast_usd"] == [120.0, 121.0, 122.0]
    assert (first["lower_usd"][0], first["upper_usd"][0]) == (100.0, 140.0)
    assert first["past_dates"][-1] == DAYS[-1].isoformat()


@pytest.mark.row("S54")
def test_the_fall_of_conversion_is_marked_with_its_size():
    conversion = figures_of(tables())["conversion"]
    [fall] = conversion["falls"]
    assert fall == {
        "day": FALL.isoformat(),
        "conversion": 0.05,
        "previous_median": 0.1,
        "change": -0.5,
    }
    assert conversion["overall"] == pytest.approx((19 * 100 + 50) / 20_000)


def test_decimal_columns_give_the_same_figures():
    exact = tables()
    money = pl.col("sales_usd").cast(pl.Decimal(18, 2))
    decimal = replace(exact, sales_day=exact.sales_day.with_columns(money))
    assert figures_of(decimal)["revenue"]["total_usd"] == figures_of(exact)["revenue"]["total_usd"]


def test_empty_tables_give_empty_figures():
    empty = {name: frame.clear() for name, frame in vars(tables()).items()}
    figures = figures_of(replace(tables(), **empty))
    assert figures["departments"] == []
    assert figures["forecast"] == []
    assert figures["revenue"]["daily_usd"] is None
    assert figures["conversion"]["overall"] is None


def test_the_totals_of_a_page_are_those_of_its_tables():
    assert differences(totals_shown(figures_of(tables())), totals_of(tables())) == []


@pytest.mark.parametrize(
    ("table", "column", "names"),
    [
        ("sales_day", "sales_usd", ["sales_usd", "sales_usd_headline"]),
        ("sales_day", "baskets", ["baskets"]),
        ("department_rank", "sales_usd", ["department_sales_usd"]),
        ("forecast", "forecast_usd", ["forecast_usd"]),
        ("conversion_day", "sessions", ["sessions"]),
        ("conversion_day", "orders", ["orders"]),
    ],
)
def test_a_table_that_changed_after_the_page_was_made_is_named(table, column, names):
    before = tables()
    first = pl.int_range(pl.len()) == 0
    changed = getattr(before, table).with_columns(
        pl.when(first).then(pl.col(column) + 1).otherwise(column)
    )
    after = replace(before, **{table: changed})
    assert differences(totals_shown(figures_of(before)), totals_of(after)) == names
