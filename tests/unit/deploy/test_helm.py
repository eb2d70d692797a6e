"""The values for the official Dagster chart.

The chart's own schema is not in any package registry, so the keys that the chart reads are listed
here, and what it copies into pods is checked inside a pod by the official Kubernetes schemas.
"""

import re

import kubernetes_validate
import pytest
from dagster._config import validate_config
from dagster._core.instance.config import dagster_instance_config_schema

from onedata_resources.settings import project_dir
from tests.unit.deploy.files import DEPLOY, declared_variables, load
from tests.unit.deploy.test_kubernetes import KUBERNETES_VERSION

POD = {"podSecurityContext", "securityContext", "resources", "volumes", "volumeMounts", "env"}
PROBES = {"livenessProbe", "readinessProbe", "startupProbe"}
ON_EVERY_PROCESS = POD | PROBES | {"image", "envConfigMaps", "envSecrets", "nodeSelector"}
ON_EVERY_PROCESS |= {"affinity", "tolerations", "annotations", "labels", "schedulerName"}
CHART = {
    "": {
        *("global", "generatePostgresqlPasswordSecret", "dagsterWebserver", "ingress"),
        *("dagster-user-deployments", "postgresql", "runLauncher", "computeLogManager"),
        *("concurrency", "dagsterDaemon", "retention", "telemetry", "rabbitmq", "redis"),
        *("flower", "imagePullSecrets", "pythonLogs", "serviceAccount", "migrate", "scheduler"),
    },
    "dagsterWebserver": ON_EVERY_PROCESS
    | {"replicaCount", "service", "workspace", "enableReadOnly", "pathPrefix", "logLevel"},
    "dagsterDaemon": ON_EVERY_PROCESS
    | {"enabled", "runCoordinator", "heartbeatTolerance", "runMonitoring", "runRetries"}
    | {"sensors", "schedules"},
    "postgresql": {
        *("enabled", "image", "postgresqlHost", "postgresqlUsername", "postgresqlPassword"),
        *("postgresqlDatabase", "postgresqlParams", "postgresqlScheme", "service"),
    },
    "concurrency": {"enabled", "pools", "runs"},
    "retention": {"enabled", "sensor", "schedule", "autoMaterialize"},
}
USER_DEPLOYMENT = ON_EVERY_PROCESS | {"name", "port", "dagsterApiGrpcArgs", "codeServerArgs"}
USER_DEPLOYMENT |= {"includeConfigInLaunchedRuns"}
LAUNCHER = {
    *("image", "imagePullPolicy", "jobNamespace", "loadInclusterConfig", "kubeconfigFile"),
    *("envConfigMaps", "envSecrets", "envVars", "volumeMounts", "volumes", "labels", "resources"),
    *("failPodOnRunFailure", "schedulerName", "securityContext", "runK8sConfig"),
}


@pytest.fixture
def values() -> dict:
    return load("helm/values.yaml")


def processes(values: dict) -> dict[str, dict]:
    [code] = values["dagster-user-deployments"]["deployments"]
    return {"web": values["dagsterWebserver"], "daemon": values["dagsterDaemon"], "code": code}


def as_pod(process: dict) -> dict:
    container = {key: process[key] for key in POD & process.keys() if key in CONTAINER_KEYS}
    image = "{repository}:{tag}".format(**process["image"])
    sources = [{"secretRef": one} for one in process.get("envSecrets", [])]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "one"},
        "spec": {
            "securityContext": process["podSecurityContext"],
            "volumes": process["volumes"],
            "containers": [{"name": "one", "image": image, "envFrom": sources, **container}],
        },
    }


CONTAINER_KEYS = {"securityContext", "resources", "volumeMounts", "env"}


def snake(node: object) -> object:
    """Return the values with the names that the chart gives them in dagster.yaml."""
    if isinstance(node, dict):
        return {
            key
            if key in ("applyLimitPerUniqueValue", "key", "value")
            else re.sub(r"([A-Z])", r"_\1", key).lower(): snake(one)
            for key, one in node.items()
        }
    return [snake(one) for one in node] if isinstance(node, list) else node


@pytest.mark.parametrize("section", CHART)
def test_every_key_is_one_that_the_chart_reads(values, section):
    given = values[section] if section else values
    assert given.keys() <= CHART[section]


def test_the_code_location_and_the_launcher_use_keys_of_the_chart(values):
    assert processes(values)["code"].keys() <= USER_DEPLOYMENT
    assert values["runLauncher"]["config"]["k8sRunLauncher"].keys() <= LAUNCHER


@pytest.mark.parametrize("process", ["web", "daemon", "code"])
def test_what_goes_into_pods_meets_the_official_schema(values, process):
    kubernetes_validate.validate(
        as_pod(processes(values)[process]), KUBERNETES_VERSION, strict=True
    )


def test_the_run_pod_settings_meet_the_official_schema(values):
    run = values["runLauncher"]["config"]["k8sRunLauncher"]["runK8sConfig"]
    container = {"name": "run", "image": "onedata:0.1.0", **run["containerConfig"]}
    pod = {"restartPolicy": "Never", "containers": [container], **run["podSpecConfig"]}
    job = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "run"},
        "spec": {"template": {"spec": pod}, **run["jobSpecConfig"]},
    }
    kubernetes_validate.validate(job, KUBERNETES_VERSION, strict=True)


def test_the_instance_settings_are_ones_that_dagster_accepts(values):
    """Under their names in dagster.yaml, as the chart's templates write them."""
    config = {
        "concurrency": snake({k: v for k, v in values["concurrency"].items() if k != "enabled"}),
        "run_monitoring": snake(values["dagsterDaemon"]["runMonitoring"]),
        "run_retries": snake(values["dagsterDaemon"]["runRetries"]),
        "sensors": snake(values["dagsterDaemon"]["sensors"]),
        "schedules": snake(values["dagsterDaemon"]["schedules"]),
        "retention": snake({k: v for k, v in values["retention"].items() if k != "enabled"}),
        "telemetry": values["telemetry"],
        "compute_logs": values["computeLogManager"]["config"]["customComputeLogManager"],
    }
    result = validate_config(dagster_instance_config_schema(), config)
    assert result.success, result.errors


def test_the_chart_has_the_version_of_dagster():
    text = (DEPLOY / "helm/values.yaml").read_text(encoding="utf-8")
    [chart] = re.findall(r"--version (\S+)", text)
    constraints = (project_dir() / "constraints.txt").read_text().splitlines()
    assert f"dagster=={chart}" in constraints


def test_passwords_come_from_secrets_and_variables_are_documented(values):
    assert values["generatePostgresqlPasswordSecret"] is False
    assert "postgresqlPassword" not in values["postgresql"]
    names = {one["name"] for one in processes(values)["code"]["env"]}
    assert names - {"HOME"} <= declared_variables()
    assert "KETTLE_PASSWORD" not in names


def test_nobody_reaches_dagsters_own_web_server_past_the_portal(values):
    assert values["dagsterWebserver"]["replicaCount"] == 0
    assert "ingress" not in values


def test_every_process_has_the_same_image_and_no_root(values):
    images = [one["image"] for one in processes(values).values()]
    assert images[0] == images[1] == images[2]
    for process in processes(values).values():
        assert process["podSecurityContext"]["runAsNonRoot"] is True
        assert process["securityContext"]["capabilities"] == {"drop": ["ALL"]}
