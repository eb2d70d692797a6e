"""A run that is a process of this machine finds its project's mounts, or is told which it lacks."""

import json
from datetime import UTC, datetime

import pytest
import yaml
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import (
    QueuedRunCoordinatorDaemon,
)

from onedata_assets.domain.security.launching import FOLDERS_TAG
from onedata_assets.domain.security.roles import Role
from onedata_portal.gateway.dagster_ui.launches import Launches
from onedata_portal.project_settings import read_installation, stored_settings
from onedata_resources.store.database import open_store
from onedata_resources.store.projects import Projects
from tests.component.portal.served import ALPHA, served
from tests.component.portal.world import launch

CONFIG = """
telemetry: {enabled: false}
nux: {enabled: false}
run_coordinator:
  module: onedata_portal.gateway.dagster_ui.coordinator
  class: ProjectRunCoordinator
"""
NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def house(tmp_path, monkeypatch):
    """The project alpha, with a mount of each kind."""
    here, gone = tmp_path / "here", tmp_path / "gone"
    here.mkdir()
    mounts = (
        f"datasets(pvc-share):/datasets,{here}(hostpath):{here},{gone}(hostpath):/gone,"
        "conf(configmap):/etc/conf,tls(secret):/etc/tls,2G(memory):/ram"
    )
    offered = {"host_roots": [str(tmp_path)], "secrets": ["tls"]}
    (tmp_path / "installation.yaml").write_text(yaml.safe_dump(offered))
    (tmp_path / "home/mounts/secrets/tls").mkdir(parents=True)
    given = {
        "STORE_URL": f"sqlite:///{tmp_path}/store.db",
        "INSTALLATION_FILE": str(tmp_path / "installation.yaml"),
        "ONEDATA_HOME": str(tmp_path / "home"),
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    store = open_store(given["STORE_URL"])
    projects = Projects(store)
    projects.add("alpha", now=NOW, settings={"mounts": mounts})
    launches = Launches(stored_settings(projects, read_installation(given["INSTALLATION_FILE"])))
    with served(tmp_path, "mounting.py", config=CONFIG, launches=launches) as server:
        yield server
    store.close()


@pytest.mark.row("F002")
def test_code_writes_where_its_project_mounts_as_it_does_on_kubernetes(house, tmp_path):
    run = launch(house, ALPHA[Role.DEV], "notes_job")
    with WorkspaceProcessContext(house.instance, house.process._workspace_load_target) as process:
        list(QueuedRunCoordinatorDaemon(interval_seconds=1).run_iteration(process))
        assert house.finished(run) == "SUCCESS"
    process._grpc_server_registry.wait_for_processes()
    volumes = tmp_path / "home/mounts/volumes"
    assert (volumes / "datasets/note.txt").read_text() == "/datasets/note.txt"
    own = volumes / "kubeflow-user-workspace/a_dev/note.txt"
    assert own.read_text() == "/mnt/a_dev/note.txt"


@pytest.mark.row("F002")
def test_a_run_is_told_in_both_languages_which_mounts_this_machine_does_not_have(house, tmp_path):
    run = launch(house, ALPHA[Role.DEV], "notes_job")
    folders = json.loads(house.instance.get_run_by_id(run).tags[FOLDERS_TAG])
    assert folders == {
        "/datasets": f"{tmp_path}/home/mounts/volumes/datasets",
        "/mnt/a_dev": f"{tmp_path}/home/mounts/volumes/kubeflow-user-workspace/a_dev",
        f"{tmp_path}/here": f"{tmp_path}/here",
        "/etc/tls": f"{tmp_path}/home/mounts/secrets/tls",
    }
    said = " ".join(str(entry.message) for entry in house.instance.all_logs(run))
    assert f"/gone (there is no folder {tmp_path}/gone)" in said
    assert "/etc/conf (there is no folder" in said
    assert "/ram（独立内存盘仅在 Kubernetes 上）" in said


def test_a_member_does_not_say_by_a_tag_where_mounts_are(house):
    sent = [{"key": FOLDERS_TAG, "value": '{"/datasets": "/etc"}'}]
    params = {"executionMetadata": {"tags": sent}}
    run = launch(house, ALPHA[Role.DEV], "notes_job", **params)
    assert '/etc"' not in house.instance.get_run_by_id(run).tags[FOLDERS_TAG]
