from datetime import date

import polars as pl
import pytest

from onedata_assets.domain.training.forecast_checks import (
    missing_days,
    newest_issue,
    unordered_bounds,
)


def issue(departments: tuple[str, ...] = ("A", "B"), horizon: int = 14) -> pl.DataFrame:
    rows = [
        (name, ahead, 5.0, 4.0, 6.0, date(2017, 12, 31))
        for name in departments
        for ahead in range(1, horizon + 1)
    ]
    names = ["department", "horizon_days", "forecast_usd", "lower_usd", "upper_usd", "issued_on"]
    return pl.DataFrame(rows, schema=names, orient="row")


def test_only_the_newest_issue_is_looked_at():
    older = issue().with_columns(issued_on=pl.lit(date(2017, 12, 1)))
    assert newest_issue(pl.concat([older, issue(("C",))]))["department"].unique().to_list() == ["C"]


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        (issue(), 0),
        (issue(("A",)), 14),
        (issue(horizon=13), 2),
        (pl.concat([issue(), issue().head(1)]), 1),
        (issue().clear(), 28),
    ],
    ids=["whole", "no-department", "no-last-day", "twice", "empty"],
)
def test_every_department_and_day_must_be_there_once(rows, missing):
    assert missing_days(rows, pl.Series(["A", "B", None])) == missing


@pytest.mark.parametrize(
    ("column", "value", "unordered"),
    [
        ("lower_usd", 4.0, 0),
        ("lower_usd", -0.1, 28),
        ("lower_usd", 5.1, 28),
        ("upper_usd", 4.9, 28),
        ("upper_usd", None, 28),
        ("upper_usd", float("inf"), 28),
        ("forecast_usd", float("nan"), 28),
    ],
)
def test_bounds_must_enclose_the_forecast_and_not_be_negative(column, value, unordered):
    rows = issue().with_columns(pl.lit(value, dtype=pl.Float64).alias(column))
    assert unordered_bounds(rows) == unordered
