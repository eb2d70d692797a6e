"""The checkout's `dagster.yaml` keeps Dagster's files under ONEDATA_HOME, whoever reads it."""

import os
import shutil
import subprocess
import sys

import dagster as dg
import pytest

from onedata_resources.dagster_storage import BatchingSqliteEventLog
from onedata_resources.settings import project_dir

ASSET = """
import dagster as dg

@dg.asset
def small() -> None:
    print("printed by the step")
"""


@pytest.fixture
def checkout(tmp_path):
    folder = tmp_path / "checkout"
    folder.mkdir()
    shutil.copy(project_dir() / "dagster.yaml", folder)
    (folder / "small.py").write_text(ASSET)
    return folder


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "a, home: with {odd} 'signs'"
    monkeypatch.setenv("ONEDATA_HOME", str(folder))
    return folder


def test_a_command_of_dagsters_own_writes_under_the_home_alone(checkout, home):
    env = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"}
    argv = [sys.executable, "-m", "dagster", "asset", "materialize", "-f", "small.py"]
    before = sorted(path.name for path in checkout.iterdir())
    done = subprocess.run(
        [*argv, "--select", "small"],
        env={**env, "PYTHONPATH": str(project_dir()), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert sorted(path.name for path in checkout.iterdir()) == before
    with dg.DagsterInstance.from_config(str(checkout)) as instance:
        [run] = instance.get_runs()
        assert run.is_success
        assert isinstance(instance.event_log_storage, BatchingSqliteEventLog)
    assert (home / "dagster/history/runs" / f"{run.run_id}.db").exists()
    assert list((home / "dagster/compute_logs" / run.run_id).rglob("*.out"))


def test_artifacts_are_under_the_home(checkout, home):
    with dg.DagsterInstance.from_config(str(checkout)) as instance:
        assert instance.storage_directory() == str(home / "dagster" / "storage")


def test_a_folder_in_the_file_wins(checkout, home, tmp_path):
    text = (checkout / "dagster.yaml").read_text()
    own = f"config: {{base_dir: '{tmp_path}/own'}}"
    (checkout / "dagster.yaml").write_text(text.replace("config: {}", own))
    with dg.DagsterInstance.from_config(str(checkout)) as instance:
        assert instance.get_runs() == []
    assert (tmp_path / "own" / "history").is_dir()
    assert not (home / "dagster" / "history").exists()
