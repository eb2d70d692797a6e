"""The Python library that Triton's Python backend embeds: where it is, and how to get one.

The backend's stub for Python 3.x links `libpython3.x.so.1.0`, which many Pythons come without.
"""

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"


@dataclass(frozen=True)
class EmbeddedPython:
    """A shared Python library and the prefix that holds its standard library."""

    library: Path
    home: Path


def find_python(side_environment: Path, minor: str = MINOR) -> EmbeddedPython | None:
    """Return a shared library of Python `minor`: of the running one, the system, or uv."""
    name = f"libpython{minor}.so.1.0"
    multiarch = sysconfig.get_config_var("MULTIARCH") or "x86_64-linux-gnu"
    homes = [
        Path(sys.base_prefix),
        Path("/usr"),
        Path("/usr/local"),
        *sorted(side_environment.glob(f"python/cpython-{minor}*"), reverse=True),
    ]
    for home in homes:
        for folder in (home / "lib", home / "lib" / multiarch, home / "lib64"):
            standard_library = home / "lib" / f"python{minor}" / "encodings"
            if (folder / name).exists() and standard_library.exists():
                return EmbeddedPython(folder / name, home)
    return None


def fetch_python(side_environment: Path, uv: str, minor: str = MINOR) -> EmbeddedPython | None:
    """Download a Python of uv's, which has the shared library, without root; None if it fails."""
    subprocess.run(  # noqa: S603 - fixed arguments
        [uv, "python", "install", minor, "--install-dir", str(side_environment / "python")],
        check=False,
        capture_output=True,
        timeout=300,
        env={**os.environ, "UV_HTTP_TIMEOUT": "20", "UV_HTTP_RETRIES": "1"},
    )
    return find_python(side_environment, minor)
