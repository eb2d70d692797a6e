"""The Job that the configured run launcher would create, built by dagster-k8s itself."""

import dagster as dg
import kubernetes_validate
import pytest
import yaml
from dagster._serdes import ConfigurableClassData
from dagster_k8s.container_context import K8sContainerContext
from dagster_k8s.job import construct_dagster_k8s_job
from dagster_k8s.launcher import K8sRunLauncher
from kubernetes.client import ApiClient

from onedata_portal.gateway.dagster_ui.cluster_launcher import ClusterRunLauncher
from tests.unit.deploy.files import DEPLOY, documents, load
from tests.unit.deploy.test_kubernetes import KUBERNETES_VERSION


def job_of(launcher: K8sRunLauncher) -> dict:
    context = K8sContainerContext.create_for_run(
        dg.DagsterRun("onedata"), launcher, include_run_tags=False
    )
    built = construct_dagster_k8s_job(
        job_config=context.get_k8s_job_config("onedata:0.1.0", launcher),
        args=["dagster", "api", "execute_run", "{}"],
        job_name="run-1",
        pod_name="run-1",
        component="run_worker",
        user_defined_k8s_config=context.run_k8s_config,
    )
    return ApiClient().sanitize_for_serialization(built)


@pytest.fixture
def job() -> dict:
    configured = load("kubernetes/base/dagster.yaml")["run_launcher"]
    return job_of(launcher_of(configured))


def launcher_of(configured: dict) -> K8sRunLauncher:
    text = yaml.safe_dump(configured["config"])
    data = ConfigurableClassData(configured["module"], configured["class"], text)
    return data.rehydrate(ClusterRunLauncher)


def test_the_run_job_meets_the_official_schema(job):
    kubernetes_validate.validate(job, KUBERNETES_VERSION, strict=True)


def test_the_run_pod_meets_the_restricted_pod_security_standard(job):
    spec = job["spec"]["template"]["spec"]
    [container] = spec["containers"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"]["allowPrivilegeEscalation"] is False
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_the_run_pod_has_the_settings_the_secrets_and_the_home(job):
    [container] = job["spec"]["template"]["spec"]["containers"]
    sources = [next(iter(one.values()))["name"] for one in container["envFrom"]]
    assert sources == ["onedata-environment", "onedata-secrets"]
    assert "/var/lib/onedata" in [mount["mountPath"] for mount in container["volumeMounts"]]


@pytest.mark.parametrize(
    "policy", ["onedata-carte", "onedata-code", "onedata-mlflow", "onedata-triton"]
)
def test_network_policies_admit_the_run_pod(job, policy):
    label = job["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/component"]
    text = (DEPLOY / "kubernetes/base/network.yaml").read_text(encoding="utf-8")
    [found] = [one for one in documents(text) if one["metadata"]["name"] == policy]
    [source] = found["spec"]["ingress"][0]["from"]
    assert label in source["podSelector"]["matchExpressions"][0]["values"]
