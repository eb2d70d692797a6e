"""The report's figures from its tables."""

from dataclasses import replace

import polars as pl
import pytest

from onedata_assets.domain.analytics.comparison import compared
from onedata_assets.domain.analytics.figures import figures_of
from onedata_assets.domain.days import MAX_CLOSED_DAYS
from tests.unit.analytics.samples import DAYS, FALL, NEWEST, tables


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
    assert first["past_dates"][-1] == DAYS[-2].isoformat()
    assert first["dates"][0] == NEWEST.isoformat()


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
    assert conversion["overall"] == pytest.approx((18 * 100 + 50) / 19_000, abs=1e-6)


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


def without(name, *days):
    """The sample with no row on these days in one of its tables."""
    frame = getattr(tables(), name)
    day = "day" if name == "conversion_day" else "sold_date"
    return frame.filter(~pl.col(day).is_in(pl.Series(list(days), dtype=pl.Date)))


def test_the_day_that_training_leaves_out_is_in_no_figure_and_told():
    figures = figures_of(tables())
    complete = tables().department_day.filter(pl.col("sold_date") < NEWEST)
    total = pytest.approx(complete["sales_usd"].sum(), abs=0.01)
    assert figures["revenue"]["dates"][-1] == DAYS[-2].isoformat()
    assert figures["revenue"]["total_usd"] == total
    assert sum(row["sales_usd"] for row in figures["departments"]) == total
    assert figures["conversion"]["dates"][-1] == DAYS[-2].isoformat()
    assert figures["revenue"]["left_out"] == [
        {"day": NEWEST.isoformat(), "sales_usd": pytest.approx(110 + 2 * 19 * 1.1)}
    ]


def test_a_day_without_any_sale_is_a_zero_on_the_axis_and_in_the_mean():
    closed = DAYS[9]
    sparse = replace(tables(), sales_day=without("sales_day", closed))
    told = figures_of(sparse)["revenue"]
    assert told["dates"] == [day.isoformat() for day in DAYS[:-1]]
    assert (told["sales_usd"][9], told["baskets"][9], told["households"][9]) == (0, 0, 0)
    assert told["days_without_sales"] == [closed.isoformat()]
    assert told["mean_usd"][9] == pytest.approx(sum(told["sales_usd"][3:10]) / 7, abs=0.01)
    assert told["daily_usd"] == pytest.approx(told["total_usd"] / 19, abs=0.01)


def test_a_week_that_was_not_loaded_is_a_gap_and_no_zero():
    gone = DAYS[5 : 6 + MAX_CLOSED_DAYS]
    told = figures_of(replace(tables(), sales_day=without("sales_day", *gone)))["revenue"]
    assert told["dates"] == [day.isoformat() for day in DAYS[:-1]]
    assert told["sales_usd"][5 : 6 + MAX_CLOSED_DAYS] == [None] * len(gone)
    assert told["unknown_days"] == [day.isoformat() for day in gone]
    assert told["days_without_sales"] == []
    assert told["daily_usd"] == pytest.approx(told["total_usd"] / (19 - len(gone)), abs=0.01)


def test_a_day_on_which_only_others_sold_is_a_zero_of_the_department():
    sold = tables().department_day
    fuel_on = pl.Series([DAYS[0], DAYS[18]], dtype=pl.Date)
    rare = sold.filter((pl.col("department") != "FUEL") | pl.col("sold_date").is_in(fuel_on))
    _, fuel = figures_of(replace(tables(), department_day=rare))["forecast"]
    assert fuel["past_dates"] == [day.isoformat() for day in DAYS[:-1]]
    assert fuel["past_usd"] == [10.0] + [0.0] * 17 + [pytest.approx(10 + 18 * 1.1)]


def test_days_that_no_department_tells_of_are_gaps_before_the_forecast():
    gone = DAYS[5 : 6 + MAX_CLOSED_DAYS]
    told = figures_of(replace(tables(), department_day=without("department_day", *gone)))
    assert told["forecast"][0]["past_usd"][5 : 6 + MAX_CLOSED_DAYS] == [None] * len(gone)


