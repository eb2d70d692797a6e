"""A pytest plugin: which tests carry `@pytest.mark.row(...)`, and how each ended when it last ran.

`scripts/features.py` reads the two files. A partial run replaces the outcomes of its own tests and
leaves those of others as they were. Where pytest-xdist spreads the tests over workers, the rows
travel with the reports, and the process that started the workers writes.
"""

import json
from pathlib import Path

import pytest

from scripts.source_state import SourceState

COLLECTION = "test-collection.json"
REPORT = "test-outcomes.json"
ROWS = "rows"  # the property of a test's report
WORST_FIRST = ("failed", "skipped", "passed")


class RowReport:
    """Collects the rows of each marked test and its outcome over setup, call and teardown.

    Each outcome is kept with the sources that it is of: those there were when the run began.
    """

    def __init__(self, folder: Path, sources: SourceState, *, collect_only: bool) -> None:
        """Write to `folder`: the collection with `collect_only`, the outcomes otherwise."""
        self.folder = folder
        self.sources = sources
        self.collect_only = collect_only
        self.rows: dict[str, list[str]] = {}
        self.outcomes: dict[str, str] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Let the reports of every test that is about to run tell its rows."""
        for item in session.items:
            ids = {row for mark in item.iter_markers("row") for row in mark.args}
            if ids:
                self.rows[item.nodeid] = sorted(ids)
                item.user_properties.append((ROWS, self.rows[item.nodeid]))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst outcome of the test's phases."""
        if ROWS in dict(report.user_properties):
            seen = {report.outcome, self.outcomes.get(report.nodeid, "passed")}
            self.outcomes[report.nodeid] = next(one for one in WORST_FIRST if one in seen)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the collection, or merge the outcomes into the report."""
        if hasattr(session.config, "workerinput"):
            return
        if self.collect_only:
            self.write(COLLECTION, self.rows)
        elif self.outcomes:
            path = self.folder / REPORT
            known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
            of = {"commit": self.sources.commit, "sources": self.sources.digest}
            told = {node: {"outcome": one, **of} for node, one in self.outcomes.items()}
            self.write(REPORT, known | told)

    def write(self, name: str, content: dict) -> None:
        """Replace one file whole, so that a reader never sees half of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f"{name}.partial"
        partial.write_text(json.dumps(content, indent=1, sort_keys=True), encoding="utf-8")
        partial.replace(self.folder / name)
