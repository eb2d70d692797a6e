"""The mounts of a project: what is written, what it means, and how it is written again.

The grammar is Cube Studio's: `name(kind):/path`, several parted by `,`, `;` or a new line.

    kubeflow-user-workspace(pvc):/mnt      a claim; each person gets the folder of their name
    datasets(pvc-share):/datasets          a claim; all see the same folder
    nfs-test(storage):/nfs                 a storage that is registered with the platform
    /data/shared(hostpath):/shared         a folder of the node; so is `/data/shared:/shared`
    settings(configmap):/etc/settings      `tls(secret):/etc/tls`
    10G(memory):/dev/shm                   memory as a folder

What paths and sources may be is checked in `mount_checks.py`; how mounts reach a run is in
`project_rendering.py`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from onedata_assets.domain.security.amounts import memory_bytes, memory_text
from onedata_assets.domain.security.mount_checks import (
    FIELD,
    check_host_path,
    check_not_system,
    check_open,
    clean_path,
    mount_fault,
)
from onedata_assets.domain.security.refusals import Fault, SettingError, gathering, shown

MAX_MOUNTS = 64
WORKSPACE_PATH = "/mnt"
WORKSPACE_CLAIM = "kubeflow-user-workspace"

_SEPARATORS = re.compile(r"[,;\n\r]")
_FULL_WIDTH = str.maketrans("，；：（）", ",;:()")
_ENTRY = re.compile(r"(?P<source>[^()]*)(?:\((?P<kind>[^()]*)\))?\s*:(?P<path>[^:()]*)")
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


class MountKind(StrEnum):
    """What stands behind a mounted folder."""

    PVC = "pvc"
    PVC_SHARE = "pvc-share"
    STORAGE = "storage"
    HOSTPATH = "hostpath"
    CONFIGMAP = "configmap"
    SECRET = "secret"  # noqa: S105  the name of a kind
    MEMORY = "memory"


_CLAIMS = {MountKind.PVC, MountKind.PVC_SHARE, MountKind.STORAGE}
_KINDS = ", ".join(f"({kind})" for kind in MountKind)


@dataclass(frozen=True)
class MountLimits:
    """What projects may mount; None is everything.

    Folders of the node in and below `host_roots`; claims (and storages) and secrets whose names
    are like one of the patterns (`project-*`). Secrets of the platform stand in the same namespace,
    so that both secrets and the node are closed until an administrator opens a part.
    """

    host_roots: tuple[str, ...] | None = ()
    secrets: tuple[str, ...] | None = ()
    claims: tuple[str, ...] | None = None


OPEN = MountLimits(host_roots=None, secrets=None, claims=None)


@dataclass(frozen=True)
class Mount:
    """One folder of a container; construct it with `parse_mounts`, which checks it.

    `source` is the name of a claim, storage, configmap or secret, a path of the node, or a size.
    """

    kind: MountKind
    source: str
    path: str

    def __str__(self) -> str:
        """Return the text that `parse_mounts` reads."""
        return f"{self.source}({self.kind}):{self.path}"


WORKSPACE = Mount(MountKind.PVC, WORKSPACE_CLAIM, WORKSPACE_PATH)
"""Where each person's files are, unless the project mounts something else there."""


def parse_mounts(text: str, limits: MountLimits = OPEN) -> tuple[Mount, ...]:
    """Return the mounts that the text names, in its order.

    Raises:
        SettingError: An entry is not of the grammar, names a path that is not absolute or leads
            upward, something that the limits close, or a path that is mounted already.
    """
    entries = [part.strip() for part in _SEPARATORS.split(text.translate(_FULL_WIDTH))]
    entries = [entry for entry in entries if entry]
    if len(entries) > MAX_MOUNTS:
        raise mount_fault(
            f"{len(entries)} mounts are more than {MAX_MOUNTS}: remove some",
            f"挂载共 {len(entries)} 个，超过 {MAX_MOUNTS} 个：请删减",
        )
    faults: list[Fault] = []
    mounts: list[Mount] = []
    for entry in entries:
        with gathering(faults):
            mount = _mount(entry, limits)
            _check_unique(mount, mounts)
            mounts.append(mount)
    if faults:
        raise SettingError(faults)
    return tuple(mounts)


def print_mounts(mounts: Iterable[Mount]) -> str:
    """Return the text that `parse_mounts` reads as these mounts."""
    return ",".join(map(str, mounts))


def with_workspace(mounts: Sequence[Mount]) -> tuple[Mount, ...]:
    """Return the mounts with everyone's workspace at `/mnt` before them, unless `/mnt` is taken."""
    taken = any(mount.path == WORKSPACE_PATH for mount in mounts)
    return tuple(mounts) if taken else (WORKSPACE, *mounts)


def _mount(entry: str, limits: MountLimits) -> Mount:
    found = _ENTRY.fullmatch(entry)
    if not found:
        raise mount_fault(
            f"{shown(entry)} is not a mount: write name(kind):/path, the kind one of {_KINDS}",
            f"{shown(entry)} 不是挂载：应为 名称(类型):/路径，类型为 {_KINDS} 之一",
        )
    source, path = found["source"].strip(), clean_path(found["path"].strip(), shown(entry))
    kind = _kind(found["kind"], source, entry)
    check_not_system(path, entry)
    return Mount(kind, _source(kind, source, entry, limits), path)


def _kind(written: str | None, source: str, entry: str) -> MountKind:
    name = (written or "").strip().lower()
    if written is None and source.startswith("/"):
        return MountKind.HOSTPATH
    if name not in list(MountKind):
        raise mount_fault(
            f"{shown(entry)}: there is no kind ({name}): use one of {_KINDS}",
            f"{shown(entry)}：没有类型（{name}）：可用 {_KINDS}",
        )
    return MountKind(name)


def _source(kind: MountKind, source: str, entry: str, limits: MountLimits) -> str:
    if kind is MountKind.MEMORY:
        return memory_text(memory_bytes(_sized(source), FIELD))
    if kind is MountKind.HOSTPATH:
        path = clean_path(source, shown(entry))
        check_host_path(path, entry, limits.host_roots)
        return path
    if not _NAME.fullmatch(source) or len(source) > 253:
        raise mount_fault(
            f"{shown(entry)}: {shown(source)} is not a name of Kubernetes: use small letters, "
            "digits, - and .",
            f"{shown(entry)}：{shown(source)} 不是合法名称：请用小写字母、数字、- 与 .",
        )
    names = limits.claims if kind in _CLAIMS else limits.secrets
    if kind is not MountKind.CONFIGMAP and names is not None:
        check_open(source, entry, names)
    return source


def _sized(size: str) -> str:
    """Return a size as Cube Studio means it here: a bare number is GiB, and so is `G`."""
    number = size.strip()
    bare = re.fullmatch(r"([0-9.]+)\s*([gGmMtT]?)[bB]?", number)
    return f"{bare[1]}{bare[2].upper() or 'G'}i" if bare else number


def _check_unique(mount: Mount, before: Sequence[Mount]) -> None:
    if any(mount.path == one.path for one in before):
        raise mount_fault(
            f"{shown(str(mount))}: {mount.path} is mounted twice: give each mount its own path",
            f"{shown(str(mount))}：{mount.path} 重复挂载：每个挂载须用不同路径",
        )
