"""The service's asset against a server and a registry in memory."""

import time
from pathlib import Path

import dagster as dg
import numpy as np
import pytest

from onedata_assets.defs.serving.department_sales import (
    department_sales_service,
    served_prediction_equals_offline,
)
from onedata_assets.domain.training.model import predict
from onedata_resources.errors import BadInputError, UnavailableError
from tests.component.serving.registry import registry_of_one_model
from tests.fakes import FakeModels, FakeTriton

NODE = "department_sales_service"


@pytest.fixture(scope="module")
def models() -> FakeModels:
    """A registry that holds one promoted model."""
    return registry_of_one_model()


def materialize(models: FakeModels, triton: FakeTriton) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        [department_sales_service, served_prediction_equals_offline],
        resources={"models": models, "triton": triton},
        raise_on_error=False,
    )


def served(models: FakeModels, folder: Path, *, factor: float = 1.0) -> FakeTriton:
    model = models.load("department_sales").model
    return FakeTriton(folder, answer=lambda x, level: predict(model, x, level) * factor)


@pytest.mark.row("F145")
def test_the_champion_is_published_and_answers_as_offline(models, tmp_path):
    result = materialize(models, served(models, tmp_path))
    [check] = result.get_asset_check_evaluations()
    assert check.passed
    [made] = result.asset_materializations_for_node(NODE)
    assert made.metadata["version"].value == "1"
    assert made.metadata["url"].value == "http://127.0.0.1:8000/v2/models/department_sales"
    assert np.isfinite(made.metadata["latency_p50_ms"].value)
    assert "lightgbm" in (tmp_path / "department_sales/1/model.py").read_text()


def test_a_service_that_answers_otherwise_fails_the_check(models, tmp_path):
    result = materialize(models, served(models, tmp_path, factor=1.0001))
    [check] = result.get_asset_check_evaluations()
    assert not check.passed


def test_without_a_server_nothing_is_materialized_and_nothing_is_checked(models, tmp_path, capsys):
    missing = BadInputError("libpython3.11.so.1.0 is missing", "缺少 libpython3.11.so.1.0")
    result = materialize(models, FakeTriton(tmp_path, missing=missing))
    assert result.success
    assert result.get_asset_materialization_events() == []
    assert result.get_asset_check_evaluations() == []
    told = capsys.readouterr().err
    assert "libpython3.11.so.1.0 is missing" in told
    assert "服务已跳过" in told


@pytest.mark.parametrize(
    ("error", "retried"),
    [(UnavailableError("no answer", "无应答"), True), (BadInputError("broken", "损坏"), False)],
)
def test_only_what_can_heal_is_tried_again(models, tmp_path, monkeypatch, error, retried):
    monkeypatch.setattr(time, "sleep", lambda _: None)
    result = materialize(models, FakeTriton(tmp_path, refuses=error))
    events = result.all_events
    assert any(each.is_step_up_for_retry for each in events) is retried
    [failed] = [each for each in events if each.is_step_failure]
    told = failed.step_failure_data.error_display_string
    assert error.en in told
    assert error.zh in told


def test_without_a_champion_the_service_fails(tmp_path):
    result = materialize(FakeModels(), FakeTriton(tmp_path))
    assert not result.success