def test_a_day_without_a_click_log_is_a_gap_in_conversion():
    gone = DAYS[6]
    told = figures_of(replace(tables(), conversion_day=without("conversion_day", gone)))
    conversion = told["conversion"]
    assert conversion["dates"] == [day.isoformat() for day in DAYS[:-1]]
    assert (conversion["conversion"][6], conversion["sessions"][6]) == (None, None)
    assert [fall["day"] for fall in conversion["falls"]] == [FALL.isoformat()]


def test_the_fall_is_the_number_of_the_table():
    changed = tables().conversion_day.with_columns(
        change_pct=pl.when(pl.col("day") == FALL).then(-43.254911).otherwise("change_pct")
    )
    [fall] = figures_of(replace(tables(), conversion_day=changed))["conversion"]["falls"]
    assert fall["change"] == -0.432549


def test_departments_have_their_chinese_names():
    assert figures_of(tables())["names"] == {"GROCERY": "杂货"}


@pytest.mark.parametrize("names", [(None, None), ("杂货", None)])
def test_a_department_without_a_chinese_name_keeps_its_own(names):
    product = pl.DataFrame(
        {"department": ["GROCERY", None], "department_zh": names},
        schema={"department": pl.String, "department_zh": pl.String},
    )
    told = figures_of(replace(tables(), product=product))["names"]
    assert told == {"GROCERY": "杂货"} if names[0] else told == {}


def test_departments_without_any_sale_have_no_share():
    nothing = tables().department_day.with_columns(sales_usd=pl.lit(0.0))
    shares = [
        row["share_pct"]
        for row in figures_of(replace(tables(), department_day=nothing))["departments"]
    ]
    assert shares == [None, None]


def test_a_single_day_may_still_fill_and_gives_no_figure():
    one = {
        name: frame.head(1)
        for name, frame in vars(tables()).items()
        if name in {"sales_day", "department_day", "conversion_day"}
    }
    figures = figures_of(replace(tables(), **one))
    assert figures["revenue"]["dates"] == figures["conversion"]["dates"] == []
    assert len(figures["revenue"]["left_out"]) == 1
    assert figures["departments"] == []


def test_a_single_day_that_counts_is_a_report_of_one_day():
    one = tables().sales_day.sort("sold_date").head(1)
    told = figures_of(replace(tables(), sales_day=one), incomplete_days=0)["revenue"]
    assert told["dates"] == [DAYS[0].isoformat()]
    assert told["daily_usd"] == told["total_usd"] == 110.0


@pytest.mark.parametrize("incomplete_days", [0, 1, 2])
def test_the_figures_of_a_page_are_those_of_its_tables(incomplete_days):
    told = compared(figures_of(tables(), incomplete_days), tables())
    assert told.differing == []
    assert told.expected["sales_usd"] == pytest.approx(told.shown["sales_usd"], abs=0.01)


CHANGES = [
    ("sales_day", "sales_usd", {"sales_usd", "sales_usd_headline", "revenue"}),
    ("sales_day", "baskets", {"baskets", "revenue"}),
    ("sales_day", "households", {"revenue"}),
    ("department_day", "sales_usd", {"department_sales_usd", "departments", "forecast"}),
    ("forecast", "forecast_usd", {"forecast_usd", "forecast"}),
    ("forecast", "upper_usd", {"forecast"}),
    ("conversion_day", "sessions", {"sessions", "conversion"}),
    ("conversion_day", "orders", {"orders", "conversion"}),
    ("conversion_day", "previous_7d_median", {"conversion"}),
]


@pytest.mark.parametrize(("table", "column", "names"), CHANGES)
def test_a_table_that_changed_after_the_page_was_made_is_named(table, column, names):
    before = tables()
    frame = getattr(before, table)
    day = next(name for name, kind in frame.schema.items() if kind == pl.Date)
    one = pl.col(day) == frame[day].min()
    changed = frame.with_columns(
        pl.when(one).then(pl.col(column).fill_null(0) + 1).otherwise(column)
    )
    told = compared(figures_of(before), replace(before, **{table: changed}))
    assert set(told.differing) == names


def test_a_page_of_another_version_of_the_report_is_named():
    old = figures_of(tables())
    del old["names"]
    assert compared(old, tables()).differing == ["names"]
