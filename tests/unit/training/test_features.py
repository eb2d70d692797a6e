import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_assets.domain.training.calendar import FAR, distances, holidays
from onedata_assets.domain.training.features import HORIZON, MIN_HISTORY, samples, targets
from onedata_assets.domain.training.panel import Panel
from tests.unit.training.panels import FIRST, weekly_panel


@given(origin=st.integers(MIN_HISTORY, 150), seed=st.integers(0, 1000))
@settings(max_examples=25)
def test_features_read_nothing_after_their_origin(origin, seed):
    panel = weekly_panel(170)
    future = panel.sales.copy()
    future[:, origin + 1 :] = np.random.default_rng(seed).uniform(
        0, 1e6, future[:, origin + 1 :].shape
    )
    changed = Panel(panel.departments, panel.first_day, future)
    at = np.array([origin])
    assert np.array_equal(samples(panel, at).x, samples(changed, at).x)
    assert np.array_equal(samples(panel, at).x, samples(panel.until(origin), at).x)


def test_rows_are_ordered_by_department_origin_and_horizon():
    panel = weekly_panel(120)
    rows = samples(panel, np.array([80, 90]))
    assert rows.shape == (3, 2, HORIZON)
    assert rows.x[:, rows.names.index("horizon_days")].tolist() == list(range(1, 15)) * 6
    assert rows.x[:, rows.names.index("department_code")].tolist() == [0] * 28 + [1] * 28 + [2] * 28


def test_the_newest_same_weekday_is_the_last_one_known_at_the_origin():
    sales = np.arange(100.0)[None, :]
    rows = samples(Panel(("A",), FIRST, sales), np.array([70]))
    newest = rows.x[:, rows.names.index("same_weekday_1")] * rows.level
    assert newest == pytest.approx([64, 65, 66, 67, 68, 69, 70] * 2)


def test_the_level_is_the_mean_of_the_last_eight_weeks():
    sales = np.arange(100.0)[None, :]
    rows = samples(Panel(("A",), FIRST, sales), np.array([70]))
    assert rows.level[0] == pytest.approx(sales[0, 15:71].mean())


def test_targets_are_the_days_after_the_origin_and_unknown_past_the_end():
    panel = weekly_panel(100, levels=(10.0,))
    known = targets(panel, np.array([90]))
    assert np.array_equal(known[:9], panel.sales[0, 91:])
    assert np.isnan(known[9:]).all()


def test_departments_keep_the_code_that_the_model_learnt():
    panel = weekly_panel(100)
    rows = samples(panel, np.array([90]), vocabulary=("D2", "gone", "D0"))
    codes = rows.x[:, rows.names.index("department_code")].reshape(3, HORIZON)[:, 0]
    assert codes.tolist()[0] == 2
    assert np.isnan(codes[1])
    assert codes[2] == 0


def test_holidays_are_those_that_move_a_grocery_store():
    days = {str(day) for day in holidays(FIRST, FIRST.replace(month=12, day=31))}
    assert days == {
        "2017-01-01",
        "2017-04-16",
        "2017-05-29",
        "2017-07-04",
        "2017-09-04",
        "2017-11-23",
        "2017-12-25",
    }


def test_distances_count_days_to_and_since_the_nearest_holiday():
    until, since = distances(FIRST.replace(month=12, day=22), 7)
    assert until.tolist() == [3, 2, 1, 0, 6, 5, 4]
    assert since.tolist() == [FAR, FAR, FAR, 0, 1, 2, 3]
