"""Two clusters and the two projects of the gateway's tests, each project on its own cluster."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from dagster import DagsterEvent, DagsterEventType
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import (
    QueuedRunCoordinatorDaemon,
)
from dagster._scheduler.scheduler import launch_scheduled_runs

from onedata_portal.gateway.dagster_ui.launches import Launches
from onedata_portal.project_settings import read_installation, stored_settings
from onedata_resources.store.database import open_store
from onedata_resources.store.projects import Projects
from tests.component.clusters.api_server import ApiServer, api_server
from tests.component.portal.served import Served, served

NOW = datetime(2026, 11, 26, tzinfo=UTC)
LAUNCHER = {
    "module": "onedata_portal.gateway.dagster_ui.cluster_launcher",
    "class": "ClusterRunLauncher",
    "config": {
        "service_account_name": "runs",
        "instance_config_map": "onedata-instance",
        "dagster_home": "/opt/dagster/home",
        "job_image": "unused",
        "job_namespace": "common",
        "run_k8s_config": {"pod_spec_config": {"termination_grace_period_seconds": 7}},
        "fail_pod_on_run_failure": True,
    },
}
QUEUE = {
    "module": "onedata_portal.gateway.dagster_ui.coordinator",
    "class": "ProjectRunCoordinator",
    "config": {"dequeue_use_threads": True, "dequeue_num_workers": 8, "max_concurrent_runs": -1},
}
CONFIG = {
    "telemetry": {"enabled": False},
    "nux": {"enabled": False},
    "run_coordinator": QUEUE,
    "run_launcher": LAUNCHER,
}


@dataclass
class World:
    """The clusters `a` and `b`, and a gateway whose runs go there."""

    a: ApiServer
    b: ApiServer
    two: Served
    projects: Projects

    def daemon(self, at: datetime | None = None) -> None:
        """Do what Dagster's daemon does once: with schedules, at a time, and with the queue."""
        target = self.two.process._workspace_load_target
        with WorkspaceProcessContext(self.two.instance, target) as process:
            if at:
                list(launch_scheduled_runs(process, logging.getLogger("schedules"), at, {}))
            list(QueuedRunCoordinatorDaemon(interval_seconds=1).run_iteration(process))
        process._grpc_server_registry.wait_for_processes()

    def started(self, run_id: str) -> str:
        """Say that the run's pod began to work; return the run."""
        run = self.two.instance.get_run_by_id(run_id)
        assert run
        event = DagsterEvent(DagsterEventType.RUN_START.value, job_name=run.job_name)
        self.two.instance.report_dagster_event(event, run_id=run_id)
        return run_id

    def told(self, run_id: str) -> str:
        """Return all that is logged about a run."""
        return json.dumps(
            [str(entry.message) for entry in self.two.instance.all_logs(run_id)],
            ensure_ascii=False,
        )


def installation(a: ApiServer, b: ApiServer, folder: Path) -> Path:
    """Write INSTALLATION_FILE: a is the first, `down` does not answer, `lost` has no file."""
    down = folder / "down.kubeconfig"
    down.write_text(a.kubeconfig.read_text().replace(f"127.0.0.1:{a.server_port}", "127.0.0.1:1"))
    clusters = {
        "a": {"kubeconfig": str(a.kubeconfig), "context": "it", "namespace": a.namespace},
        "b": {
            "kubeconfig": str(b.kubeconfig),
            "context": "it",
            "namespace": b.namespace,
            "run_launcher": {
                "service_account_name": "runs-of-b",
                "job_image": "mirror/onedata:2",
                "run_k8s_config": {"pod_spec_config": {"priority_class_name": "low"}},
            },
        },
        "down": {"kubeconfig": str(down), "context": "it"},
        "lost": {"kubeconfig": str(folder / "lost.kubeconfig")},
    }
    file = folder / "installation.yaml"
    file.write_text(yaml.safe_dump({"clusters": clusters}, sort_keys=False))
    return file


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Serve two clusters, and the two projects, of which alpha is on a and beta on b."""
    with (
        api_server("a", folder, "team-a") as a,
        api_server("b", folder, "team-b") as b,
        pytest.MonkeyPatch.context() as patch,
    ):
        file = installation(a, b, folder)
        url = f"sqlite:///{folder}/store.db"
        store = open_store(url)
        projects = Projects(store)
        projects.add("alpha", now=NOW, settings={"cluster": "a", "resource_group": "research"})
        projects.add("beta", now=NOW, settings={"cluster": "b"})
        patch.setenv("STORE_URL", url)
        # What the code location says of its pods, as the official chart lets it.
        patch.setenv("DAGSTER_CURRENT_IMAGE", "onedata:0.1.0")
        patch.setenv("DAGSTER_CONTAINER_CONTEXT", '{"k8s": {"namespace": "elsewhere"}}')
        patch.setenv("INSTALLATION_FILE", str(file))
        patch.setenv("ONEDATA_DEFAULT_PROJECT", "common")
        launches = Launches(stored_settings(projects, read_installation(str(file))))
        with served(folder, config=yaml.safe_dump(CONFIG), launches=launches) as server:
            yield World(a, b, server, projects)
        store.close()
