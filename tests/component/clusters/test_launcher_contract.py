"""What the launcher takes for granted of Dagster 1.13.27 and of Kubernetes' client 35."""

import inspect
import socket
import time

import dagster as dg
import pytest
import yaml
from dagster._core.instance.config import dagster_instance_config
from dagster._core.launcher import RunLauncher
from dagster._core.launcher.base import WorkerStatus
from dagster_k8s.client import DagsterKubernetesClient
from dagster_k8s.launcher import K8sRunLauncher
from kubernetes.client import Configuration

from onedata_assets.domain.security.installation import Cluster
from onedata_portal.gateway.dagster_ui import cluster_clients
from onedata_portal.gateway.dagster_ui.cluster_clients import ClusterClient, api_client
from onedata_portal.gateway.dagster_ui.cluster_launcher import ClusterRunLauncher
from onedata_resources.errors import BadInputError
from tests.component.clusters.api_server import api_server
from tests.component.clusters.world import LAUNCHER

SETTINGS = LAUNCHER["config"]
ASKS_A_CLUSTER = {
    *("launch_run", "resume_run", "terminate"),
    *("check_run_worker_health", "get_run_worker_debug_info"),
}


@pytest.fixture(autouse=True)
def no_installation(monkeypatch):
    monkeypatch.delenv("INSTALLATION_FILE", raising=False)


@pytest.fixture
def one(tmp_path):
    with api_server("one", tmp_path, "common") as server:
        yield server


def test_every_method_of_dagsters_launcher_that_asks_a_cluster_is_handed_to_the_runs_own():
    asking = {
        name
        for name, method in inspect.getmembers(K8sRunLauncher, inspect.isfunction)
        if "_api_client" in method.__code__.co_names
    }
    starts = {
        name
        for name, method in inspect.getmembers(K8sRunLauncher, inspect.isfunction)
        if "_launch_k8s_job_with_args" in method.__code__.co_names
    }
    assert asking == {
        *("__init__", "_launch_k8s_job_with_args", "terminate"),
        *("check_run_worker_health", "get_run_worker_debug_info"),
    }
    assert starts == {"launch_run", "resume_run"}
    assert vars(ClusterRunLauncher).keys() >= ASKS_A_CLUSTER


def test_dagster_asks_a_launcher_nothing_else():
    asked = {name for name in vars(RunLauncher) if not name.startswith("_")}
    assert asked == ASKS_A_CLUSTER | {
        *("dispose", "join", "supports_check_run_worker_health", "supports_resume_run"),
    }


@pytest.mark.parametrize("name", ["create_namespaced_job_with_retries", "get_job_status"])
def test_the_client_is_asked_as_dagsters_is(name):
    parameters = [
        list(inspect.signature(getattr(cls, name)).parameters)
        for cls in (DagsterKubernetesClient, ClusterClient)
    ]
    assert parameters[0] == parameters[1]


def test_the_settings_of_the_process_stay_as_they_are(one, monkeypatch):
    mine = Configuration(host="https://mine.invalid")
    monkeypatch.setattr(Configuration, "_default", mine)
    launcher = ClusterRunLauncher(**SETTINGS)
    client = api_client(Cluster("one", str(one.kubeconfig), "it"))
    assert client.configuration.host == f"https://127.0.0.1:{one.server_port}"
    left = Configuration.get_default_copy()
    assert (left.host, left.api_key) == ("https://mine.invalid", {})
    launcher.dispose()


def test_executors_see_dagsters_launcher_with_the_settings_of_the_file():
    launcher = ClusterRunLauncher(**SETTINGS)
    assert isinstance(launcher, K8sRunLauncher)
    assert launcher.job_image == SETTINGS["job_image"]
    assert (launcher.load_incluster_config, launcher.kubeconfig_file) == (True, None)


def test_without_clusters_the_file_of_dagster_says_where_runs_go(one, monkeypatch):
    text = one.kubeconfig.read_text().replace("current-context: wrong", "current-context: it")
    one.kubeconfig.write_text(text)
    settings = {"load_incluster_config": False, "kubeconfig_file": str(one.kubeconfig)}
    overrides = {"run_launcher": LAUNCHER | {"config": SETTINGS | settings}}
    with dg.instance_for_test(overrides=overrides) as instance:
        run = dg.DagsterRun("job")
        health = instance.run_launcher.check_run_worker_health(run)
    assert health.status is WorkerStatus.UNKNOWN
    assert "could not be found" in health.msg
    assert one.asked
    assert not one.strangers


def test_without_a_kubeconfig_a_cluster_is_the_one_around(one, tmp_path, monkeypatch):
    token = tmp_path / "token"
    token.write_text(one.token)
    module = "kubernetes.config.incluster_config"
    monkeypatch.setattr(f"{module}.SERVICE_TOKEN_FILENAME", str(token))
    monkeypatch.setattr(f"{module}.SERVICE_CERT_FILENAME", str(one.certificate.authority))
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "127.0.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", str(one.server_port))
    with dg.instance_for_test(overrides={"run_launcher": LAUNCHER}) as instance:
        health = instance.run_launcher.check_run_worker_health(dg.DagsterRun("job"))
    assert "could not be found" in health.msg
    assert not one.strangers


def test_outside_of_any_cluster_the_reason_is_told():
    with pytest.raises(BadInputError, match="cannot be used") as refused:
        api_client(Cluster("here"))
    assert "无法使用集群 here" in refused.value.zh


def test_a_wrong_setting_of_a_cluster_is_told_for_that_cluster(one, tmp_path, monkeypatch):
    file = tmp_path / "installation.yaml"
    cluster = {"kubeconfig": str(one.kubeconfig), "run_launcher": {"imagePullPolicy": "Always"}}
    file.write_text(yaml.safe_dump({"clusters": {"one": cluster}}))
    monkeypatch.setenv("INSTALLATION_FILE", str(file))
    with (
        dg.instance_for_test(overrides={"run_launcher": LAUNCHER}) as instance,
        pytest.raises(BadInputError, match="imagePullPolicy"),
    ):
        instance.run_launcher.get_run_worker_debug_info(dg.DagsterRun("job"))


def test_a_cluster_that_takes_connections_and_says_nothing_is_not_waited_for(
    tmp_path, one, monkeypatch
):
    monkeypatch.setattr(cluster_clients, "TIMEOUT", (0.2, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}"
        text = one.kubeconfig.read_text()
        one.kubeconfig.write_text(text.replace(f"https://127.0.0.1:{one.server_port}", address))
        settings = {"clusters": {"one": {"kubeconfig": str(one.kubeconfig), "context": "it"}}}
        (tmp_path / "installation.yaml").write_text(yaml.safe_dump(settings))
        monkeypatch.setenv("INSTALLATION_FILE", str(tmp_path / "installation.yaml"))
        with dg.instance_for_test(overrides={"run_launcher": LAUNCHER}) as instance:
            began = time.monotonic()
            health = instance.run_launcher.check_run_worker_health(dg.DagsterRun("job"))
    assert health.status is WorkerStatus.RUNNING
    assert time.monotonic() - began < 10


def test_dagster_takes_the_launcher_from_a_file(tmp_path):
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump({"run_launcher": LAUNCHER}))
    config, _ = dagster_instance_config(str(tmp_path))
    assert config["run_launcher"]["class"] == "ClusterRunLauncher"
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        assert type(instance.run_launcher) is ClusterRunLauncher
