"""What settings become: folders here, pods that Kubernetes takes, and tags that Dagster reads."""

import json

import dagster as dg
import kubernetes_validate
import pytest
import yaml
from dagster_k8s.container_context import K8sContainerContext
from dagster_k8s.job import (
    DagsterK8sJobConfig,
    construct_dagster_k8s_job,
    get_user_defined_k8s_config,
)
from dagster_k8s.launcher import K8sRunLauncher
from hypothesis import given
from kubernetes.client import ApiClient

from onedata_assets.domain.security.installation import Installation
from onedata_assets.domain.security.mounts import OPEN
from onedata_assets.domain.security.project_rendering import (
    Bind,
    LocalRoots,
    kubernetes_patch,
    local_binds,
    run_tags,
)
from onedata_assets.domain.security.project_settings import ProjectSettings
from onedata_assets.domain.security.quotas import parse_resources
from onedata_assets.domain.security.refusals import SettingError
from tests.unit.deploy.test_kubernetes import KUBERNETES_VERSION
from tests.unit.security.settings_texts import TYPED

KUBECONFIG = {
    "apiVersion": "v1",
    "kind": "Config",
    "current-context": "one",
    "clusters": [{"name": "one", "cluster": {"server": "http://127.0.0.1:1"}}],
    "users": [{"name": "one", "user": {}}],
    "contexts": [{"name": "one", "context": {"cluster": "one", "user": "one"}}],
}
INSTALLATION = Installation(mounts=OPEN)
ROOTS = LocalRoots("/home/volumes", "/home/configmaps", "/home/secrets")
MOUNTS = (
    "data(pvc-share):/data,data(pvc-share):/again,nfs(storage):/nfs,/opt/a(hostpath):/a,"
    "settings(configmap):/etc/settings,tls(secret):/etc/tls,2G(memory):/dev/shm,2G(memory):/ram"
)


def settings(**raw):
    return ProjectSettings.parse(raw, INSTALLATION)


def pod(patch):
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "one"},
        "spec": {
            "containers": [{"name": "one", "image": "one:1", **patch["container"]}],
            **patch["pod"],
        },
    }


@pytest.mark.row("F002")
def test_a_run_on_this_machine_sees_the_folders_of_the_project():
    binds = local_binds(settings(mounts=MOUNTS), user="alice", roots=ROOTS)
    assert binds == (
        Bind("/mnt/alice", "/home/volumes/kubeflow-user-workspace/alice"),
        Bind("/data", "/home/volumes/data"),
        Bind("/again", "/home/volumes/data"),
        Bind("/nfs", "/home/volumes/nfs"),
        Bind("/a", "/opt/a"),
        Bind("/etc/settings", "/home/configmaps/settings", read_only=True),
        Bind("/etc/tls", "/home/secrets/tls", read_only=True),
        Bind("/dev/shm", memory=2 * 1024**3),
        Bind("/ram", memory=2 * 1024**3),
    )


@pytest.mark.row("F002", "F003")
def test_the_pod_of_a_project_meets_the_official_schema():
    asked = parse_resources({"cpu": "1~4", "memory": "2G", "gpu": "2(V100);1(npu)"}, "asked")
    wanted = settings(mounts=MOUNTS, node_selector="cpu=true;zone=a,b", resource_group="public")
    patch = kubernetes_patch(wanted, user="alice", asked=asked)
    kubernetes_validate.validate(pod(patch), KUBERNETES_VERSION, strict=True)
    assert patch["pod"]["nodeSelector"] == {"cpu": "true", "org": "public", "gpu-type": "V100"}
    [term] = patch["pod"]["affinity"]["nodeAffinity"][
        "requiredDuringSchedulingIgnoredDuringExecution"
    ]["nodeSelectorTerms"]
    assert term["matchExpressions"] == [{"key": "zone", "operator": "In", "values": ["a", "b"]}]
    assert patch["container"]["resources"] == {
        "requests": {
            "cpu": "1",
            "memory": "2G",
            "nvidia.com/gpu": "2",
            "huawei.com/Ascend910": "1",
        },
        "limits": {"cpu": "4", "memory": "2G", "nvidia.com/gpu": "2", "huawei.com/Ascend910": "1"},
    }


def test_each_source_is_one_volume_and_each_person_has_their_own_folder():
    patch = kubernetes_patch(settings(mounts=MOUNTS), user="alice")
    names = [volume["name"] for volume in patch["pod"]["volumes"]]
    mounts = {mount["mountPath"]: mount for mount in patch["container"]["volumeMounts"]}
    assert len(names) == len(set(names)) == 8
    assert mounts["/data"]["name"] == mounts["/again"]["name"]
    assert mounts["/ram"]["name"] != mounts["/dev/shm"]["name"]
    assert mounts["/mnt/alice"]["subPath"] == "alice"
    assert "subPath" not in mounts["/data"]
    assert {mount["name"] for mount in mounts.values()} == set(names)


