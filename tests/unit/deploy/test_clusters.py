"""The manifests of several clusters: who reads which there are, and what each must have."""

import kubernetes_validate
import pytest
import yaml

from onedata_assets.domain.security.installation import Installation
from tests.unit.deploy.test_kubernetes import KUBERNETES_VERSION, RENDERED, named, rendered

READ_BY = {"onedata-portal", "onedata-daemon"}


@pytest.fixture(params=RENDERED)
def objects(request) -> list[dict]:
    return rendered(request.param)


@pytest.mark.row("F004")
def test_the_processes_that_launch_and_stop_runs_read_the_clusters_and_no_others(objects):
    for one in [one for one in objects if one["kind"] == "Deployment"]:
        spec = one["spec"]["template"]["spec"]
        env = {pair["name"]: pair for pair in spec["containers"][0].get("env", [])}
        mounts = {
            at["mountPath"]: at["name"] for at in spec["containers"][0].get("volumeMounts", [])
        }
        reads = one["metadata"]["name"] in READ_BY
        assert ("INSTALLATION_FILE" in env) is reads
        assert ("/etc/onedata/kubeconfigs" in mounts) is reads
        if reads:
            folder, _, file = env["INSTALLATION_FILE"]["value"].rpartition("/")
            [volume] = [of for of in spec["volumes"] if of["name"] == mounts[folder]]
            offered = named(objects, "ConfigMap", volume["configMap"]["name"])["data"]
            assert Installation.parse(yaml.safe_load(offered[file]) or {}) == Installation()


def test_the_example_in_the_file_is_one_that_is_taken(objects):
    text = named(objects, "ConfigMap", "onedata-installation")["data"]["installation.yaml"]
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    offered = Installation.parse(yaml.safe_load("\n".join(lines[lines.index("clusters:") :])))
    assert offered.clusters["gpu"].kubeconfig.startswith("/etc/onedata/kubeconfigs/")
    assert offered.group_runs == {"research": 2}


@pytest.mark.row("F004")
def test_a_further_cluster_gets_what_runs_name_and_no_process_of_the_platform():
    there = rendered("overlays/cluster")
    for one in there:
        kubernetes_validate.validate(one, KUBERNETES_VERSION, strict=True)
    assert not {one["kind"] for one in there} & {"Deployment", "Service", "PodDisruptionBudget"}
    names = {(one["kind"], one["metadata"]["name"]) for one in there}
    instance = named(there, "ConfigMap", "onedata-instance")["data"]["dagster.yaml"]
    launcher = yaml.safe_load(instance)["run_launcher"]["config"]
    wanted = {
        ("Namespace", launcher["job_namespace"]),
        ("ServiceAccount", launcher["service_account_name"]),
        ("ConfigMap", launcher["instance_config_map"]),
        *(("ConfigMap", name) for name in launcher["env_config_maps"]),
        *(
            ("PersistentVolumeClaim", one["persistentVolumeClaim"]["claimName"])
            for one in launcher["volumes"]
            if "persistentVolumeClaim" in one
        ),
    }
    assert wanted <= names


def test_a_further_cluster_asks_no_service_that_stands_in_the_first_one():
    environment = named(rendered("overlays/cluster"), "ConfigMap", "onedata-environment")["data"]
    assert [value for value in environment.values() if value.startswith("http://onedata-")] == []
