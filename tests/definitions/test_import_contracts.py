"""The house's import rules hold, and would notice a breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [tool, "--no-cache", "--config", folder / "pyproject.toml"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path):
    for package in ("onedata_assets", "onedata_resources", "onedata_portal"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "*.js")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("onedata_assets/domain/processing/contract.py", "import dagster"),
        ("onedata_assets/domain/processing/contract.py", "import httpx"),
        ("onedata_resources/clients/lake.py", "import dagster"),
        ("onedata_resources/clients/lake.py", "import onedata_assets.lib.keys"),
        ("onedata_assets/lib/keys.py", "import onedata_assets.definitions"),
        ("onedata_portal/__init__.py", "import dagster"),
    ],
)
def test_a_planted_forbidden_import_breaks_the_contract(copy, place, line):
    path = copy / place
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    done = lint(copy)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "broken" in done.stdout
