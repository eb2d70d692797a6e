"""The assets of the forecast against a real lake in a folder and a registry in memory."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import dagster as dg
import numpy as np
import polars as pl
import pytest

from onedata_assets.defs.training.department_sales import (
    department_sales_model,
    model_beats_seasonal_naive,
)
from onedata_assets.defs.training.forecast import (
    FORECAST,
    department_sales_forecast,
    forecast_bounds_are_ordered_and_not_negative,
    forecast_covers_every_department_and_day,
)
from onedata_assets.defs.training.inputs import DEPARTMENT_DAY, MODEL
from onedata_assets.domain.training import recipe
from onedata_resources.clients.lake import LakeClient
from tests.fakes import FakeModels
from tests.unit.training.panels import rows_of, weekly_panel

ALL = [
    department_sales_model,
    model_beats_seasonal_naive,
    department_sales_forecast,
    forecast_covers_every_department_and_day,
    forecast_bounds_are_ordered_and_not_negative,
]
FOLDS = dg.RunConfig({"training__model__department_sales": {"config": {"folds": 2}}})


@pytest.fixture
def lake(tmp_path: Path) -> LakeClient:
    lake = LakeClient(str(tmp_path / "lake"))
    lake.write(DEPARTMENT_DAY.path, rows_of(weekly_panel(160)))
    return lake


def materialize(lake: LakeClient, models: FakeModels, config: dg.RunConfig = FOLDS):
    resources = {"lake": lake, "models": models}
    return dg.materialize(ALL, resources=resources, run_config=config, raise_on_error=False)


def metadata(result: dg.ExecuteInProcessResult) -> dict[str, object]:
    [made] = result.asset_materializations_for_node("training__model__department_sales")
    return {name: value.value for name, value in made.metadata.items()}


def passed(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    return {check.check_name: check.passed for check in result.get_asset_check_evaluations()}


@pytest.mark.row("F128", "F143", "F167", "S50", "S56", "S57")
def test_a_model_that_beats_the_baseline_forecasts_every_department(lake):
    models = FakeModels()
    result = materialize(lake, models)
    assert result.success
    assert set(passed(result).values()) == {True}
    assert len(passed(result)) == 3
    told = metadata(result)
    assert told["promoted"] is True
    assert told["wape"] < told["baseline_wape"]
    assert "基线 / baseline" in told["folds"]
    assert told["last_day"] == "2017-06-08"  # the newest day may still be filling
    forecasts = lake.scan(FORECAST.path).collect()
    assert forecasts.height == 3 * 14
    [written] = result.asset_materializations_for_node("department_sales_forecast")
    columns = written.metadata["dagster/column_schema"].value.columns
    assert [column.name for column in columns] == forecasts.columns
    assert models.logged[0].dataset.name == "dws/department_day"
    assert models.logged[0].dataset.version == 0
    assert told["interval_coverage_nominal"] == 0.8
    assert 0.5 < told["interval_coverage"] <= 1.0


def test_forecasting_again_overwrites_its_own_issue_and_keeps_the_others(lake):
    models = FakeModels()
    materialize(lake, models)
    first = lake.scan(FORECAST.path).collect()
    materialize(lake, models)
    again = lake.scan(FORECAST.path).collect()
    assert again.sort(again.columns[:2]).equals(first.sort(first.columns[:2]))
    lake.write(DEPARTMENT_DAY.path, rows_of(weekly_panel(167)))
    materialize(lake, models)
    assert lake.scan(FORECAST.path).collect()["issued_on"].n_unique() == 2


def test_training_again_on_the_same_data_registers_no_version_and_tells_the_same(lake):
    models = FakeModels()
    first, second = (metadata(materialize(lake, models)) for _ in range(2))
    assert len(models.logged) == 1
    assert first.pop("reused") is False
    assert second.pop("reused") is True
    assert second == first
    lake.write(DEPARTMENT_DAY.path, rows_of(weekly_panel(160)))  # the same rows in a new version
    assert metadata(materialize(lake, models))["department_day_version"] == 1
    assert len(models.logged) == 1


def test_other_data_parameters_or_code_register_a_version(lake, monkeypatch):
    models = FakeModels()
    materialize(lake, models)
    lake.write(DEPARTMENT_DAY.path, rows_of(weekly_panel(161)))
    materialize(lake, models)
    one_fold = {"training__model__department_sales": {"config": {"folds": 1}}}
    materialize(lake, models, dg.RunConfig(one_fold))
    monkeypatch.setattr(recipe, "code_digest", lambda: "of other code")
    materialize(lake, models, dg.RunConfig(one_fold))
    assert len({record.fingerprint for record in models.logged}) == 4


def test_a_version_that_was_not_promoted_before_the_run_was_killed_is_promoted_by_the_next(lake):
    models = FakeModels()
    materialize(lake, models)
    models.aliases.clear()
    assert materialize(lake, models).success
    assert models.aliases == {"champion": "1"}
    assert len(models.logged) == 1


def losing(days: int) -> pl.DataFrame:
    """Return sales that repeat their weeks exactly, so that no model beats last week's."""
    constant = weekly_panel(days)
    weeks = np.tile(constant.sales[:, :7], days // 7 + 1)[:, :days]
    return rows_of(replace(constant, sales=weeks))


@pytest.mark.row("F141")
def test_without_a_champion_a_model_that_loses_to_the_baseline_stops_the_run(lake):
    lake.write(DEPARTMENT_DAY.path, losing(160))
    models = FakeModels()
    result = materialize(lake, models)
    assert passed(result) == {"model_beats_seasonal_naive": False}
    [check] = result.get_asset_check_evaluations()
    assert check.severity is dg.AssetCheckSeverity.ERROR
    assert not result.success
    assert models.aliases == {}
    assert not lake.exists(FORECAST.path)


def test_a_model_that_loses_warns_while_the_champion_forecasts_the_newest_days(lake):
    models = FakeModels()
    materialize(lake, models)
    lake.write(DEPARTMENT_DAY.path, losing(167))
    result = materialize(lake, models)
    assert result.success
    [check] = [
        evaluation
        for evaluation in result.get_asset_check_evaluations()
        if evaluation.check_name == "model_beats_seasonal_naive"
    ]
    assert not check.passed
    assert check.severity is dg.AssetCheckSeverity.WARN
    assert (check.metadata["version"].value, check.metadata["champion_version"].value) == ("2", "1")
    assert models.aliases == {"champion": "1"}
    newest = lake.scan(FORECAST.path).filter(issued_on=date(2017, 6, 15)).collect()
    assert newest.height == 3 * 14
    assert newest["model_version"].unique().to_list() == ["1"]


@pytest.mark.parametrize("days", [30, 100])
def test_too_few_days_fail_with_what_to_do_and_no_retry(lake, days):
    lake.write(DEPARTMENT_DAY.path, rows_of(weekly_panel(days)))
    result = materialize(lake, FakeModels())
    assert not result.success
    failure = result.failure_data_for_node("training__model__department_sales")
    assert failure is not None
    assert failure.user_failure_data is not None
    assert "materialize more days" in str(failure.user_failure_data.description)
    assert "请物化更多天" in str(failure.user_failure_data.description)


def test_a_missing_table_fails_with_its_name(tmp_path):
    result = materialize(LakeClient(str(tmp_path / "empty")), FakeModels())
    failure = result.failure_data_for_node("training__model__department_sales")
    assert failure is not None
    assert failure.user_failure_data is not None
    assert "dws/department_day" in str(failure.user_failure_data.description)


def test_no_champion_fails_the_forecast_and_leaves_the_table(lake):
    resources = {"lake": lake, "models": FakeModels()}
    result = dg.materialize([department_sales_forecast], resources=resources, raise_on_error=False)
    assert not result.success
    assert not lake.exists(FORECAST.path)


def test_the_model_is_read_from_the_address_that_its_asset_has():
    assert MODEL.path == ["training", "model", "department_sales"]
