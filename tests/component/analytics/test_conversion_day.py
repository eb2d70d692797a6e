"""ads/conversion_day, built by dbt: each day beside the median of the seven days before it."""

from datetime import date, timedelta
from statistics import median
from typing import cast

import dagster as dg
import polars as pl
import pytest

from onedata_assets.components.dbt_lake import DbtLakeComponent
from onedata_resources.clients.lake import LakeClient

TABLE = ["ads", "conversion_day"]
# Days apart by more than a week know nothing of each other: every case is told from its own days.
CASES = {
    "seven_days": [0.30, 0.31, 0.29, 0.33, 0.28, 0.30, 0.32, 0.17],
    "one_odd_day": [0.30, 0.30, 0.30, 0.30, 0.30, 0.90, 0.30, 0.29],
    "day_after_a_fall": [0.30, 0.30, 0.30, 0.30, 0.30, 0.30, 0.15, 0.30],
    "four_days": [0.2, 0.3, 0.4, 0.6, 0.35],
    "three_days": [0.2, 0.3, 0.4, 0.1],
    "days_missing": [0.2, 0.9, None, None, 0.4, 0.6, 0.5, 0.3, None, 0.1],
    "nothing_ordered": [0.0, 0.0, 0.0, 0.0, 0.5],
}


def days() -> pl.DataFrame:
    rows = []
    for number, (case, figures) in enumerate(CASES.items()):
        first = date(2017, 1, 1) + timedelta(days=40 * number)
        rows += [
            (case, first + timedelta(days=n), 100, round(100 * figure), figure)
            for n, figure in enumerate(figures)
            if figure is not None
        ]
    schema = ["case", "day", "sessions", "orders", "conversion"]
    return pl.DataFrame(rows, schema=schema, orient="row")


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict[str, tuple[float | None, float | None]]:
    """The newest day of each case: the median before it, and its change."""
    context = cast("dg.ComponentLoadContext", None)  # the component does not use it
    [models] = DbtLakeComponent().build_defs(context).assets or []
    lake = LakeClient(str(tmp_path_factory.mktemp("lake")))
    lake.write(["dws", "conversion_day"], days().drop("case"))
    assert isinstance(models, dg.AssetsDefinition)
    assert dg.materialize([models], selection=["/".join(TABLE)], resources={"lake": lake}).success
    newest = days().group_by("case").agg(pl.col("day").max())
    found = newest.join(lake.scan(TABLE).collect(), on="day")
    columns = found.select("case", "previous_7d_median", "change_pct")
    return {case: (before, change) for case, before, change in columns.iter_rows()}


@pytest.mark.row("S54")
@pytest.mark.parametrize("case", ["seven_days", "one_odd_day", "day_after_a_fall", "four_days"])
def test_a_day_is_compared_with_the_median_of_the_days_before(told, case):
    *before, newest = CASES[case]
    assert told[case] == pytest.approx((median(before), 100 * (newest / median(before) - 1)))


def test_the_days_before_are_calendar_days(told):
    """Of the seven days before the newest, four are in the log; the two oldest are too far back."""
    assert told["days_missing"] == pytest.approx((0.45, 100 * (0.1 / 0.45 - 1)))


def test_fewer_than_four_days_before_are_too_few_to_compare_with(told):
    assert told["three_days"] == (None, None)


def test_nothing_is_compared_with_a_median_of_zero(told):
    assert told["nothing_ordered"] == (0.0, None)
