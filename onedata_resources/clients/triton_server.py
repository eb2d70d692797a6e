"""The CPU Triton of this machine: its side environment, and the command that starts it.

The server is the one in the wheel `nvidia-pytriton`, kept apart because its dependencies conflict
with ours and none of them is needed to serve. Nothing here supervises the process: whoever starts
it (`onedata up`, `onedata demo`, a test) also stops it. Asking a server is in `triton.py`, what may
be missing is in `triton_absence.py`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from onedata_resources.clients.triton_absence import (
    STUB,
    WHEEL,
    does_not_start,
    keep_verdict,
    library_missing,
    no_library,
    not_installed,
    server_root,
    stub_missing,
    unfit_machine,
    wheel_missing,
    why_absent,
)
from onedata_resources.clients.triton_python import (
    MINOR,
    EmbeddedPython,
    fetch_python,
    find_python,
)

METRICS_PORT_OFFSET = 2
"""Triton's own convention: 8000 serves HTTP, 8002 metrics."""

PROBE_SECONDS = 60.0

Report = Callable[[str, str], None]
"""Receives what is being done, in English and in Chinese."""


@dataclass(frozen=True)
class TritonCommand:
    """How to start the server: its arguments and its whole environment."""

    argv: list[str]
    env: dict[str, str]


def install_side_environment(side_environment: Path, report: Report) -> Path:
    """Install the server under `side_environment`; one that is complete is left as it is.

    Whether it starts is tried each time: what kept it from starting before may be mended.

    Raises:
        TritonUnavailableError: The machine cannot run it, the wheel cannot be had, the shared
            library of Python is missing, or it does not start; what was installed before is
            unchanged.
    """
    unfit = unfit_machine()
    if unfit is not None:
        raise unfit
    if not_installed(side_environment) is not None:
        report(f"installing {WHEEL} (53 MB)", f"正在安装 {WHEEL}（53 MB）")
        _install_wheel(side_environment)
    uv = shutil.which("uv", path=_path())
    if no_library(side_environment) is not None and uv is not None:
        report(f"fetching Python {MINOR} by uv", f"正在用 uv 获取 Python {MINOR}")
        fetch_python(side_environment, uv)
    lacking = no_library(side_environment)
    if lacking is not None:
        raise lacking
    _probe(side_environment)
    report(f"Triton is ready in {side_environment}", f"Triton 已就绪：{side_environment}")
    return side_environment


def triton_command(side_environment: Path, model_repository: Path, base_url: str) -> TritonCommand:
    """Return the command of a server on `base_url`, which loads the models that it finds.

    Models are loaded and unloaded on demand; one that fails to load stops neither the server nor
    the other models. Only the address of `base_url` is bound.

    Raises:
        TritonUnavailableError: The server cannot be started on this machine.
    """
    absent = why_absent(side_environment)
    python = find_python(side_environment)
    if absent is not None or python is None:
        raise absent or library_missing()
    model_repository.mkdir(parents=True, exist_ok=True)
    address = urlsplit(base_url)
    host, port = address.hostname or "127.0.0.1", address.port or 8000
    root = server_root(side_environment)
    return TritonCommand(
        argv=[
            str(root / "bin/tritonserver"),
            f"--model-repository={model_repository}",
            f"--backend-directory={root / 'backends'}",
            "--model-control-mode=explicit",
            # Configurations are complete; completing them would start every model twice.
            "--disable-auto-complete-config",
            "--load-model=*",
            "--exit-on-error=false",
            # Ready once it answers: a model that does not load must not make the others unready.
            "--strict-readiness=false",
            f"--http-address={host}",
            f"--http-port={port}",
            "--allow-grpc=false",
            f"--metrics-address={host}",
            f"--metrics-port={port + METRICS_PORT_OFFSET}",
            "--allow-gpu-metrics=false",
            "--log-info=false",
            # Asked to end, it waits for idle connections to close; a client may keep one for long.
            "--exit-timeout-secs=3",
        ],
        env=_environment(side_environment, python),
    )


def _environment(side_environment: Path, python: EmbeddedPython) -> dict[str, str]:
    """Return the server's environment.

    The backend embeds Python isolated from PYTHONPATH and PYTHONHOME: it takes the prefix, and with
    it the packages that models import, from the `python3` that is first on PATH.
    """
    libraries = [side_environment / "nvidia_pytriton.libs", python.library.parent]
    return {
        **os.environ,
        "PATH": _path(),
        "LD_LIBRARY_PATH": os.pathsep.join(str(path) for path in libraries),
        # Models answer one request at a time; more threads would only spin.
        "OMP_NUM_THREADS": "1",
    }


def _path() -> str:
    """Return where commands are looked for: beside this Python first."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def _install_wheel(side_environment: Path) -> None:
    """Install the wheel beside its place and move it there, so that none is found half."""
    side_environment.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=side_environment.parent) as folder:
        target = Path(folder) / "wheel"
        uv = shutil.which("uv", path=_path())
        pip = [uv, "pip"] if uv else [sys.executable, "-m", "pip"]
        python = ["--python", sys.executable] if uv else []
        done = subprocess.run(  # noqa: S603 - fixed arguments
            [*pip, "install", "--no-deps", "--target", str(target), *python, WHEEL],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise wheel_missing(done.stderr)
        root = server_root(target)
        stub = root / "python_backend_stubs" / MINOR / STUB
        if not stub.exists():
            raise stub_missing(sorted(path.name for path in stub.parent.parent.iterdir()))
        shutil.copy2(stub, root / "backends/python" / STUB)
        if side_environment.exists():
            shutil.rmtree(side_environment)
        target.rename(side_environment)


def _probe(side_environment: Path) -> None:
    """Start the server only to read its help: a missing or too old system library shows here.

    The verdict stays in the side environment, where `why_absent` reads it.
    """
    python = find_python(side_environment)
    if python is None:
        raise library_missing()
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            [str(server_root(side_environment) / "bin/tritonserver"), "--help"],
            check=False,
            capture_output=True,
            text=True,
            timeout=PROBE_SECONDS,
            env=_environment(side_environment, python),
        )
        told = done.stdout + done.stderr or f"exit {done.returncode}"
    except (OSError, subprocess.TimeoutExpired) as error:
        told = str(error)
    starts = "--model-repository" in told
    keep_verdict(side_environment, "" if starts else told)
    if not starts:
        raise does_not_start(told)
