import math

import numpy as np
import pytest

from onedata_assets.domain.training.backtest import Fold
from onedata_assets.domain.training.features import spread
from onedata_assets.domain.training.intervals import (
    Band,
    calibrate,
    coverage_by_fold,
    measured_coverage,
)
from tests.unit.training.panels import FIRST, weekly_panel


def fold(errors: np.ndarray, spreads: np.ndarray | float = 10.0) -> Fold:
    actual = 1000.0 + errors
    ones = np.ones(len(errors))
    return Fold(FIRST, actual, actual - errors, actual, ones, ones * spreads)


def noise(folds: int, departments: int = 60, seed: int = 3) -> list[Fold]:
    """Return folds whose errors grow with the department and with the day ahead."""
    rng = np.random.default_rng(seed)
    spreads = np.geomspace(1.0, 100.0, departments)
    growing = np.linspace(1.0, 3.0, 14)
    errors = (
        rng.normal(0, 1, (departments, 14)) * growing * spreads[:, None] for _ in range(folds)
    )
    return [fold(each, spreads) for each in errors]


def test_bands_hold_the_conformal_share_of_residuals():
    errors = np.arange(-49.0, 51.0)[:, None]  # 100 residuals of one day, -4.9 to 5.0 spreads
    band = calibrate([fold(errors)], coverage=0.8)
    assert band.above.tolist() == [pytest.approx(4.1)]  # 91st of 100
    assert band.below.tolist() == [pytest.approx(4.0)]


def test_the_rank_is_corrected_for_few_residuals():
    errors = np.arange(1.0, 20.0)[:, None]  # 19: ceil(20 * 0.9) is the 18th, not the 17.1th
    assert calibrate([fold(errors, 1.0)], coverage=0.8).above.tolist() == [18.0]


def test_days_with_too_few_residuals_share_one_quantile():
    errors = np.arange(1.0, 20.0).reshape(1, 19)
    assert calibrate([fold(errors, 1.0)]).above.tolist() == [18.0] * 19


def test_fewer_residuals_than_the_rank_needs_give_the_largest():
    assert calibrate([fold(np.array([[2.0, 7.0]]), 1.0)]).above.tolist() == [7.0, 7.0]


def test_each_day_ahead_has_its_own_width():
    band = calibrate(noise(6))
    assert band.above[-1] > 2 * band.above[0]
    assert band.below[-1] > 2 * band.below[0]


def test_bands_cover_future_noise_of_every_department_and_day_as_often_as_they_say():
    calibration, later = noise(6), noise(40, seed=4)
    band = calibrate(calibration, 0.8)
    held = []
    for each in later:
        lower, upper = band.bounds(each.forecast, each.spread)
        held.append((lower <= each.actual) & (each.actual <= upper))
    share = np.stack(held).mean(axis=0)
    assert share.mean(axis=0) == pytest.approx(np.full(14, 0.8), abs=0.06)  # by day ahead
    assert share.mean(axis=1).reshape(6, 10).mean(axis=1) == pytest.approx(
        np.full(6, 0.8), abs=0.04
    )


def test_a_fold_is_judged_by_the_folds_before_it_only():
    calm, wild = fold(np.ones((50, 3))), fold(np.full((50, 3), 99.0))
    assert coverage_by_fold([calm, wild])[1] == 0.0
    assert coverage_by_fold([wild, calm])[1] == 1.0
    assert measured_coverage([calm, wild, wild]) == 0.5


def test_one_fold_measures_no_coverage():
    assert math.isnan(measured_coverage([fold(np.ones((1, 5)))]))
    assert math.isnan(coverage_by_fold([fold(np.ones((1, 5)))])[0])


def test_departments_without_a_spread_neither_calibrate_nor_count():
    mixed = fold(np.array([[5.0], [900.0]]), np.array([10.0, 0.0]))
    assert calibrate([mixed]).above.tolist() == [0.5]
    assert measured_coverage([mixed, mixed]) == 1.0
    still = fold(np.zeros((2, 3)), 0.0)
    assert calibrate([still]).above.tolist() == [0.0, 0.0, 0.0]
    assert math.isnan(measured_coverage([still, still]))


def test_bounds_enclose_the_forecast_and_never_fall_below_zero():
    band = Band(below=np.array([2.0, 2.0]), above=np.array([1.0, 3.0]))
    lower, upper = band.bounds(np.array([[5.0, 50.0]]), np.array([10.0]))
    assert lower.tolist() == [[0.0, 30.0]]
    assert upper.tolist() == [[15.0, 80.0]]


def test_the_spread_is_the_change_of_the_last_weeks_and_knows_no_later_day():
    panel = weekly_panel(130)
    before = spread(panel, 99)
    panel.sales[:, 100:] = 1e6
    panel.sales[:, :36] = 0.0  # older than the longest window and a week
    assert np.array_equal(spread(panel, 99), before)
    changes = np.abs(panel.sales[:, 44:100] - panel.sales[:, 37:93]).mean(axis=1)
    assert before == pytest.approx(changes)


def test_a_dormant_department_has_no_spread():
    panel = weekly_panel(130)
    panel.sales[2, 44:] = 0.0
    assert spread(panel, 99)[2] == 0.0
