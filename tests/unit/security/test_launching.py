"""What a run of one project or of several inherits, and when a quota has no room for it."""

import json

import pytest

from onedata_assets.domain.security.installation import Installation
from onedata_assets.domain.security.launching import (
    ASKED_TAGS,
    Running,
    asked_by,
    check_quotas,
    inherited_tags,
    shared,
    without_given,
)
from onedata_assets.domain.security.mounts import OPEN
from onedata_assets.domain.security.project_rendering import CLUSTER_TAG, GROUP_TAG, KUBERNETES_TAG
from onedata_assets.domain.security.project_settings import ProjectSettings
from onedata_assets.domain.security.refusals import SettingError

OFFERED = Installation(mounts=OPEN)
GPU = {ASKED_TAGS["gpu"]: "1(V100)", ASKED_TAGS["cpu"]: "2"}


def settings(**raw):
    return ProjectSettings.parse(raw, OFFERED)


def tags_of(own=None, user="alice", **projects):
    return inherited_tags(projects, user=user, tags=own or {})


@pytest.mark.row("F002", "F003")
def test_a_run_of_several_projects_has_what_all_of_them_say_alike():
    both = "data(pvc-share):/data"
    one = settings(
        mounts=f"{both},a(pvc):/a", node_selector="cpu=true;zone=a", org="x", priority="5"
    )
    other = settings(mounts=both, node_selector="cpu=true;zone=b", org="y", priority="-3")
    joined = shared([one, other])
    assert joined.written() == {"mounts": both, "node_selector": "cpu=true", "priority": "-3"}
    assert shared([one]) == one
    assert shared([one, ProjectSettings()]) == ProjectSettings()


def test_a_project_that_sets_nothing_leaves_a_run_as_it_is():
    assert tags_of(alpha=ProjectSettings()) == {}
    assert tags_of(alpha=settings(priority="2")) == {"dagster/priority": "2"}


@pytest.mark.row("F003")
def test_a_place_is_given_without_mounting_anything_that_nobody_set():
    tags = tags_of(alpha=settings(org="research"))
    config = json.loads(tags[KUBERNETES_TAG])
    assert config["pod_spec_config"] == {"nodeSelector": {"org": "research"}}
    assert config["container_config"] == {}
    assert tags[GROUP_TAG] == "research"


def test_what_the_code_says_of_the_pod_stays_and_the_project_wins():
    own = json.dumps(
        {
            "container_config": {
                "env": [{"name": "A", "value": "1"}],
                "volume_mounts": [{"name": "x", "mount_path": "/data"}],
            },
            "pod_spec_config": {"node_selector": {"disk_kind": "ssd", "zone": "b"}},
            "job_spec_config": {"backoff_limit": 1},
        }
    )
    project = settings(mounts="data(pvc-share):/data,w(pvc):/mnt", node_selector="zone=a")
    once = tags_of({KUBERNETES_TAG: own}, alpha=project)
    config = json.loads(once[KUBERNETES_TAG])
    paths = [each["mountPath"] for each in config["container_config"]["volumeMounts"]]
    assert sorted(paths) == ["/data", "/mnt/alice"]
    assert config["container_config"]["env"] == [{"name": "A", "value": "1"}]
    assert config["pod_spec_config"]["nodeSelector"] == {"disk_kind": "ssd", "zone": "a"}
    assert config["job_spec_config"] == {"backoff_limit": 1}
    assert tags_of(once, alpha=project)[KUBERNETES_TAG] == once[KUBERNETES_TAG]


@pytest.mark.parametrize("own", ["{", "[]", "1"])
def test_a_tag_of_pods_that_cannot_be_read_is_refused_in_words(own):
    with pytest.raises(SettingError, match="no mapping in JSON"):
        tags_of({KUBERNETES_TAG: own}, alpha=settings(org="x"))


def test_a_run_that_nobody_launched_has_a_folder_that_is_nobodys():
    tags = tags_of(user="", alpha=settings(mounts="w(pvc):/mnt"))
    mounted = json.loads(tags[KUBERNETES_TAG])["container_config"]["volumeMounts"]
    assert [each["mountPath"] for each in mounted] == ["/mnt/+automation"]


def test_a_quota_refuses_what_goes_over_it_and_names_each():
    project = settings(quotas={"cpu": "4", "gpu": "2(V100)", "member": {"gpu": "1(V100)"}})
    asked = asked_by(GPU)
    hers = Running(frozenset({"alpha"}), "alice", asked)
    his = Running(frozenset({"alpha", "beta"}), "bob", asked)
    elsewhere = Running(frozenset({"beta"}), "alice", asked)
    quotas = {"alpha": project}
    check_quotas(quotas, user="alice", asked=asked, running=[his, elsewhere])
    with pytest.raises(SettingError) as hers_too:
        check_quotas(quotas, user="alice", asked=asked, running=[hers])
    assert "alice (alpha)" in hers_too.value.en
    with pytest.raises(SettingError) as full:
        check_quotas(quotas, user="carl", asked=asked, running=[hers, his])
    assert {fault.field for fault in full.value.faults} == {"cpu", "gpu"}
    assert "配额" in full.value.zh
    check_quotas(quotas, user="", asked=asked, running=[hers])


def test_a_run_of_two_projects_must_fit_both_quotas():
    quotas = {"alpha": settings(quotas={"cpu": "8"}), "beta": settings(quotas={"cpu": "1"})}
    with pytest.raises(SettingError, match="beta"):
        check_quotas(quotas, user="a", asked=asked_by(GPU), running=[])


def test_who_launches_does_not_say_by_a_tag_where_the_run_is_put():
    sent = {
        KUBERNETES_TAG: "{}",
        GROUP_TAG: "x",
        CLUSTER_TAG: "y",
        "onedata/project": "z",
        "a": "b",
    }
    assert without_given(sent) == {"a": "b"}
