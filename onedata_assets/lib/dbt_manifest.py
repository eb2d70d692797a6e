"""The dbt manifest: made by `dbt parse` when the project changed, read without importing dbt.

Importing dbt or dagster-dbt costs more than all other definitions together, so loading only reads
JSON. How nodes become assets is in `lib/dbt_specs.py`, how they run in `lib/dbt_run.py`.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from onedata_resources.clients.lake_errors import is_full
from onedata_resources.errors import BadInputError, StorageFullError
from onedata_resources.settings import home_dir

_READ = ("*.sql", "*.yml", "*.yaml", "*.md", "*.csv", "*.py")
_NOT_SOURCE = {"target", "logs", "dbt_packages"}
_PARSE_SECONDS = 300


class DbtParseError(BadInputError):
    """The dbt project cannot be parsed; the message has dbt's words."""


def dbt_environment(**more: str) -> dict[str, str]:
    """Return the environment of a dbt process: this one's, with nothing sent to anyone."""
    return (
        os.environ | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DBT_USE_COLORS": "false"} | more
    )


def manifest_path(project: Path) -> Path:
    """Return the manifest of the project as it is now, parsed if it is not there yet.

    It is kept under ONEDATA_HOME by the hash of the project's files. Processes that parse at the
    same time each parse for themselves; the first to finish is kept.

    Raises:
        DbtParseError: dbt found a mistake in the project.
    """
    kept = home_dir() / "dbt" / "manifests" / _digest(project)
    if not (kept / "manifest.json").exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=kept.parent, prefix="parsing-"))
        try:
            _parse(project, made)
            _keep(made, kept)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return kept / "manifest.json"


@cache
def read_manifest(path: Path) -> dict[str, Any]:
    """Return the manifest; the path changes when the content does."""
    return json.loads(path.read_bytes())


def _digest(project: Path) -> str:
    """Return a hash of every file that dbt reads, and of the interpreter that holds dbt."""
    total = hashlib.sha256(sys.prefix.encode())
    for path in sorted(path for pattern in _READ for path in project.rglob(pattern)):
        relative = path.relative_to(project)
        if not _NOT_SOURCE.intersection(relative.parts):
            total.update(f"{relative.as_posix()}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _parse(project: Path, target: Path) -> None:
    """Run `dbt parse` with its output in `target`."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and folders
        [
            *(sys.executable, "-m", "dbt.cli.main", "parse"),
            *("--project-dir", str(project), "--profiles-dir", str(project)),
            *("--target-path", str(target), "--log-path", str(target)),
        ],
        env=dbt_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=_PARSE_SECONDS,
    )
    if done.returncode or not (target / "manifest.json").exists():
        said = f"{done.stdout}{done.stderr}"
        if is_full(said):
            raise StorageFullError(
                f"{target}: no room left for what dbt parses; free space, then load again ({said})",
                f"{target}：空间不足，无法解析 dbt 项目；请清理空间后重新加载",
            )
        raise DbtParseError(
            f"{project}: dbt cannot parse the project; correct what it names:\n{said}",
            f"{project}：dbt 无法解析该项目，请修正其指出的问题（见上文）",
        )


def _keep(made: Path, kept: Path) -> None:
    """Move the result to its place in one step; where another process was first, its is kept."""
    try:
        made.rename(kept)
    except OSError:
        if not (kept / "manifest.json").exists():
            raise
