"""A run that is a process of this machine finds its project's mounts, or is told which it lacks."""

import json

import pytest

from onedata_assets.domain.security.launching import FOLDERS_TAG
from onedata_assets.domain.security.roles import Role
from tests.component.portal.served import ALPHA
from tests.component.portal.settled import settled
from tests.component.portal.world import launch


@pytest.fixture
def house(tmp_path):
    """The project alpha, with a mount of each kind."""
    here, gone = tmp_path / "here", tmp_path / "gone"
    here.mkdir()
    mounts = (
        f"datasets(pvc-share):/datasets,{here}(hostpath):{here},{gone}(hostpath):/gone,"
        "conf(configmap):/etc/conf,tls(secret):/etc/tls,2G(memory):/ram"
    )
    offered = {"host_roots": [str(tmp_path)], "secrets": ["tls"]}
    (tmp_path / "home/mounts/secrets/tls").mkdir(parents=True)
    settings = {"alpha": {"mounts": mounts}}
    with settled(tmp_path, settings, offered=offered, code="mounting.py") as made:
        yield made


@pytest.mark.row("F002")
def test_code_writes_where_its_project_mounts_as_it_does_on_kubernetes(house, tmp_path):
    run = launch(house.server, ALPHA[Role.DEV], "notes_job")
    house.daemon()
    assert house.server.finished(run) == "SUCCESS"
    volumes = tmp_path / "home/mounts/volumes"
    assert (volumes / "datasets/note.txt").read_text() == "/datasets/note.txt"
    own = volumes / "kubeflow-user-workspace/a_dev/note.txt"
    assert own.read_text() == "/mnt/a_dev/note.txt"


@pytest.mark.row("F002")
def test_a_run_is_told_in_both_languages_which_mounts_this_machine_does_not_have(house, tmp_path):
    run = launch(house.server, ALPHA[Role.DEV], "notes_job")
    folders = json.loads(house.server.instance.get_run_by_id(run).tags[FOLDERS_TAG])
    assert folders == {
        "/datasets": f"{tmp_path}/home/mounts/volumes/datasets",
        "/mnt/a_dev": f"{tmp_path}/home/mounts/volumes/kubeflow-user-workspace/a_dev",
        f"{tmp_path}/here": f"{tmp_path}/here",
        "/etc/tls": f"{tmp_path}/home/mounts/secrets/tls",
    }
    said = " ".join(str(entry.message) for entry in house.server.instance.all_logs(run))
    assert f"/gone (there is no folder {tmp_path}/gone)" in said
    assert "/etc/conf (there is no folder" in said
    assert "/ram（独立内存盘仅在 Kubernetes 上）" in said


def test_a_member_does_not_say_by_a_tag_where_mounts_are(house):
    sent = [{"key": FOLDERS_TAG, "value": '{"/datasets": "/etc"}'}]
    params = {"executionMetadata": {"tags": sent}}
    run = launch(house.server, ALPHA[Role.DEV], "notes_job", **params)
    assert '/etc"' not in house.server.instance.get_run_by_id(run).tags[FOLDERS_TAG]
