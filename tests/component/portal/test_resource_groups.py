"""A resource group takes no more runs at once than INSTALLATION_FILE says, on any launcher."""

from datetime import UTC, datetime

import pytest
import yaml
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import (
    QueuedRunCoordinatorDaemon,
)

from onedata_assets.domain.security.roles import Role
from onedata_portal.gateway.dagster_ui.launches import Launches
from onedata_portal.project_settings import read_installation, stored_settings
from onedata_resources.errors import BadInputError
from onedata_resources.store.database import open_store
from onedata_resources.store.projects import Projects
from tests.component.portal.served import ADMIN, ALPHA, BETA, served
from tests.component.portal.world import launch

QUEUE = {
    "module": "onedata_portal.gateway.dagster_ui.coordinator",
    "class": "ProjectRunCoordinator",
    "config": {"tag_concurrency_limits": [{"key": "dagster/backfill", "limit": 2}]},
}
CONFIG = {"telemetry": {"enabled": False}, "nux": {"enabled": False}, "run_coordinator": QUEUE}
GROUPS = {"resource_groups": {"small": {"runs": 1}, "closed": {"runs": 0}, "wide": None}}
NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def house(tmp_path, monkeypatch):
    """The projects alpha and beta, both of the group `small`."""
    file = tmp_path / "installation.yaml"
    file.write_text(yaml.safe_dump(GROUPS))
    url = f"sqlite:///{tmp_path}/store.db"
    store = open_store(url)
    projects = Projects(store)
    for name in ("alpha", "beta"):
        projects.add(name, now=NOW, settings={"resource_group": "small"})
    for name, value in (("STORE_URL", url), ("INSTALLATION_FILE", str(file))):
        monkeypatch.setenv(name, value)
    launches = Launches(stored_settings(projects, read_installation(str(file))))
    with served(tmp_path, config=yaml.safe_dump(CONFIG), launches=launches) as server:
        yield server, projects
    store.close()


def begun(server):
    """Let the daemon look once at the queue; return the runs that left it, on this machine."""
    target = server.process._workspace_load_target
    with WorkspaceProcessContext(server.instance, target) as process:
        list(QueuedRunCoordinatorDaemon(interval_seconds=1).run_iteration(process))
        left = [run.run_id for run in server.instance.get_runs() if run.status.value != "QUEUED"]
        for run_id in left:
            server.finished(run_id)
    process._grpc_server_registry.wait_for_processes()
    return set(left)


@pytest.mark.row("F003")
def test_runs_of_one_group_wait_for_each_other_whatever_their_project(house):
    server, _ = house
    first = launch(server, ALPHA[Role.DEV], "alpha_job")
    second = launch(server, BETA[Role.DEV], "beta_job")
    free = launch(server, ADMIN, "__ASSET_JOB", ["calendar"])
    assert begun(server) == {first, free}
    assert begun(server) == {first, free, second}


@pytest.mark.row("F003")
def test_a_project_that_moves_to_another_group_has_the_limit_of_that_one(house):
    server, projects = house
    projects.change("beta", settings={"resource_group": "wide"})
    projects.change("alpha", settings={"resource_group": "closed"})
    launch(server, ALPHA[Role.DEV], "alpha_job")
    second = launch(server, BETA[Role.DEV], "beta_job")
    assert begun(server) == {second}


def test_limits_of_groups_stand_beside_those_of_the_file(house):
    server, _ = house
    limits = server.instance.get_concurrency_config().run_queue_config.tag_concurrency_limits
    assert [one["key"] for one in limits] == ["dagster/backfill"] + ["onedata/resource_group"] * 2


def test_limits_of_tags_that_would_hide_those_of_groups_are_refused(house, tmp_path):
    hiding = {**CONFIG, "concurrency": {"runs": {"tag_concurrency_limits": []}}}
    with (
        served(tmp_path, config=yaml.safe_dump(hiding)) as server,
        pytest.raises(BadInputError, match="move it there"),
    ):
        server.instance.get_concurrency_config()
