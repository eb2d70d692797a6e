"""Which code is running: the distribution's version, and the commit where there is a checkout."""

import shutil
import subprocess
from importlib.metadata import version

from onedata_resources.settings import project_dir


def code_version() -> str:
    """Return for example `0.1.0 (9ef0050)`; a checkout that differs from its commit says so."""
    release = version("onedata")
    git = shutil.which("git")
    if git is None or not (project_dir() / ".git").exists():
        return release
    asked = subprocess.run(  # noqa: S603  a fixed command line
        [git, "-C", str(project_dir()), "describe", "--always", "--dirty", "--exclude", "*"],
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    return f"{release} ({asked.stdout.strip()})" if asked.returncode == 0 else release
