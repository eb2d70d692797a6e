"""Where Dagster keeps its files on one machine: under ONEDATA_HOME, whoever starts it from where.

Dagster's own classes need a folder in `dagster.yaml`, which knows no default for a variable that is
not set; these take ONEDATA_HOME's. Runs and events are in `dagster_storage.py`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dagster import Field, Float, StringSource
from dagster._config.config_schema import UserConfigSchema
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._core.storage.root import LocalArtifactStorage
from dagster._serdes import ConfigurableClassData

from onedata_resources.settings import home_dir

OPTIONAL_BASE_DIR = {"base_dir": Field(StringSource, is_required=False)}


def dagster_dir() -> Path:
    """Return the folder of Dagster's files under ONEDATA_HOME."""
    return home_dir() / "dagster"


class HomeArtifactStorage(LocalArtifactStorage):
    """Dagster's artifacts, under `<ONEDATA_HOME>/dagster` where no folder is configured."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """Take a folder, or none."""
        return OPTIONAL_BASE_DIR

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "HomeArtifactStorage":
        """Return the storage that `dagster.yaml` configures."""
        return cls(config_value.get("base_dir") or str(dagster_dir()), inst_data)


class HomeComputeLogs(LocalComputeLogManager):
    """What steps print; under `<ONEDATA_HOME>/dagster/compute_logs` without a configured folder."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """Take a folder and how often a reader looks for new lines, or neither."""
        return {**OPTIONAL_BASE_DIR, "polling_timeout": Field(Float, is_required=False)}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "HomeComputeLogs":
        """Return the logs that `dagster.yaml` configures."""
        base_dir = config_value.get("base_dir") or str(dagster_dir() / "compute_logs")
        return cls(base_dir, config_value.get("polling_timeout"), inst_data)
