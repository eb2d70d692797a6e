"""What an installation offers to projects: clusters, resource groups, open folders of the nodes.

An administrator writes it as YAML; a project's settings are checked against it.

    clusters:
      dev: {kubeconfig: /etc/onedata/dev.kubeconfig, host: 10.0.0.8|1.2.3.4}
      prod:
        kubeconfig: /etc/onedata/prod.kubeconfig
        context: admin
        namespace: pipeline
        run_launcher: {service_account_name: runs}
    resource_groups: {public: {}, research: {runs: 2}}
    host_roots: [/data/shared]
    secrets: [project-*]
    claims: [kubeflow-*, datasets]
    proxy_address: 10.0.0.1
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from onedata_assets.domain.security.mount_checks import clean_path
from onedata_assets.domain.security.mounts import MountLimits
from onedata_assets.domain.security.proxy_address import ProxyAddress, parse_proxy_address
from onedata_assets.domain.security.refusals import refused, shown
from onedata_assets.domain.security.selectors import is_label_value

NAMES = {"clusters", "resource_groups", "host_roots", "secrets", "claims", "proxy_address"}


@dataclass(frozen=True)
class Cluster:
    """A Kubernetes cluster: how it is reached, and the address under which its services are.

    Without a kubeconfig it is the one that the platform itself runs in; without a namespace, runs
    have that of `dagster.yaml`. `run_launcher` holds the settings of its `K8sRunLauncher` that are
    others here.
    """

    name: str
    kubeconfig: str = ""
    context: str = ""
    namespace: str = ""
    host: ProxyAddress | None = None
    run_launcher: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Installation:
    """What projects may choose from.

    The first cluster is the default one. Without `resource_groups` any label is a group;
    `group_runs` says of how many of its runs go on at once, of groups that have such a limit.
    """

    clusters: Mapping[str, Cluster] = field(default_factory=dict)
    resource_groups: tuple[str, ...] = ()
    group_runs: Mapping[str, int] = field(default_factory=dict)
    mounts: MountLimits = field(default_factory=MountLimits)
    proxy_address: ProxyAddress | None = None

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Return what the administrator's file says.

        Raises:
            SettingError: A name or value in it is wrong.
        """
        _check_names(raw, NAMES, "")
        clusters = _mapping(raw.get("clusters"), "clusters")
        groups = _groups(raw.get("resource_groups"))
        return cls(
            {str(name): _cluster(str(name), one) for name, one in clusters.items()},
            tuple(groups),
            {group: runs for group, runs in groups.items() if runs is not None},
            _limits(raw),
            parse_proxy_address(_text(raw.get("proxy_address"), "proxy_address")),
        )

    def cluster_name(self, text: str) -> str:
        """Return the name of a cluster that is there; empty is the default one, or no cluster.

        Raises:
            SettingError: There is no such cluster.
        """
        if text and text not in self.clusters:
            listed = ", ".join(self.clusters) or "-"
            raise refused(
                "cluster",
                f"there is no cluster {shown(text)} (there are: {listed}): choose one of them or "
                "ask an administrator to add it",
                f"没有集群 {shown(text)}（已有：{listed}）：请选择其一，或请管理员添加",
            )
        return text

    def cluster(self, name: str) -> Cluster | None:
        """Return the cluster of that name, the default one where it is empty; None without any."""
        return self.clusters.get(name) or next(iter(self.clusters.values()), None)

    def group(self, text: str) -> str:
        """Return the name of a resource group that is there; empty is none.

        Raises:
            SettingError: There is no such group.
        """
        if not text:
            return ""
        _check_group(text)
        if self.resource_groups and text not in self.resource_groups:
            listed = ", ".join(self.resource_groups)
            raise refused(
                "resource_group",
                f"there is no resource group {shown(text)}: choose one of {listed}",
                f"没有资源组 {shown(text)}：可选 {listed}",
            )
        return text

    def address(
        self, project: ProxyAddress | None, cluster: str, current: ProxyAddress
    ) -> ProxyAddress:
        """Return where a project's services are: as the project, its cluster, the installation say.

        Where none of them does, at the current host.
        """
        chosen = self.cluster(cluster)
        return project or (chosen.host if chosen else None) or self.proxy_address or current


def _groups(raw: Any) -> dict[str, int | None]:  # noqa: ANN401  whatever YAML brought
    """Return the groups, each with how many of its runs go on at once."""
    where = "resource_groups"
    named = raw if isinstance(raw, Mapping) else dict.fromkeys(_list(raw, where))
    found: dict[str, int | None] = {}
    for name, one in named.items():
        _check_group(str(name))
        limits = _mapping(one, f"{where}.{name}")
        _check_names(limits, {"runs"}, f"{where}.{name}")
        runs = limits.get("runs")
        if runs is not None and (type(runs) is not int or runs < 0):
            raise refused(
                f"{where}.{name}.runs", "must be a number of runs, 0 or more", "应为不小于 0 的整数"
            )
        found[str(name)] = runs
    return found


def _limits(raw: Mapping[str, Any]) -> MountLimits:
    roots = _list(raw.get("host_roots"), "host_roots")
    return MountLimits(
        tuple(clean_path(root, "host_roots") for root in roots),
        _list(raw.get("secrets"), "secrets"),
        _list(raw["claims"], "claims") if "claims" in raw else None,
    )


def _cluster(name: str, raw: Any) -> Cluster:  # noqa: ANN401  whatever YAML brought
    where = f"clusters.{name}"
    if not is_label_value(name):
        raise refused(
            where,
            f"{shown(name)} is no name of a cluster: 1 to 63 letters, digits, - _ .",
            f"{shown(name)} 不是集群名：1 到 63 个字母、数字、- _ .",
        )
    raw = _mapping(raw, where)
    _check_names(raw, {"kubeconfig", "context", "namespace", "host", "run_launcher"}, where)
    launcher = _mapping(raw.get("run_launcher"), f"{where}.run_launcher")
    text = {key: _text(raw[key], f"{where}.{key}") for key in raw if key != "run_launcher"}
    host = parse_proxy_address(text.pop("host", ""), f"{where}.host")
    named = {key: value for key, value in text.items() if value}
    return Cluster(name, host=host, run_launcher=launcher, **named)


def _check_group(group: str) -> None:
    if not is_label_value(group):
        raise refused(
            "resource_group",
            f"{shown(group)} is no name of a group: 1 to 63 letters, digits, - _ .",
            f"{shown(group)} 不是资源组名：1 到 63 个字母、数字、- _ .",
        )


def _check_names(raw: Mapping[str, Any], names: set[str], where: str) -> None:
    if unknown := sorted(set(map(str, raw)) - names):
        listed = ", ".join(sorted(names))
        raise refused(
            where or unknown[0],
            f"{shown(unknown[0])} is not known here: use {listed}",
            f"{shown(unknown[0])} 无法识别：可用 {listed}",
        )


def _mapping(value: Any, where: str) -> Mapping[str, Any]:  # noqa: ANN401  whatever YAML brought
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise refused(where, "must be a mapping of names to values", "应为 名称: 值 的映射")
    return value


def _list(value: Any, where: str) -> tuple[str, ...]:  # noqa: ANN401  whatever YAML brought
    if value is None:
        return ()
    if not isinstance(value, list):
        raise refused(where, "must be a list", "应为列表")
    return tuple(_text(one, where) for one in value)


def _text(value: Any, where: str) -> str:  # noqa: ANN401  whatever YAML brought
    if value is None:
        return ""
    if not isinstance(value, str | int):
        raise refused(where, "must be a text", "应为文本")
    return str(value)
