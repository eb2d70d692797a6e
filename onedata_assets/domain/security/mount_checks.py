"""What the paths and sources of mounts may be. The grammar of mounts is in `mounts.py`."""

import posixpath
import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from onedata_assets.domain.security.refusals import SettingError, refused, shown

FIELD = "mounts"
MAX_PATH = 1000
SYSTEM_PATHS = ("/proc/", "/sys/", "/dev/")
"""A mount at or below these hides the container's own system; `/dev/shm` is free."""

_PATH = re.compile(r"/[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff\\:,;()]*")


def mount_fault(en: str, zh: str) -> SettingError:
    """Return the error of one fault in the mounts."""
    return refused(FIELD, en, zh)


def clean_path(text: str, where: str) -> str:
    """Return an absolute path without doubled or trailing slashes.

    Raises:
        SettingError: It is relative, leads upward, is the root, or has letters that no path of a
            mount may have.
    """
    if not text.startswith("/"):
        raise mount_fault(
            f"{where}: {shown(text)} is not an absolute path: write it with a leading /",
            f"{where}：{shown(text)} 不是绝对路径：请以 / 开头",
        )
    if any(part in {".", ".."} for part in text.split("/")):
        raise mount_fault(
            f"{where}: the path {shown(text)} has . or .. in it: write where it leads",
            f"{where}：路径 {shown(text)} 含有 . 或 ..：请写明最终路径",
        )
    if not _PATH.fullmatch(text) or len(text.encode("utf-8", "surrogatepass")) > MAX_PATH:
        raise mount_fault(
            f"{where}: the path {shown(text)} is too long or has a space, a colon or a backslash",
            f"{where}：路径 {shown(text)} 过长，或含有空格、冒号、反斜杠",
        )
    path = "/" + posixpath.normpath(text).strip("/")
    if path == "/":
        raise mount_fault(
            f"{where}: the root / cannot be mounted: name a folder",
            f"{where}：不能挂载根目录 /：请写明目录",
        )
    return path


def check_not_system(path: str, entry: str) -> None:
    """Raise where a mount at this path would hide the container's own system.

    Raises:
        SettingError: It would.
    """
    if f"{path}/".startswith(SYSTEM_PATHS) and path != "/dev/shm":  # noqa: S108  no file of ours
        raise mount_fault(
            f"{shown(entry)}: {path} belongs to the container's system: choose another path",
            f"{shown(entry)}：{path} 属于容器系统目录：请换一个路径",
        )


def check_open(source: str, entry: str, names: Sequence[str]) -> None:
    """Raise unless the source is like one of the names.

    Raises:
        SettingError: It is not.
    """
    if not any(fnmatchcase(source, name) for name in names):
        listed = ", ".join(names) or "-"
        raise mount_fault(
            f"{shown(entry)}: {source} is not open to projects (open: {listed}): ask an "
            "administrator to allow it",
            f"{shown(entry)}：{source} 未对项目开放（已开放：{listed}）：请联系管理员",
        )


def check_host_path(path: str, entry: str, roots: Sequence[str] | None) -> None:
    """Raise unless the node's folder is in or below one of the roots; None opens all of them.

    Raises:
        SettingError: It is not.
    """
    if roots is None or any(path == root or path.startswith(f"{root}/") for root in roots):
        return
    listed = ", ".join(roots) or "-"
    raise mount_fault(
        f"{shown(entry)}: the node's folder {path} is not open to projects (open: {listed}): "
        "ask an administrator to allow it",
        f"{shown(entry)}：节点目录 {path} 未对项目开放（已开放：{listed}）：请联系管理员",
    )
