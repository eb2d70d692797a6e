"""The assets of the forecast against a real lake in a folder and a registry in memory."""

from dataclasses import replace
from pathlib import Path

import dagster as dg
import numpy as np
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


def passed(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    return {check.check_name: check.passed for check in result.get_asset_check_evaluations()}


@pytest.mark.row("F128", "F143", "F167", "S50", "S56", "S57")
def test_a_model_that_beats_the_baseline_forecasts_every_department(lake):
    models = FakeModels()
    result = materialize(lake, models)
    assert result.success
    assert set(passed(result).values()) == {True}
    assert len(passed(result)) == 3
    [trained] = result.asset_materializations_for_node("training__model__department_sales")
    told = {name: value.value for name, value in trained.metadata.items()}
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


def test_forecasting_again_overwrites_its_own_issue_and_keeps_the_others(lake):
    models = FakeModels()
    materialize(lake, models)
    first = lake.scan(FORECAST.path).collect()
    materialize(lake, models)
    again = lake.scan(FORECAST.path).collect()
    assert (
        again.sort(again.columns[:2])
        .drop("model_version")
        .equals(first.sort(first.columns[:2]).drop("model_version"))
    )
    lake.write(DEPARTMENT_DAY.path, rows_of(weekly_panel(167)))
    materialize(lake, models)
    assert lake.scan(FORECAST.path).collect()["issued_on"].n_unique() == 2


@pytest.mark.row("F141")
def test_a_model_that_loses_to_the_baseline_is_not_promoted_and_stops_the_run(lake):
    constant = weekly_panel(160)
    weeks = np.tile(constant.sales[:, :7], 23)[:, :160]  # last week repeated is exact
    lake.write(DEPARTMENT_DAY.path, rows_of(replace(constant, sales=weeks)))
    models = FakeModels()
    result = materialize(lake, models)
    assert passed(result)["model_beats_seasonal_naive"] is False
    assert models.aliases == {}
    assert not lake.exists(FORECAST.path)


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
