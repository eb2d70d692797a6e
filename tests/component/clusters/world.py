"""Two clusters and the two projects of the gateway's tests, each project on its own cluster."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from dagster import DagsterEvent, DagsterEventType

from onedata_resources.store.projects import Projects
from tests.component.clusters.api_server import ApiServer, api_server
from tests.component.portal.served import Served
from tests.component.portal.settled import QUEUE, Settled, settled

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
THREADED = {
    **QUEUE,
    "config": {"dequeue_use_threads": True, "dequeue_num_workers": 8, "max_concurrent_runs": -1},
}


@dataclass
class World:
    """The clusters `a` and `b`, and a gateway whose runs go there."""

    a: ApiServer
    b: ApiServer
    settled: Settled

    @property
    def two(self) -> Served:
        """The gateway with the two projects."""
        return self.settled.server

    @property
    def projects(self) -> Projects:
        """The records of the projects."""
        return self.settled.projects

    def daemon(self, at: datetime | None = None) -> None:
        """Do what Dagster's daemon does once: with schedules, at a time, and with the queue."""
        if at:
            self.settled.schedules(at)
        self.settled.daemon()

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


def clusters(a: ApiServer, b: ApiServer, folder: Path) -> dict[str, dict[str, Any]]:
    """Return those of INSTALLATION_FILE: a is the first, `down` does not answer, `lost` is none."""
    down = folder / "down.kubeconfig"
    down.write_text(a.kubeconfig.read_text().replace(f"127.0.0.1:{a.server_port}", "127.0.0.1:1"))
    return {
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


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Serve two clusters, and the two projects, of which alpha is on a and beta on b."""
    with (
        api_server("a", folder, "team-a") as a,
        api_server("b", folder, "team-b") as b,
        pytest.MonkeyPatch.context() as patch,
    ):
        # What the code location says of its pods, as the official chart lets it.
        patch.setenv("DAGSTER_CURRENT_IMAGE", "onedata:0.1.0")
        patch.setenv("DAGSTER_CONTAINER_CONTEXT", '{"k8s": {"namespace": "elsewhere"}}')
        settings = {
            "alpha": {"cluster": "a", "resource_group": "research"},
            "beta": {"cluster": "b"},
        }
        offered = {"clusters": clusters(a, b, folder)}
        config = {"run_coordinator": THREADED, "run_launcher": LAUNCHER}
        with settled(folder, settings, offered=offered, **config) as made:
            yield World(a, b, made)
