"""What a project's settings become: folders on this machine, parts of pods, and tags of runs.

Everything returned is plain data. The settings are parsed in `project_settings.py`.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from onedata_assets.domain.security.amounts import cores_text, memory_bytes, memory_text
from onedata_assets.domain.security.mount_checks import FIELD
from onedata_assets.domain.security.mounts import Mount, MountKind, with_workspace
from onedata_assets.domain.security.project_settings import ProjectSettings
from onedata_assets.domain.security.projects import PROJECT_TAG
from onedata_assets.domain.security.quotas import VENDORS, Resources
from onedata_assets.domain.security.refusals import refused, shown
from onedata_assets.domain.security.selectors import ORG

GROUP_TAG = "onedata/resource_group"
CLUSTER_TAG = "onedata/cluster"
PRIORITY_TAG = "dagster/priority"
KUBERNETES_TAG = "dagster-k8s/config"
MODEL_LABEL = "gpu-type"
"""The label by which nodes say the model of their cards."""
MAX_NAME = 63

_UNSAFE_USER = re.compile(r"[/\\:\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Bind:
    """A folder of this machine, and the path at which a run sees it; memory has only a size."""

    target: str
    source: str = ""
    memory: int = 0
    read_only: bool = False


@dataclass(frozen=True)
class LocalRoots:
    """The folders of this machine that stand for claims and storages, configmaps, and secrets."""

    volumes: str
    configmaps: str
    secrets: str


def local_binds(settings: ProjectSettings, *, user: str, roots: LocalRoots) -> tuple[Bind, ...]:
    """Return the folders that a run of this person on this machine sees.

    Raises:
        SettingError: The person's name cannot name a folder, or two mounts meet at one path.
    """
    return tuple(_bind(mount, path, user, roots) for mount, path in _placed(settings, user))


def kubernetes_patch(
    settings: ProjectSettings, *, user: str, asked: Resources | None = None
) -> dict[str, Any]:
    """Return what a pod of this person in the project adds, in the words of Kubernetes.

    `container` holds volumeMounts and resources; `pod` volumes, nodeSelector and affinity.

    Raises:
        SettingError: As `local_binds`, or a part of a card is asked for.
    """
    placed = _placed(settings, user)
    container: dict[str, Any] = {
        "volumeMounts": [_volume_mount(mount, path, user) for mount, path in placed]
    }
    volumes = {_volume_name(mount): _volume(mount) for mount, _ in placed}
    pod: dict[str, Any] = {"volumes": list(volumes.values())}
    labels = _labels(settings, asked)
    if labels:
        pod["nodeSelector"] = labels
    if settings.node_selector.choices:
        pod["affinity"] = _affinity(settings.node_selector.choices)
    if asked and (resources := _resources(asked)):
        container["resources"] = resources
    return {"container": container, "pod": pod}


def run_tags(
    settings: ProjectSettings, *, project: str, user: str, asked: Resources | None = None
) -> dict[str, str]:
    """Return the tags that a launched run of the project gets beside those of who launched it.

    Tags are texts: that of Kubernetes is JSON, as Dagster reads it.

    Raises:
        SettingError: As `kubernetes_patch`.
    """
    patch = kubernetes_patch(settings, user=user, asked=asked)
    config = {"container_config": patch["container"], "pod_spec_config": patch["pod"]}
    tags = {
        PROJECT_TAG: project,
        GROUP_TAG: settings.resource_group,
        CLUSTER_TAG: settings.cluster,
        PRIORITY_TAG: str(settings.priority) if settings.priority else "",
        KUBERNETES_TAG: json.dumps(config, ensure_ascii=False, sort_keys=True),
    }
    return {name: value for name, value in tags.items() if value}


def _placed(settings: ProjectSettings, user: str) -> list[tuple[Mount, str]]:
    """Return each mount with the path at which this person sees it."""
    if not user or user in {".", ".."} or _UNSAFE_USER.search(user) or len(user.encode()) > 200:
        raise refused(
            FIELD,
            f"the name {shown(user)} cannot name a folder: give the person a name without / \\ :",
            f"用户名 {shown(user)} 不能作为目录名：请使用不含 / \\ : 的名称",
        )
    placed: dict[str, Mount] = {}
    for mount in with_workspace(settings.mounts):
        path = f"{mount.path}/{user}" if mount.kind is MountKind.PVC else mount.path
        if path in placed:
            raise refused(
                FIELD,
                f"{placed[path]} and {mount} meet at {path} for {shown(user)}: move one of them",
                f"{placed[path]} 与 {mount} 对 {shown(user)} 重合于 {path}：请移动其一",
            )
        placed[path] = mount
    return [(mount, path) for path, mount in placed.items()]


def _bind(mount: Mount, path: str, user: str, roots: LocalRoots) -> Bind:
    match mount.kind:
        case MountKind.MEMORY:
            return Bind(path, memory=int(memory_bytes(mount.source, FIELD)))
        case MountKind.HOSTPATH:
            return Bind(path, mount.source)
        case MountKind.CONFIGMAP:
            return Bind(path, f"{roots.configmaps}/{mount.source}", read_only=True)
        case MountKind.SECRET:
            return Bind(path, f"{roots.secrets}/{mount.source}", read_only=True)
        case MountKind.PVC:
            return Bind(path, f"{roots.volumes}/{mount.source}/{user}")
        case _:
            return Bind(path, f"{roots.volumes}/{mount.source}")


def _volume(mount: Mount) -> dict[str, Any]:
    sources: dict[MountKind, dict[str, Any]] = {
        MountKind.HOSTPATH: {"hostPath": {"path": mount.source}},
        MountKind.CONFIGMAP: {"configMap": {"name": mount.source}},
        MountKind.SECRET: {"secret": {"secretName": mount.source}},
        MountKind.MEMORY: {"emptyDir": {"medium": "Memory", "sizeLimit": mount.source}},
    }
    claim = {"persistentVolumeClaim": {"claimName": mount.source}}
    return {"name": _volume_name(mount), **sources.get(mount.kind, claim)}


def _volume_mount(mount: Mount, path: str, user: str) -> dict[str, Any]:
    own = {"subPath": user} if mount.kind is MountKind.PVC else {}
    return {"name": _volume_name(mount), "mountPath": path, **own}


def _volume_name(mount: Mount) -> str:
    """Return the volume's name in a pod: the same for one source, and for no other.

    Memory is not shared: each folder of it is a volume of its own.
    """
    claims = {MountKind.PVC, MountKind.PVC_SHARE, MountKind.STORAGE}
    kind = "claim" if mount.kind in claims else str(mount.kind)
    what = f"{kind}:{mount.source}{mount.path if mount.kind is MountKind.MEMORY else ''}"
    mark = hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    readable = re.sub(r"[^a-z0-9]+", "-", f"{kind}-{mount.source}".lower()).strip("-")
    return f"{readable[: MAX_NAME - 9].strip('-')}-{mark}"


def _labels(settings: ProjectSettings, asked: Resources | None) -> dict[str, str]:
    group = {ORG: settings.resource_group} if settings.resource_group else {}
    models = list(dict.fromkeys(cards.model for cards in asked.gpu if cards.model)) if asked else []
    if len(models) > 1:
        raise refused(
            "gpu",
            f"one pod stands on one node and cannot have {' and '.join(models)}: ask for one model",
            f"一个 Pod 只在一个节点上，不能同时使用 {'、'.join(models)}：请只申请一种卡型",
        )
    model = {MODEL_LABEL: models[0]} if models else {}
    return {**settings.node_selector.exact, **group, **model}


def _affinity(choices: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    expressions = [
        {"key": key, "operator": "In", "values": list(values)} for key, values in choices.items()
    ]
    terms = {"nodeSelectorTerms": [{"matchExpressions": expressions}]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}


def _resources(asked: Resources) -> dict[str, dict[str, str]]:
    amounts = [*_bounds(asked), *_cards(asked)]
    low = {name: least for name, least, _ in amounts}
    high = {name: most for name, _, most in amounts}
    return {"requests": low, "limits": high} if amounts else {}


def _bounds(asked: Resources) -> Iterator[tuple[str, str, str]]:
    if asked.cpu:
        yield "cpu", cores_text(asked.cpu.low), cores_text(asked.cpu.high)
    if asked.memory:
        yield "memory", _quantity(asked.memory.low), _quantity(asked.memory.high)


def _quantity(size: Decimal) -> str:
    """Return bytes as Kubernetes writes them; its thousand is a small k."""
    return re.sub("K$", "k", memory_text(size))


def _cards(asked: Resources) -> Sequence[tuple[str, str, str]]:
    counts: dict[str, Decimal] = {}
    for cards in asked.gpu:
        if cards.count != cards.count.to_integral_value():
            raise refused(
                "gpu",
                f"{cards} is a part of a card, and a pod has whole ones: ask for 1 or more",
                f"{cards} 不是整卡，Pod 只能使用整卡：请申请 1 张或更多",
            )
        name = VENDORS[cards.vendor]
        counts[name] = counts.get(name, Decimal(0)) + cards.count
    whole = {name: str(int(count)) for name, count in counts.items() if count}
    return [(name, count, count) for name, count in whole.items()]
