"""An outcome counts for the sources that it is of, however they are committed."""

import json
import subprocess

import pytest

from scripts.features import REPORT, last_outcomes
from scripts.source_state import SourceState, source_state


@pytest.fixture
def checkout(tmp_path):
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
        subprocess.run(["git", "-C", tmp_path, *identity, *arguments], check=True)

    git("init", "-q")
    (tmp_path / "a.py").write_text("1")
    (tmp_path / ".gitignore").write_text("*.log\n")
    git("add", "-A")
    git("commit", "-qm", "first")
    return tmp_path, git


def test_a_change_of_code_is_another_state_and_its_commit_is_not(checkout):
    folder, git = checkout
    before = source_state(folder)
    (folder / "a.py").write_text("2")
    changed = source_state(folder)
    git("commit", "-qam", "second")
    committed = source_state(folder)
    assert changed.digest != before.digest
    assert committed.digest == changed.digest
    assert changed.commit == f"{before.commit} with changes"


def test_a_new_file_counts_before_it_is_tracked(checkout):
    folder, _ = checkout
    before = source_state(folder)
    (folder / "b.py").write_text("new")
    assert source_state(folder).digest != before.digest


@pytest.mark.parametrize("name", ["docs/features.csv", "README.md", "run.log"])
def test_documents_and_ignored_files_do_not_count(checkout, name):
    folder, _ = checkout
    before = source_state(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("other")
    assert source_state(folder).digest == before.digest


def test_an_outcome_of_other_sources_is_no_proof(tmp_path):
    told = {"a::t": ("passed", "new"), "a::u": ("passed", "old"), "a::v": ("failed", "old")}
    report = {
        node: {"outcome": outcome, "commit": "c1", "sources": sources}
        for node, (outcome, sources) in told.items()
    }
    (tmp_path / REPORT).write_text(json.dumps(report))
    found = last_outcomes(tmp_path, SourceState("c2", "new"))
    assert found == {
        "a::t": "passed",
        "a::u": "passed at c1, before the sources changed",
        "a::v": "failed at c1, before the sources changed",
    }
