"""What keeps a Triton server from running on this machine, in words that say what to do.

Installing and starting it is in `triton_server.py`.
"""

import filecmp
import json
import platform
from contextlib import suppress
from pathlib import Path

from onedata_resources.clients.triton_python import MINOR, find_python
from onedata_resources.errors import OneDataError

WHEEL = "nvidia-pytriton==0.7.0"
STUB = "triton_python_backend_stub"
"""Embeds Python in the server; the wheel has one for each version of Python."""
VERDICT = "does_not_start.json"
"""In the side environment, while its server did not start when last tried on this system."""


class TritonUnavailableError(OneDataError):
    """No Triton can run on this machine as it is; the texts say what is missing."""


def why_absent(side_environment: Path) -> TritonUnavailableError | None:
    """Return what keeps a server from being started here, or None if nothing does."""
    return (
        unfit_machine()
        or not_installed(side_environment)
        or no_library(side_environment)
        or not_startable(side_environment)
    )


def server_root(side_environment: Path) -> Path:
    """Return the server's folder within the side environment."""
    return side_environment / "pytriton/tritonserver"


def unfit_machine() -> TritonUnavailableError | None:
    """Return why this kind of machine cannot run the server, if so."""
    machine = f"{platform.system()} {platform.machine()}"
    if machine == "Linux x86_64":
        return None
    return TritonUnavailableError(
        f"the embedded Triton runs on Linux x86_64 and this is {machine}: point TRITON_BASE_URL "
        "at a server elsewhere",
        f"内嵌 Triton 仅支持 Linux x86_64，当前为 {machine}：请将 TRITON_BASE_URL 指向其他服务器",
    )


def not_installed(side_environment: Path) -> TritonUnavailableError | None:
    """Return that the server's files for this Python are not there, if so."""
    root = server_root(side_environment)
    stub, own = root / "backends/python" / STUB, root / "python_backend_stubs" / MINOR / STUB
    needed = (root / "bin/tritonserver", stub, own)
    if all(path.exists() for path in needed) and filecmp.cmp(stub, own):
        return None
    return TritonUnavailableError(
        f"no Triton for Python {MINOR} is installed in {side_environment}: run `make demo` while "
        "the package index can be reached",
        f"{side_environment} 中未安装用于 Python {MINOR} 的 Triton："
        "请在可访问软件包索引时运行 `make demo`",
    )


def no_library(side_environment: Path) -> TritonUnavailableError | None:
    """Return that the shared library of Python is missing, if so."""
    return None if find_python(side_environment) else library_missing()


def not_startable(side_environment: Path) -> TritonUnavailableError | None:
    """Return why the server did not start when it was last tried here, if so.

    What was told of another binary or on another C library no longer counts.
    """
    verdict = side_environment / VERDICT
    if not verdict.exists():
        return None
    kept = json.loads(verdict.read_text(encoding="utf-8"))
    return does_not_start(kept["told"]) if kept["tried"] == _tried(side_environment) else None


def keep_verdict(side_environment: Path, told: str) -> None:
    """Remember that the server did not start and what it told; an empty text forgets it."""
    verdict = side_environment / VERDICT
    with suppress(PermissionError):  # an environment of another user is tried anew each time
        if told:
            kept = {"told": told, "tried": _tried(side_environment)}
            part = verdict.with_suffix(".part")
            part.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            part.replace(verdict)
        else:
            verdict.unlink(missing_ok=True)


def does_not_start(told: str) -> TritonUnavailableError:
    """Return the error for a server that ends before it answers; `told` is what it printed."""
    end = " ".join(told.split())[-300:]
    return TritonUnavailableError(
        f"Triton does not start on this system: {end}. It needs glibc 2.35 or newer "
        f"(this is {_libc()}) and free ports",
        f"Triton 无法在本系统启动：{end}。需要 glibc 2.35 或更高版本（当前为 {_libc()}）及空闲端口",
    )


def _tried(side_environment: Path) -> str:
    """Return what a verdict is about: the server's binary and the C library."""
    binary = (server_root(side_environment) / "bin/tritonserver").stat()
    return f"{binary.st_size} {binary.st_mtime_ns} {_libc()}"


def _libc() -> str:
    return " ".join(platform.libc_ver()).strip() or "no glibc"


def library_missing() -> TritonUnavailableError:
    """Return the error for a missing shared library of Python."""
    return TritonUnavailableError(
        f"libpython{MINOR}.so.1.0 is missing, which Triton's Python backend links: "
        f"`apt-get install libpython{MINOR}`, or a Python of uv's (`uv python install {MINOR}`)",
        f"缺少 Triton 的 Python 后端所需的 libpython{MINOR}.so.1.0：请执行 "
        f"`apt-get install libpython{MINOR}`，或使用 uv 的 Python（`uv python install {MINOR}`）",
    )


def wheel_missing(reason: str) -> TritonUnavailableError:
    """Return the error for a wheel that the installer could not get."""
    told = " ".join(reason.split())[-400:]
    return TritonUnavailableError(
        f"{WHEEL} cannot be installed: {told}. Check the network or the package index, or point "
        "TRITON_BASE_URL at a server elsewhere",
        f"无法安装 {WHEEL}：{told}。请检查网络或软件包索引，或将 TRITON_BASE_URL 指向其他服务器",
    )


def stub_missing(offered: list[str]) -> TritonUnavailableError:
    """Return the error for a Python that the wheel has no stub for."""
    return TritonUnavailableError(
        f"{WHEEL} runs models on Python {', '.join(offered)} and this is Python {MINOR}: install "
        "OneData with one of those",
        f"{WHEEL} 支持的 Python 为 {'、'.join(offered)}，当前为 {MINOR}："
        "请改用其中之一安装 OneData",
    )
