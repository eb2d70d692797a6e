from dataclasses import replace

import numpy as np
import pytest

from onedata_assets.domain.training.backtest import Backtest, Fold, Score, backtest, origins_of
from onedata_assets.domain.training.features import HORIZON, samples
from onedata_assets.domain.training.forecast import Forecaster, forecast
from onedata_assets.domain.training.intervals import Band
from onedata_assets.domain.training.model import predict, train
from onedata_assets.domain.training.panel import Panel, PanelError
from onedata_assets.domain.training.promotion import (
    beats,
    figures,
    figures_beat,
    fold_figures,
    folds_markdown,
)
from tests.unit.training.panels import FIRST, weekly_panel

NAN = float("nan")


def fold(errors: np.ndarray, spread: float = 10.0) -> Fold:
    actual = np.full_like(errors, 100.0) + errors
    ones = np.ones(len(errors))
    return Fold(FIRST, actual, actual - errors, actual, ones, ones * spread)


def test_folds_follow_each_other_and_end_on_the_last_day():
    panel = weekly_panel(200)
    assert origins_of(panel, folds=4) == [143, 157, 171, 185]


@pytest.mark.parametrize(("days", "folds"), [(174, 6), (200, 0), (30, 1)])
def test_too_few_days_for_a_backtest_are_refused_with_what_is_needed(days, folds):
    with pytest.raises(PanelError, match="needs"):
        origins_of(weekly_panel(days), folds=folds)


def test_a_model_needs_days_to_learn_from():
    with pytest.raises(PanelError, match="materialize more days"):
        train(weekly_panel(80), 79)


def test_a_fold_does_not_know_the_days_that_it_forecasts():
    panel = weekly_panel(130)
    later = panel.sales.copy()
    later[:, -14:] = 0.0
    [told] = backtest(panel, folds=1).folds
    [untold] = backtest(replace(panel, sales=later), folds=1).folds
    assert np.array_equal(told.forecast, untold.forecast)
    assert np.array_equal(told.naive, untold.naive)
    assert untold.actual.sum() == 0


def test_the_model_beats_the_baseline_where_weeks_repeat_with_noise():
    result = backtest(weekly_panel(180), folds=2)
    assert beats(result.model, result.baseline)
    assert len(fold_figures(result)) == 2
    assert folds_markdown(result).count("\n") == 4


def test_training_twice_gives_the_same_model():
    panel = weekly_panel(120)
    assert train(panel, 119).model_to_string() == train(panel, 119).model_to_string()


def test_scores_pool_the_errors_of_all_folds():
    result = Backtest((fold(np.array([[10.0, 0.0]])), fold(np.array([[0.0, -20.0]]))))
    assert result.model.wape == pytest.approx(30 / (110 + 100 + 100 + 80))
    assert result.model.mase == pytest.approx((5.0 + 10.0) / 2)
    assert result.baseline.wape == 0


@pytest.mark.parametrize(
    ("model", "baseline", "promoted"),
    [
        (Score(0.1, 0.8), Score(0.2, 1.0), True),
        (Score(0.1, 1.1), Score(0.2, 1.0), False),
        (Score(0.3, 0.8), Score(0.2, 1.0), False),
        (Score(0.2, 1.0), Score(0.2, 1.0), False),
        (Score(NAN, 0.8), Score(0.2, 1.0), False),
        (Score(0.1, 0.8), Score(0.2, NAN), False),
    ],
)
def test_only_a_model_that_beats_the_baseline_in_both_errors_is_promoted(model, baseline, promoted):
    assert beats(model, baseline) is promoted


def test_figures_leave_out_what_is_not_a_number():
    one = Backtest((fold(np.zeros((1, 3))),))
    assert "interval_coverage" not in figures(one)
    assert "fold_interval_coverage" not in fold_figures(one)[0]
    assert figures(one)["interval_coverage_nominal"] == 0.8
    two = Backtest((fold(np.zeros((1, 3))), fold(np.array([[0.0, 0.0, 9.0]]))))
    assert figures(two)["interval_coverage"] == pytest.approx(2 / 3)
    assert fold_figures(two)[1]["fold_interval_coverage"] == pytest.approx(2 / 3)


def test_a_version_is_judged_by_the_figures_that_are_kept_of_it():
    kept = {"wape": 0.1, "mase": 0.8, "baseline_wape": 0.2, "baseline_mase": 1.0}
    assert figures_beat(kept)
    assert not figures_beat({**kept, "mase": 1.1})
    assert not figures_beat({"wape": 0.1})


def forecaster(panel: Panel) -> Forecaster:
    widths = np.linspace(1.0, 2.0, HORIZON)
    return Forecaster(train(panel, panel.days - 1), panel.departments, Band(widths, widths))


def test_a_forecast_covers_every_department_and_day_ahead():
    panel = weekly_panel(120)
    rows = forecast(forecaster(panel), panel, model_version="3")
    assert rows.height == 3 * HORIZON
    assert rows["issued_on"].unique().to_list() == [panel.last_day]
    assert rows["forecast_date"].min() == panel.day(120)
    assert rows["model_version"].unique().to_list() == ["3"]
    assert (rows["lower_usd"] <= rows["forecast_usd"]).all()
    assert (rows["forecast_usd"] <= rows["upper_usd"]).all()


def test_a_forecaster_comes_back_from_the_metadata_that_is_kept_of_it():
    kept = forecaster(weekly_panel(120))
    restored = Forecaster.restored(kept.model, kept.metadata())
    assert restored.departments == kept.departments
    assert np.array_equal(restored.band.above, kept.band.above)
    with pytest.raises(PanelError, match="train it again"):
        Forecaster.restored(kept.model, {"departments": [], "below": [], "above": []})


def test_a_dormant_department_is_forecast_as_zero():
    panel = weekly_panel(160)
    panel.sales[2, 90:] = 0.0
    rows = forecast(forecaster(panel), panel, model_version="1")
    assert rows.filter(department="D2")["upper_usd"].sum() == 0


def test_a_department_that_the_model_never_saw_is_forecast_from_its_own_sales():
    known, panel = weekly_panel(120, levels=(1000.0, 50.0)), weekly_panel(120)
    rows = forecast(forecaster(known), panel, model_version="1")
    new = rows.filter(department="D2")
    assert new["forecast_usd"].mean() == pytest.approx(5.0, rel=0.5)
    assert (new["upper_usd"] > new["forecast_usd"]).all()


def test_a_forecast_from_too_few_days_is_refused():
    panel = weekly_panel(120)
    with pytest.raises(PanelError, match="more than 63 days"):
        forecast(forecaster(panel), panel.until(50), model_version="1")


def test_predictions_are_never_below_zero():
    panel = weekly_panel(120)
    panel.sales[:, 80:] *= np.linspace(1, 0.001, 40)
    rows = samples(panel, np.array([119]))
    assert (predict(train(panel, 119), rows.x, rows.level) >= 0).all()
