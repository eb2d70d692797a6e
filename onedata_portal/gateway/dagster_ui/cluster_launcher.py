"""Runs as Kubernetes Jobs, each on the cluster that the settings of its projects name.

`dagster.yaml` names it as `run_launcher` with the settings of Dagster's own `K8sRunLauncher`; the
clusters are those of INSTALLATION_FILE, each with what differs there. Dagster has one launcher an
instance: this one keeps a `K8sRunLauncher` for each cluster and hands each run to its own. Without
clusters in the file there is the one that `dagster.yaml` says.

The classes override private parts of Dagster: `tests/component/clusters` holds them to 1.13.27.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from dagster import DagsterRun
from dagster._config import process_config, resolve_to_config_type
from dagster._core.launcher import LaunchRunContext, ResumeRunContext
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus
from dagster._serdes import ConfigurableClassData
from dagster_k8s.client import DagsterK8sAPIRetryLimitExceeded, DagsterK8sUnrecoverableAPIError
from dagster_k8s.container_context import K8sContainerContext
from dagster_k8s.launcher import K8sRunLauncher
from kubernetes.client import BatchV1Api, CoreV1Api
from kubernetes.client.exceptions import ApiException
from urllib3.exceptions import HTTPError

from onedata_assets.domain.security.installation import Cluster, Installation
from onedata_assets.domain.security.project_rendering import CLUSTER_TAG
from onedata_portal.gateway.dagster_ui.cluster_clients import (
    ClusterClient,
    api_client,
    kept_defaults,
    unusable,
)
from onedata_portal.project_settings import read_installation
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError
from onedata_resources.settings import value_of

NOWHERE = {
    "load_incluster_config": False,
    "kubeconfig_file": f"{Path(__file__).parent}/no_cluster.yaml",
}
"""Dagster's launcher reads a kubeconfig into the process's settings when it is made: this one."""
AWAY = (ApiException, HTTPError, DagsterK8sAPIRetryLimitExceeded, DagsterK8sUnrecoverableAPIError)


class NoClusterError(BadInputError):
    """The installation does not have the cluster that a run is for."""


class OneClusterLauncher(K8sRunLauncher):
    """Dagster's launcher on one cluster, with a client of its own."""

    def __init__(self, cluster: Cluster, settings: dict[str, Any]) -> None:
        self._client = api_client(cluster, authority=settings.get("k8s_api_ssl_ca_cert_file") or "")
        self._namespace = cluster.namespace
        apis = BatchV1Api(self._client), CoreV1Api(self._client)
        with kept_defaults():
            super().__init__(
                **{**settings, **NOWHERE},
                k8s_client_batch_api=apis[0],
                k8s_client_core_api=apis[1],
            )
        made = self._api_client
        self._api_client = ClusterClient(*apis, made.logger, made.sleeper, made.timer)

    def get_container_context_for_run(self, dagster_run: DagsterRun) -> K8sContainerContext:
        """Return what the run's pod has; the cluster's namespace wins over that of the code."""
        context = super().get_container_context_for_run(dagster_run)
        return context._replace(namespace=self._namespace) if self._namespace else context

    def dispose(self) -> None:
        """Close the connections to the cluster."""
        self._client.rest_client.pool_manager.clear()
        self._client.close()
        super().dispose()


