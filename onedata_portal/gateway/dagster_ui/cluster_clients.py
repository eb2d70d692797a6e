"""The client of one Kubernetes cluster: settings, credentials and connections of its own.

The `kubernetes` package keeps one configuration for the whole process, so two threads on two
clusters can reach the wrong one; nothing here reads or writes it. Which cluster a run is for is
decided in `cluster_launcher.py`.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from dagster_k8s.client import (
    DagsterK8sAPIRetryLimitExceeded,
    DagsterKubernetesClient,
    PatchedApiClient,
)
from kubernetes.client import ApiClient, Configuration, V1Job, V1JobStatus
from kubernetes.config import load_incluster_config, load_kube_config
from kubernetes.config.config_exception import ConfigException
from urllib3 import Retry
from urllib3.exceptions import HTTPError

from onedata_assets.domain.security.installation import Cluster
from onedata_resources.errors import BadInputError

TIMEOUT = (5, 20)
"""Seconds to connect and to wait for an answer: a cluster that is down holds up no queue."""
PAUSE = 2.0
"""Seconds between two of four attempts."""

_DEFAULTS = Lock()


class ClusterApiClient(PatchedApiClient):
    """Kubernetes' client with a limit on every request.

    The package takes no limit from a configuration, and ignores Dagster's 10.0 since it is no int.
    """

    def request(self, *what: Any, **how: Any) -> Any:  # noqa: ANN401  as in the base
        """Ask, and wait no longer than `TIMEOUT`."""
        return super().request(*what, **{**how, "_request_timeout": TIMEOUT})


class ClusterClient(DagsterKubernetesClient):
    """What Dagster asks of a cluster, with short pauses; a job that cannot be asked for may run."""

    def create_namespaced_job_with_retries(
        self, body: V1Job, namespace: str, wait_time_between_attempts: float = 0
    ) -> None:
        """Create the job, which may have been created by an earlier attempt."""
        del wait_time_between_attempts  # 10 seconds in Dagster
        super().create_namespaced_job_with_retries(body, namespace, PAUSE)

    def get_job_status(
        self, job_name: str, namespace: str, wait_time_between_attempts: float = 0
    ) -> V1JobStatus | None:
        """Return the job's state; one that is running where the cluster does not answer.

        Dagster would fail a run whose job may be well: an API server that starts anew is away for
        a minute, and Dagster looks once a minute.
        """
        del wait_time_between_attempts  # 10 seconds in Dagster
        try:
            return super().get_job_status(job_name, namespace, PAUSE)
        except (HTTPError, DagsterK8sAPIRetryLimitExceeded) as away:
            logging.getLogger(__name__).warning("the cluster of %s: %s", job_name, away)
            return V1JobStatus(active=1)


def api_client(cluster: Cluster, *, authority: str = "") -> ApiClient:
    """Return a client of the cluster; without a kubeconfig, of the one that this process is in.

    `authority` is a file of certificates that are trusted instead of the cluster's own.

    Raises:
        BadInputError: The kubeconfig, or the account of the pod, cannot be used.
    """
    configuration: Any = Configuration()  # its generated code says that most of it is None
    try:
        if cluster.kubeconfig:
            load_kube_config(
                cluster.kubeconfig,
                cluster.context or None,
                client_configuration=configuration,
                persist_config=False,
            )
        else:
            load_incluster_config(configuration)
    except (ConfigException, OSError) as error:
        raise unusable(cluster, error) from error
    configuration.retries = Retry(1)
    # The package reads these variables and forgets them (kubernetes-client/python#2520).
    configuration.no_proxy = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    if authority:
        configuration.ssl_ca_cert = authority
    return ClusterApiClient(configuration)


def unusable(cluster: Cluster, why: Exception) -> BadInputError:
    """Return the error of a cluster that the installation's file describes wrongly."""
    where = cluster.kubeconfig or "in-cluster"
    return BadInputError(
        f"The cluster {cluster.name or '-'} cannot be used ({where}): {why}. Correct "
        "INSTALLATION_FILE or the kubeconfig, and launch the run again",
        f"无法使用集群 {cluster.name or '-'}（{where}）：{why}。请更正 INSTALLATION_FILE 或 "
        "kubeconfig 后重新启动运行",
    )


@contextmanager
def kept_defaults() -> Iterator[None]:
    """Leave the process's Kubernetes settings as they are, whatever happens inside."""
    with _DEFAULTS:
        before = Configuration.get_default_copy()
        try:
            yield
        finally:
            Configuration.set_default(before)
