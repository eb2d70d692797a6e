"""The dagster.yaml and workspace.yaml files, read as Dagster reads them."""

import pytest
import yaml
from dagster._config import validate_config
from dagster._core.instance.config import dagster_instance_config
from dagster._core.instance.ref import InstanceRef
from dagster._core.workspace.config_schema import WORKSPACE_CONFIG_SCHEMA

from onedata_resources.settings import project_dir
from tests.unit.deploy.files import DEPLOY, declared_variables, env_references

FOLDERS = (project_dir(), DEPLOY / "dagster", DEPLOY / "kubernetes/base")
DEPLOYED = FOLDERS[1:]


def read(folder, name="dagster.yaml") -> dict:
    return yaml.safe_load((folder / name).read_text(encoding="utf-8"))


def name_of(folder) -> str:
    return str(folder.relative_to(project_dir()))


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_dagster_accepts_every_key(folder):
    config, _ = dagster_instance_config(str(folder))
    assert config


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_every_configured_class_accepts_its_settings(folder, monkeypatch):
    for name in declared_variables():
        monkeypatch.setenv(name, "5432")
    reference = InstanceRef.from_dir(str(folder))
    for part in ("run_launcher_data", "run_coordinator_data", "compute_logs_data"):
        data = getattr(reference, part)
        assert data is not None, part
        result = validate_config(configurable_type(data), yaml.safe_load(data.config_yaml))
        assert result.success, result.errors


def configurable_type(data):
    import importlib

    return getattr(importlib.import_module(data.module_name), data.class_name).config_type()


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_nothing_is_sent_home_and_old_records_are_purged(folder):
    config = read(folder)
    assert config["telemetry"] == {"enabled": False}
    assert config["nux"] == {"enabled": False}
    assert config["retention"]["schedule"]["purge_after_days"] > 0
    assert config["run_monitoring"]["enabled"] is True
    assert config["concurrency"]["pools"]["default_limit"] >= 1


@pytest.mark.parametrize("folder", DEPLOYED, ids=name_of)
def test_deployed_records_are_in_a_server_that_the_environment_alone_names(folder):
    storage = read(folder)["storage"]["custom"]
    assert storage["class"] == "ChosenStorage"
    assert storage["config"] == {"server_only": True}


def test_only_the_launcher_differs_between_compose_and_kubernetes():
    compose, kubernetes = (read(folder) for folder in DEPLOYED)
    assert compose.pop("run_launcher") != kubernetes.pop("run_launcher")
    assert compose == kubernetes


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_the_workspace_has_one_location_named_onedata(folder):
    config = read(folder, "workspace.yaml")
    result = validate_config(WORKSPACE_CONFIG_SCHEMA, config)
    assert result.success, result.errors
    [location] = config["load_from"]
    [settings] = location.values()
    assert settings["location_name"] == "onedata"


@pytest.mark.parametrize("folder", DEPLOYED, ids=name_of)
def test_every_variable_of_the_files_is_documented(folder):
    for name in ("dagster.yaml", "workspace.yaml"):
        assert set(env_references(read(folder, name))) <= declared_variables()
