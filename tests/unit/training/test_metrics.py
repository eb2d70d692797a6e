import math

import numpy as np
import pytest

from onedata_assets.domain.training.baseline import seasonal_naive
from onedata_assets.domain.training.metrics import mase, naive_scale, wape


def test_wape_is_the_share_of_sales_that_the_forecast_missed():
    actual = np.array([[10.0, 0.0], [30.0, 60.0]])
    forecast = np.array([[12.0, 1.0], [27.0, 64.0]])
    assert wape(actual, forecast) == pytest.approx((2 + 1 + 3 + 4) / 100)


def test_wape_without_sales_is_not_a_number():
    assert math.isnan(wape(np.zeros((1, 3)), np.ones((1, 3))))


def test_mase_divides_by_the_mean_change_over_one_season():
    history = np.array([[1.0, 2.0, 3.0, 5.0], [0.0, 4.0, 0.0, 0.0]])
    scale = naive_scale(history, 2)
    assert scale.tolist() == [2.5, 2.0]
    actual, forecast = np.array([[4.0, 4.0], [1.0, 1.0]]), np.array([[5.0, 8.0], [1.0, 3.0]])
    assert mase(actual, forecast, scale) == pytest.approx((2.5 / 2.5 + 1.0 / 2.0) / 2)


def test_departments_that_never_changed_are_left_out_of_mase():
    actual, forecast = np.array([[1.0], [9.0]]), np.array([[3.0], [0.0]])
    assert mase(actual, forecast, np.array([1.0, 0.0])) == pytest.approx(2.0)
    assert math.isnan(mase(actual, forecast, np.zeros(2)))


def test_the_seasonal_naive_forecast_repeats_the_last_week():
    history = np.arange(21.0)[None, :]
    assert seasonal_naive(history, 10).tolist() == [[14, 15, 16, 17, 18, 19, 20, 14, 15, 16]]
    assert seasonal_naive(history, 14).shape == (1, 14)
