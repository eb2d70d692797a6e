import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from onedata_resources.clients.models import ModelRegistryClient
from onedata_resources.clients.models_errors import NoSuchModelError, registry_errors
from onedata_resources.clients.models_records import Dataset, TrainingRecord
from onedata_resources.errors import StorageFullError, UnavailableError

X = np.random.default_rng(1).uniform(size=(80, 2))


def record(name: str = "sales", fingerprint: str = "") -> TrainingRecord:
    import lightgbm

    data = lightgbm.Dataset(X, label=X[:, 0], feature_name=["a", "b"])
    model = lightgbm.train({"verbosity": -1, "num_threads": 1}, data, num_boost_round=3)
    return TrainingRecord(
        name=name,
        model=model,
        features=["a", "b"],
        example=X[:2],
        dataset=Dataset("dws/department_day", "/lake/dws/department_day", 7, "digest"),
        fingerprint=fingerprint,
        params={"num_boost_round": 3},
        metrics={"wape": 0.2},
        fold_metrics=[{"fold_wape": 0.1}, {"fold_wape": 0.3}],
        metadata={"departments": ["杂货", "B"]},
        note="| 起点 / origin |",
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One registry for the module: MLflow takes seconds to make its tables."""
    return tmp_path_factory.mktemp("mlflow")


@pytest.fixture
def registry(folder: Path) -> ModelRegistryClient:
    return ModelRegistryClient(f"sqlite:///{folder}/new/mlflow.db", str(folder / "artifacts"))


def test_a_promoted_version_comes_back_as_it_was_logged(registry):
    logged = record()
    registered = registry.log(logged)
    registry.promote(registered)
    loaded = registry.load("sales")
    assert loaded.registered == registered
    assert loaded.metadata["departments"] == ["杂货", "B"]
    assert np.array_equal(loaded.example, X[:2])
    assert np.array_equal(loaded.model.predict(X), logged.model.predict(X))
    assert registered.metrics["wape"] == 0.2
    assert registered.note == "| 起点 / origin |"


def test_opening_the_registry_leaves_the_environment_as_it_was(registry, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://another:5000")
    monkeypatch.delenv("MLFLOW_REGISTRY_URI", raising=False)
    with pytest.raises(NoSuchModelError):
        registry.latest("nothing of this name")
    assert os.environ["MLFLOW_TRACKING_URI"] == "http://another:5000"
    assert "MLFLOW_REGISTRY_URI" not in os.environ


def test_where_a_run_is_seen_tells_no_password(folder):
    client = ModelRegistryClient("postgresql://ada:hunter2@db/mlflow", str(folder))
    assert "hunter2" not in client.run_url("x")
    assert "ada:***@db/mlflow" in client.run_url("x")


@pytest.mark.row("F143", "F165")
def test_a_version_is_loaded_by_alias_only_once_it_is_promoted(registry):
    first = registry.log(record("aliases"))
    with pytest.raises(NoSuchModelError, match="champion"):
        registry.load("aliases")
    registry.promote(first)
    second = registry.log(record("aliases"))
    assert registry.aliased("aliases") == first
    assert registry.latest("aliases").version == second.version


def test_the_run_keeps_params_fold_metrics_signature_and_dataset(registry, folder):
    import mlflow

    registered = registry.log(record("kept"))
    run = mlflow.get_run(registered.run_id)
    assert run.data.params == {"num_boost_round": "3"}
    history = mlflow.MlflowClient().get_metric_history(registered.run_id, "fold_wape")
    assert [(entry.step, entry.value) for entry in history] == [(1, 0.1), (2, 0.3)]
    [trained_on] = run.inputs.dataset_inputs
    assert trained_on.dataset.name == "dws/department_day"
    assert trained_on.dataset.digest == "digest"
    source = json.loads(trained_on.dataset.source)
    assert (source["path"], source["delta_table_version"]) == ("/lake/dws/department_day", 7)
    signature = mlflow.models.get_model_info("models:/kept/1").signature
    assert signature is not None
    assert signature.inputs.input_names() == ["a", "b"]
    assert list((folder / "artifacts").rglob("model.lgb"))


def test_an_unknown_model_is_said_to_be_missing_in_both_languages(registry):
    with pytest.raises(NoSuchModelError, match="nothing") as failed:
        registry.latest("nothing")
    assert "请物化" in failed.value.zh
    assert registry.aliased("nothing") is None
    assert registry.unchanged("nothing", "a") is None


def test_only_the_newest_version_is_unchanged_and_only_while_its_files_are_there(registry, folder):
    registry.log(record("same", "a"))
    newest = registry.log(record("same", "b"))
    assert registry.unchanged("same", "b") == newest
    assert registry.unchanged("same", "a") is None
    assert registry.unchanged("same", "") is None
    shutil.rmtree(folder / "artifacts")
    assert registry.unchanged("same", "b") is None


def test_a_run_is_shown_by_a_command_where_the_store_is_a_file(registry):
    assert registry.run_url("x").startswith("mlflow ui --backend-store-uri sqlite:///")


def test_a_store_that_cannot_be_opened_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("no folder")
    away = ModelRegistryClient(f"sqlite:///{tmp_path}/file/mlflow.db", str(tmp_path))
    with pytest.raises(UnavailableError, match="MLFLOW_TRACKING_URI"):
        away.latest("sales")


def test_a_full_disk_is_told_as_such_and_registers_nothing(registry, monkeypatch):
    import lightgbm

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(lightgbm.Booster, "save_model", full)
    with pytest.raises(StorageFullError, match="room"):
        registry.log(replace(record(), name="full"))
    with pytest.raises(NoSuchModelError):
        registry.latest("full")


def test_errors_do_not_show_the_password_of_the_store():
    with (
        pytest.raises(UnavailableError) as failed,
        registry_errors("model x", "postgresql://me:secret@db/mlflow"),
    ):
        raise ConnectionError
    assert "secret" not in str(failed.value)
