"""The limit beyond which a change of conversion is a sharp fall."""

from datetime import date, timedelta

import polars as pl
import pytest

from onedata_assets.domain.analytics.falls import FallRule

FIRST = date(2017, 1, 1)


def days(*changes: float | None) -> pl.DataFrame:
    dates = [FIRST + timedelta(days=n) for n in range(len(changes))]
    columns = {"day": pl.Date, "change_pct": pl.Float64}
    return pl.DataFrame({"day": dates, "change_pct": changes}, schema=columns)


def falls(frame: pl.DataFrame, rule: FallRule | None = None) -> list[int]:
    marked = (rule or FallRule()).mark(frame)
    return [(day - FIRST).days for day in marked.filter("is_fall")["day"]]


@pytest.mark.row("S54")
@pytest.mark.parametrize(
    ("change", "found"), [(-19.9, []), (-20.0, []), (-20.1, [0]), (-100.0, [0]), (50.0, [])]
)
def test_a_day_falls_when_it_changed_by_more_than_a_fifth(change, found):
    assert falls(days(change)) == found


def test_the_limit_can_be_set():
    assert falls(days(-6.0, -4.0), FallRule(threshold=0.05)) == [0]


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_a_day_that_cannot_be_compared_is_no_fall(nothing):
    assert falls(days(nothing, -50.0)) == [1]


def test_days_in_any_order_give_the_same():
    frame = days(0.0, -50.0, 1.0, 2.0)
    assert falls(frame.reverse()) == [1]


def test_an_empty_table_has_no_falls():
    assert falls(days()) == []
