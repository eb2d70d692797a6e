"""The values for the official Dagster chart.

The chart's own schema is not in any package registry, so the keys that the chart reads are listed
here, and what it copies into pods is checked inside a pod by the official Kubernetes schemas.
"""

import re

import kubernetes_validate
import pytest
from dagster._config import validate_config
from dagster._core.instance.config import dagster_instance_config_schema
from dagster_k8s.launcher import K8sRunLauncher

from onedata_resources.settings import project_dir
from tests.unit.deploy.files import DEPLOY, declared_variables, load
from tests.unit.deploy.test_instances import read
from tests.unit.deploy.test_kubernetes import KUBERNETES_VERSION
from tests.unit.deploy.test_run_pods import job_of, launcher_of

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
OF_THE_CHART = {
    "DAGSTER_HOME": "/opt/dagster/home",
    "DAGSTER_K8S_INSTANCE_CONFIG_MAP": "onedata-dagster-instance",
    "DAGSTER_K8S_PG_PASSWORD_SECRET": "onedata-postgresql",
    "DAGSTER_K8S_PIPELINE_RUN_ENV_CONFIGMAP": "onedata-dagster-pipeline-env",
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


def test_the_code_location_uses_keys_of_the_chart(values):
    assert processes(values)["code"].keys() <= USER_DEPLOYMENT


@pytest.mark.parametrize("process", ["web", "daemon", "code"])
def test_what_goes_into_pods_meets_the_official_schema(values, process):
    kubernetes_validate.validate(
        as_pod(processes(values)[process]), KUBERNETES_VERSION, strict=True
    )


@pytest.fixture
def launcher(values, monkeypatch) -> K8sRunLauncher:
    """The launcher as Dagster makes it of what the chart copies into dagster.yaml."""
    for name, value in OF_THE_CHART.items():
        monkeypatch.setenv(name, value)
    assert values["runLauncher"]["type"] == "CustomRunLauncher"
    return launcher_of(values["runLauncher"]["config"]["customRunLauncher"])


def test_the_job_of_a_run_meets_the_official_schema(launcher):
    job = job_of(launcher)
    kubernetes_validate.validate(job, KUBERNETES_VERSION, strict=True)
    pod = job["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["containers"][0]["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_runs_pass_the_queue_that_gives_them_the_settings_of_their_project(values):
    queue = values["dagsterDaemon"]["runCoordinator"]
    assert (queue["enabled"], queue["type"]) == (True, "CustomRunCoordinator")
    own = queue["config"]["customRunCoordinator"]
    config = read(DEPLOY / "kubernetes/base")["run_coordinator"]
    assert own == config


def test_the_daemon_has_the_records_of_the_portal_and_the_file_of_the_installation(values):
    env = {one["name"]: one for one in values["dagsterDaemon"]["env"]}
    assert env["STORE_URL"]["valueFrom"]["secretKeyRef"]["name"] == "onedata-portal"
    folder = env["INSTALLATION_FILE"]["value"].rpartition("/")[0]
    mounts = {one["mountPath"]: one["name"] for one in values["dagsterDaemon"]["volumeMounts"]}
    [volume] = [one for one in values["dagsterDaemon"]["volumes"] if one["name"] == mounts[folder]]
    assert volume["configMap"] == {"name": "onedata-installation"}


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
