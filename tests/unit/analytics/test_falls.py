"""The rule that marks a day on which a figure fell sharply."""

from datetime import date, timedelta

import polars as pl
import pytest

from onedata_assets.domain.analytics.falls import FallRule


def days(*figures, skip=()):
    dates = [date(2017, 1, 1) + timedelta(days=n) for n in range(len(figures))]
    columns = {"day": pl.Date, "figure": pl.Float64}
    frame = pl.DataFrame({"day": dates, "figure": figures}, schema=columns)
    return frame.filter(~pl.col("day").dt.day().is_in(pl.Series(skip, dtype=pl.Int8)))


def falls(frame, rule=None):
    marked = (rule or FallRule()).mark(frame, "figure")
    return [day.day for day in marked.filter("is_fall")["day"]]


@pytest.mark.row("S54")
@pytest.mark.parametrize(
    ("last", "found"), [(0.81, []), (0.80, []), (0.79, [8]), (0.0, [8]), (1.5, [])]
)
def test_a_day_falls_when_it_is_over_a_fifth_below_the_median_before(last, found):
    assert falls(days(*[1.0] * 7, last)) == found


def test_the_size_of_the_change_is_relative_to_the_median():
    marked = FallRule().mark(days(1, 2, 3, 4, 5, 6, 7, 3), "figure")
    assert marked["previous_median"][-1] == 4
    assert marked["change"][-1] == pytest.approx(-0.25)


def test_one_outlier_before_does_not_move_the_median():
    assert falls(days(1, 1, 1, 1, 1, 100, 1, 0.9)) == []


def test_the_day_after_a_fall_is_judged_against_days_of_which_most_were_well():
    assert falls(days(*[1.0] * 7, 0.5, 1.0, 0.95)) == [8]


def test_without_enough_days_before_nothing_is_a_fall():
    assert falls(days(1, 1, 1, 0.1)) == []


def test_the_window_is_calendar_days_not_rows():
    assert falls(days(*[1.0] * 9, 0.1, skip=(4, 5, 6, 7))) == []


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_a_day_without_a_figure_is_no_fall(nothing):
    assert falls(days(*[1.0] * 7, nothing, 0.5)) == [9]


def test_a_median_of_zero_gives_no_change():
    marked = FallRule().mark(days(*[0.0] * 7, 0.0, 5.0), "figure")
    assert marked["change"].to_list()[-2:] == [None, None]


def test_days_in_any_order_give_the_same():
    frame = days(*[1.0] * 7, 0.5, 1.0)
    assert falls(frame.sample(fraction=1, shuffle=True, seed=1)) == [8]


def test_an_empty_table_has_no_falls():
    assert falls(days()) == []
