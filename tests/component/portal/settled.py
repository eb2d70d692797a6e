"""Projects with settings, and a Dagster whose queue gives them to runs, for tests."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from dagster._core.launcher import DefaultRunLauncher
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import (
    QueuedRunCoordinatorDaemon,
)
from dagster._scheduler.scheduler import launch_scheduled_runs

from onedata_portal.gateway.dagster_ui.launches import Launches
from onedata_portal.project_settings import read_installation, stored_settings
from onedata_resources.store.database import open_store
from onedata_resources.store.projects import Projects
from tests.component.portal.served import Served, served

QUEUE = {
    "module": "onedata_portal.gateway.dagster_ui.coordinator",
    "class": "ProjectRunCoordinator",
}
NOW = datetime(2026, 11, 26, tzinfo=UTC)


@dataclass
class Settled:
    """The running server, and the projects whose settings its runs get."""

    server: Served
    projects: Projects

    def schedules(self, at: datetime) -> None:
        """Let the schedules that are on queue the runs of that time."""
        with self._process() as process:
            list(launch_scheduled_runs(process, logging.getLogger("schedules"), at, {}))

    def daemon(self) -> set[str]:
        """Do once what Dagster's daemon does with the queue; return the runs that left it.

        Those that are processes of this machine have ended.
        """
        instance = self.server.instance
        with self._process() as process:
            list(QueuedRunCoordinatorDaemon(interval_seconds=1).run_iteration(process))
            left = {run.run_id for run in instance.get_runs() if run.status.value != "QUEUED"}
            if isinstance(instance.run_launcher, DefaultRunLauncher):
                for run_id in left:
                    self.server.finished(run_id)
        return left

    @contextmanager
    def _process(self) -> Iterator[WorkspaceProcessContext]:
        target = self.server.process._workspace_load_target
        with WorkspaceProcessContext(self.server.instance, target) as process:
            yield process
        process._grpc_server_registry.wait_for_processes()


@contextmanager
def settled(
    folder: Path,
    settings: Mapping[str, Mapping[str, Any]],
    *,
    offered: Mapping[str, Any] | None = None,
    code: str = "two_projects.py",
    records: str = "",
    **config: Any,
) -> Iterator[Settled]:
    """Serve code of the projects with these settings; `offered` is INSTALLATION_FILE.

    `records` is STORE_URL, SQLite in the folder if it is not given.

    What else is named goes to dagster.yaml.
    """
    file, url = folder / "installation.yaml", records or f"sqlite:///{folder}/store.db"
    file.write_text(yaml.safe_dump(dict(offered or {}), sort_keys=False))
    quiet = {"telemetry": {"enabled": False}, "nux": {"enabled": False}}
    instance = yaml.safe_dump({**quiet, "run_coordinator": QUEUE, **config})
    store = open_store(url)
    projects = Projects(store)
    for name, one in settings.items():
        projects.add(name, now=NOW, settings=dict(one))
    launches = Launches(stored_settings(projects, read_installation(str(file))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORE_URL", url)
        patch.setenv("INSTALLATION_FILE", str(file))
        patch.setenv("ONEDATA_HOME", str(folder / "home"))
        patch.setenv("ONEDATA_DEFAULT_PROJECT", "common")
        with served(folder, code, config=instance, launches=launches) as server:
            yield Settled(server, projects)
    store.close()
