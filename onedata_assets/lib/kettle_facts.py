"""What the YAML of a Kettle project may say: facts that the files themselves lack.

Partitions are in `kettle_partitions.py`; what the files say is in `kettle_files.py`.
"""

from __future__ import annotations

from typing import Any, Literal, Self

import dagster as dg
from pydantic import Field, model_validator

from onedata_assets.lib.failures import HEALING
from onedata_assets.lib.kettle_partitions import KettlePartitions
from onedata_resources.clients.folders import Folders

FOLDER_SETTINGS = {
    "files": "RETAIL_FILES_DIR",
    "documents": "DOCUMENTS_DIR",
    "reports": "REPORTS_DIR",
}
"""The setting behind each folder of the installation, for messages."""

LogLevel = Literal["Nothing", "Error", "Minimal", "Basic", "Detailed", "Debug", "Rowlevel"]


class KettleRetries(dg.Model):
    """How often a step is tried again where waiting can heal, and after how many seconds."""

    count: int = 2
    delay: float = Field(default=2.0, description="Seconds; doubled with every retry.")

    @model_validator(mode="after")
    def _can_work(self) -> Self:
        if self.count < 0 or self.delay < 0:
            raise ValueError("`count` and `delay` of retries are 0 or more")
        return self

    def policy(self) -> dg.RetryPolicy:
        """Return Dagster's policy."""
        return dg.RetryPolicy(
            max_retries=self.count, delay=self.delay, backoff=dg.Backoff.EXPONENTIAL
        )


class KettleFacts(dg.Model):
    """Facts of one unit, or of all units of a project where they stand under `defaults`."""

    parameters: dict[str, str] = Field(
        default_factory=dict, description="Kettle parameters and their values."
    )
    folders: dict[str, Literal["files", "documents", "reports"]] = Field(
        default_factory=dict,
        description="Kettle parameters that are given a folder of the installation.",
    )
    files: dict[str, str] = Field(
        default_factory=dict,
        description="Part of the path of a file that is read, and the key of its asset.",
    )
    partitions: KettlePartitions | None = Field(
        default=None, description="What a run may cover; without it a run covers everything."
    )
    retries: KettleRetries | None = None
    pool: str = "kettle"
    priority: int | None = Field(
        default=None, description="Steps of a higher number start first (dagster/priority)."
    )
    log_level: LogLevel = "Basic"
    rejected_rows: int = Field(
        default=0, description="Rejected rows of a run that are not worth a warning."
    )
    group: str | None = Field(default=None, description="Asset group; ingestion where unsaid.")
    owners: list[str] = Field(default_factory=list)
    tags: dict[str, str] = Field(default_factory=dict)
    kinds: list[str] = Field(default_factory=list, description="Kinds beside those of the files.")

    def over(self, defaults: KettleFacts) -> KettleFacts:
        """Return the facts with what they leave open from `defaults`; mappings are united."""
        said = {name: self._united(name, defaults) for name in self.model_fields_set}
        return defaults.model_copy(update=said)

    def _united(self, name: str, defaults: KettleFacts) -> Any:  # noqa: ANN401 - any fact
        own, general = getattr(self, name), getattr(defaults, name)
        return {**general, **own} if isinstance(own, dict) else own

    @property
    def retry_policy(self) -> dg.RetryPolicy:
        """Return the policy of the step."""
        return self.retries.policy() if self.retries else HEALING

    def values(self, folders: Folders) -> dict[str, str]:
        """Return the parameters of every run: written ones, and folders as absolute paths."""
        found = {name: str(getattr(folders, folder)) for name, folder in self.folders.items()}
        return {**self.parameters, **found}

    @property
    def settings(self) -> dict[str, str]:
        """Return the setting behind each parameter that has one."""
        return {name: FOLDER_SETTINGS[folder] for name, folder in self.folders.items()}


def rendered(context: dg.ResolutionContext, value: Any) -> Any:  # noqa: ANN401 - YAML's values
    """Return the facts of a YAML with its templates filled: `{{ env.INPUT_DIR }}` is a text."""
    if isinstance(value, KettleFacts):
        return KettleFacts(**rendered(context, value.model_dump(exclude_unset=True)))
    if isinstance(value, dict):
        return {name: rendered(context, each) for name, each in value.items()}
    if isinstance(value, list):
        return [rendered(context, each) for each in value]
    if isinstance(value, str) and "{{" in value:
        return str(context.resolve_value(value))
    return value


class KettleRunConfig(dg.Config):
    """What one run may say: Kettle parameters that win over all others, and how much is logged."""

    parameters: dict[str, str] = Field(default_factory=dict)
    log_level: str = ""
