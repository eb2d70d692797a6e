"""The pytest plugin that tells `make features` which marked tests passed."""

import json

import pytest

from tests.row_report import COLLECTION, REPORT

pytest_plugins = ["pytester"]

PLUGIN = """
import pytest
from pathlib import Path
from scripts.source_state import SourceState
from tests.row_report import RowReport

def pytest_configure(config):
    config.addinivalue_line("markers", "row(*ids): rows")
    collect_only = bool(config.option.collectonly)
    report = RowReport(Path("home"), SourceState("c1", "d1"), collect_only=collect_only)
    config.pluginmanager.register(report, "row-report-under-test")
"""
TESTS = """
import pytest

@pytest.fixture
def breaks_afterwards():
    yield
    raise RuntimeError("teardown")

@pytest.mark.row("S01", "S02")
@pytest.mark.parametrize("good", [True, False])
def test_some(good):
    assert good

@pytest.mark.row("S03")
@pytest.mark.skip(reason="no server")
def test_skipped(): ...

@pytest.mark.row("S04")
def test_torn(breaks_afterwards): ...

def test_unmarked(): ...
"""


@pytest.fixture
def home(pytester):
    pytester.makeconftest(PLUGIN)
    pytester.makepyfile(test_it=TESTS)
    return pytester.path / "home"


def told(outcome: str, sources: str = "d1") -> dict[str, str]:
    return {"outcome": outcome, "commit": "c1", "sources": sources}


@pytest.mark.parametrize("workers", [[], ["--numprocesses=2"]])
def test_the_worst_phase_of_each_marked_test_is_reported(pytester, home, workers):
    pytester.runpytest_inprocess("-p", "no:cacheprovider", *workers)
    assert json.loads((home / REPORT).read_text()) == {
        "test_it.py::test_some[True]": told("passed"),
        "test_it.py::test_some[False]": told("failed"),
        "test_it.py::test_skipped": told("skipped"),
        "test_it.py::test_torn": told("failed"),
    }


def test_a_partial_run_keeps_the_other_outcomes(pytester, home):
    home.mkdir()
    (home / REPORT).write_text(json.dumps({"other.py::test_x": told("passed", "d0")}))
    pytester.runpytest_inprocess("-p", "no:cacheprovider", "-k", "test_skipped")
    assert json.loads((home / REPORT).read_text()) == {
        "other.py::test_x": told("passed", "d0"),
        "test_it.py::test_skipped": told("skipped"),
    }


def test_collecting_writes_rows_and_no_outcome(pytester, home):
    pytester.runpytest_inprocess("-p", "no:cacheprovider", "--collect-only")
    rows = json.loads((home / COLLECTION).read_text())
    assert rows["test_it.py::test_some[True]"] == ["S01", "S02"]
    assert len(rows) == 4
    assert not (home / REPORT).exists()
