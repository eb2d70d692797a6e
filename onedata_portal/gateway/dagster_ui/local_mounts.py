"""The mounts of a run that is a process of this machine: folders, named to it by a tag.

A process cannot be given a file system of its own without root, so nothing is mounted: claims and
storages are folders under ONEDATA_HOME, a folder of the machine is itself, and code asks
`onedata_assets/lib/folders.py` where a path is, which in a pod is the path. What has no folder here
is said in the run's log.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from onedata_assets.domain.security.project_rendering import Bind, LocalRoots


@dataclass
class Mounted:
    """The folder at each path, and the paths without one, each with the reason in two languages."""

    folders: dict[str, str] = field(default_factory=dict)
    missing: list[tuple[str, str]] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What is told of the paths without a folder; nothing where all have one."""
        if not self.missing:
            return ""
        en, zh = ("; ".join(texts) for texts in zip(*self.missing, strict=True))
        return (
            "On this machine a run is a process, and these mounts of its project are not there: "
            f"{en}\n本机的运行是进程，项目组的以下挂载不存在：{zh}"
        )


def roots_under(home: Path) -> LocalRoots:
    """Return the folders of an installation that stand for claims, configmaps and secrets."""
    return LocalRoots(*(f"{home}/mounts/{kind}" for kind in ("volumes", "configmaps", "secrets")))


def mounted(binds: Iterable[Bind], roots: LocalRoots) -> Mounted:
    """Make the folders of claims and storages; find the others."""
    found = Mounted()
    for bind in binds:
        if bind.memory:
            en, zh = "memory of its own size is on Kubernetes only", "独立内存盘仅在 Kubernetes 上"
        elif _there(Path(bind.source), roots):
            found.folders[bind.target] = bind.source
            continue
        else:
            en, zh = f"there is no folder {bind.source}", f"没有目录 {bind.source}"
        found.missing.append((f"{bind.target} ({en})", f"{bind.target}（{zh}）"))
    return found


def _there(folder: Path, roots: LocalRoots) -> bool:
    """Return whether the folder is there, made where it stands for a claim or a storage."""
    try:
        if folder.is_relative_to(roots.volumes):
            folder.mkdir(parents=True, exist_ok=True)
        return folder.is_dir()
    except OSError:
        return False