@pytest.mark.parametrize(
    "user", ["", ".", "..", "a/b", "a\\b", "a:b", "a\x00", "\ud800", "长" * 99]
)
def test_a_name_that_cannot_name_a_folder_is_refused(user):
    with pytest.raises(SettingError, match=r"cannot name a folder[\s\S]*不能作为目录名"):
        kubernetes_patch(settings(), user=user)


def test_two_mounts_that_meet_for_one_person_are_refused_for_that_person():
    wanted = settings(mounts="a(pvc):/mnt,b(pvc-share):/mnt/alice")
    with pytest.raises(SettingError, match="meet at /mnt/alice"):
        local_binds(wanted, user="alice", roots=ROOTS)
    assert local_binds(wanted, user="bob", roots=ROOTS)


@pytest.mark.parametrize("gpu", ["0.5", "1(V100);1(T4)"])
def test_cards_that_no_pod_can_have_are_refused(gpu):
    with pytest.raises(SettingError):
        kubernetes_patch(settings(), user="alice", asked=parse_resources({"gpu": gpu}, "asked"))


def test_no_cards_ask_for_nothing():
    patch = kubernetes_patch(settings(), user="alice", asked=parse_resources({"gpu": "0"}, "asked"))
    assert "resources" not in patch["container"]


@pytest.mark.row("F002", "F003")
def test_dagster_builds_the_projects_pod_from_the_tags_of_a_run():
    wanted = settings(
        mounts=MOUNTS, node_selector="zone=a,b", resource_group="public", priority="5"
    )
    asked = parse_resources({"cpu": "1"}, "asked")
    tags = run_tags(wanted, project="demo", user="alice", asked=asked)
    assert tags["onedata/project"] == "demo"
    assert tags["onedata/resource_group"] == "public"
    assert tags["dagster/priority"] == "5"
    assert "onedata/cluster" not in tags
    run = dg.DagsterRun("onedata", tags=tags)
    job = construct_dagster_k8s_job(
        DagsterK8sJobConfig("one:1", dagster_home="/home"),
        ["run"],
        "one",
        get_user_defined_k8s_config(run.tags),
    )
    job = ApiClient().sanitize_for_serialization(job)
    kubernetes_validate.validate(job, KUBERNETES_VERSION, strict=True)
    spec = job["spec"]["template"]["spec"]
    assert spec["nodeSelector"] == {"org": "public"}
    assert spec["affinity"]["nodeAffinity"]
    assert {mount["mountPath"] for mount in spec["containers"][0]["volumeMounts"]} >= {
        "/mnt/alice",
        "/data",
        "/dev/shm",
    }


def test_a_project_without_settings_tags_its_runs_with_its_name_and_the_workspace():
    tags = run_tags(ProjectSettings(), project="demo", user="alice")
    assert set(tags) == {"onedata/project", "dagster-k8s/config"}
    [mount] = json.loads(tags["dagster-k8s/config"])["container_config"]["volumeMounts"]
    assert mount["mountPath"] == "/mnt/alice"


@given(TYPED, TYPED)
def test_whatever_is_read_becomes_a_pod_of_the_official_schema(mounts, selector):
    try:
        wanted = settings(mounts=mounts, node_selector=selector)
    except SettingError:
        return
    patch = kubernetes_patch(wanted, user="alice")
    kubernetes_validate.validate(pod(patch), KUBERNETES_VERSION, strict=True)


def test_a_label_that_the_launcher_sets_too_is_the_projects_and_mounts_are_added(tmp_path):
    kubeconfig = tmp_path / "kubeconfig"
    kubeconfig.write_text(yaml.safe_dump(KUBECONFIG))
    launcher = K8sRunLauncher(
        service_account_name="one",
        instance_config_map="one",
        dagster_home="/home",
        load_incluster_config=False,
        kubeconfig_file=str(kubeconfig),
        run_k8s_config={
            "container_config": {"volume_mounts": [{"name": "home", "mount_path": "/home"}]},
            "pod_spec_config": {
                "node_selector": {"org": "launcher", "pool": "cpu"},
                "volumes": [{"name": "home", "empty_dir": {}}],
            },
        },
    )
    tags = run_tags(settings(resource_group="public"), project="demo", user="alice")
    merged = K8sContainerContext.create_for_run(
        dg.DagsterRun("onedata", tags=tags), launcher, include_run_tags=True
    ).run_k8s_config
    assert merged.pod_spec_config["node_selector"] == {"org": "public", "pool": "cpu"}
    paths = [mount["mount_path"] for mount in merged.container_config["volume_mounts"]]
    assert paths == ["/home", "/mnt/alice"]