class ClusterRunLauncher(K8sRunLauncher):
    """Launches each run on its own cluster; what a cluster does not take fails alone.

    To executors it is Dagster's launcher with the settings of `dagster.yaml`: steps start where
    their run is, from inside its cluster.
    """

    def __init__(
        self,
        inst_data: ConfigurableClassData | None = None,
        **settings: Any,  # noqa: ANN401  as Dagster's launcher takes them
    ) -> None:
        with kept_defaults():
            super().__init__(inst_data=inst_data, **{**settings, **NOWHERE})
        self.load_incluster_config = settings.get("load_incluster_config", True)
        self.kubeconfig_file = settings.get("kubeconfig_file")
        self._settings = settings
        self._lock = Lock()
        self._made: dict[str, tuple[int, OneClusterLauncher]] = {}

    def launch_run(self, context: LaunchRunContext) -> None:
        """Create the run's job on its cluster, or let the run fail with the reason."""
        self._start(context.dagster_run, lambda one: one.launch_run(context))

    def resume_run(self, context: ResumeRunContext) -> None:
        """Create another job for a run whose first one died, on the same cluster."""
        self._start(context.dagster_run, lambda one: one.resume_run(context))

    def terminate(self, run_id: str) -> bool:
        """Delete the run's job on its cluster; return whether it was there.

        Raises:
            BadInputError: The installation has no such cluster any more, or not its kubeconfig.
        """
        run = self._instance.get_run_by_id(run_id)
        return bool(run and not run.is_finished and self._of(run).terminate(run_id))

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Return how the run's job is: unknown, which fails it, where its cluster is no more.

        While the file or a kubeconfig cannot be read, runs are taken to go on.
        """
        try:
            return self._of(run).check_run_worker_health(run)
        except NoClusterError as error:
            return CheckRunHealthResult(WorkerStatus.UNKNOWN, str(error))
        except OneDataError as error:
            return CheckRunHealthResult(WorkerStatus.RUNNING, str(error))

    def get_run_worker_debug_info(
        self, run: DagsterRun, include_container_logs: bool | None = True
    ) -> str | None:
        """Return what the run's cluster tells of its pod."""
        return self._of(run).get_run_worker_debug_info(run, include_container_logs)

    def dispose(self) -> None:
        """Close the connections to every cluster."""
        for _, one in self._made.values():
            one.dispose()
        super().dispose()

    def _start(self, run: DagsterRun, start: Callable[[OneClusterLauncher], None]) -> None:
        try:
            cluster = self._cluster(run)
            one = self._launcher(cluster)
            if cluster.name and CLUSTER_TAG not in run.tags:
                # Where it is found again when another cluster is the first one.
                self._instance.add_run_tags(run.run_id, {CLUSTER_TAG: cluster.name})
            with _told(cluster):
                start(one)
        except OneDataError as error:
            self._instance.report_run_failed(run, str(error))

    def _of(self, run: DagsterRun) -> OneClusterLauncher:
        return self._launcher(self._cluster(run))

    def _cluster(self, run: DagsterRun) -> Cluster:
        name = run.tags.get(CLUSTER_TAG, "")
        clusters = self._installation.clusters
        if name and name not in clusters:
            listed = ", ".join(clusters) or "-"
            raise NoClusterError(
                f"The run {run.run_id} is for the cluster {name}, which INSTALLATION_FILE does not "
                f"have (it has: {listed}): ask an administrator to add it, or choose another one "
                "in the settings of the project",
                f"运行 {run.run_id} 指定的集群 {name} 不在 INSTALLATION_FILE 中（已有：{listed}）："
                "请管理员添加，或在项目组设置中另选集群",
            )
        return self._installation.cluster(name) or self._own

    def _launcher(self, cluster: Cluster) -> OneClusterLauncher:
        """Return the cluster's launcher, a new one where its kubeconfig was written again."""
        with self._lock:
            version = _written(cluster)
            found = self._made.get(cluster.name)
            if not found or found[0] != version:
                if found:
                    found[1].dispose()
                one = OneClusterLauncher(cluster, self._settings_on(cluster))
                one.register_instance(self._instance)
                found = self._made[cluster.name] = version, one
            return found[1]

    def _settings_on(self, cluster: Cluster) -> dict[str, Any]:
        """Return the settings of `dagster.yaml` with what differs on this cluster laid over them.

        An image of its own wins over that of the code location, as Dagster's launcher lets only
        that of the container.
        """
        if not cluster.run_launcher:
            return self._settings
        own = dict(cluster.run_launcher)
        if "job_image" in own:
            container = {"container_config": {"image": own["job_image"]}}
            own["run_k8s_config"] = _over(container, own.get("run_k8s_config", {}))
        whole = _over(self._settings, own)
        result = process_config(resolve_to_config_type(self.config_type()), whole)
        if not result.success or result.value is None:
            raise unusable(cluster, ValueError("; ".join(e.message for e in result.errors or [])))
        return dict(result.value)

    @cached_property
    def _installation(self) -> Installation:
        return read_installation(value_of("INSTALLATION_FILE"))

    @cached_property
    def _own(self) -> Cluster:
        """The cluster of an installation whose file names none."""
        return Cluster("", kubeconfig="" if self.load_incluster_config else self._kubeconfig)

    @property
    def _kubeconfig(self) -> str:
        return self.kubeconfig_file or str(Path.home() / ".kube" / "config")


def _over(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return both, mapping by mapping; of what both have and is no mapping, the own."""
    both = {
        key: _over(common[key], value)
        for key, value in own.items()
        if isinstance(value, Mapping) and isinstance(common.get(key), Mapping)
    }
    return {**common, **own, **both}


def _written(cluster: Cluster) -> int:
    try:
        return Path(cluster.kubeconfig).stat().st_mtime_ns if cluster.kubeconfig else 0
    except OSError as error:
        raise unusable(cluster, error) from error


@contextmanager
def _told(cluster: Cluster) -> Iterator[None]:
    """Let what a cluster answers, or its silence, be an error for people."""
    try:
        yield
    except AWAY as error:
        why = getattr(error, "k8s_api_exception", error)
        if isinstance(why, ApiException):
            why = f"{why.status} {why.reason} {why.body or ''}".strip()
        raise UnavailableError(
            f"The cluster {cluster.name or '-'} did not take the run: {why}. Launch it again when "
            "the cluster answers, or choose another one in the settings of the project",
            f"集群 {cluster.name or '-'} 未接受运行：{why}。请在集群恢复后重新启动，"
            "或在项目组设置中另选集群",
        ) from error
