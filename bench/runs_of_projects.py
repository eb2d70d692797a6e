"""The page of runs of a person of one of 50 projects, with and without what SQL leaves out.

Each run has the tag of a project, ten tags in all. Asked for are the newest 50 runs that the person
sees, and how many there are; once where the projects' runs are mixed, once where the newest half is
of the other projects alone.

    python bench/runs_of_projects.py [N] [URL of an empty PostgreSQL database]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from dagster import AssetKey, DagsterInstance, DagsterRun
from dagster._core.storage.runs import SqlRunStorage
from dagster._core.storage.runs.schema import RunsTable, RunTagsTable

from onedata_assets.domain.security.projects import PROJECT_TAG
from onedata_assets.domain.security.roles import Role
from onedata_portal.gateway.dagster_ui import run_records
from onedata_portal.gateway.dagster_ui.ownership import Ownership
from onedata_portal.gateway.dagster_ui.run_storage import ScopedRunStorage
from onedata_portal.gateway.dagster_ui.scope import Scope
from onedata_portal.gateway.viewer import Viewer

PROJECTS = 50
TIMES = 5
PAGE = 50


@contextmanager
def instance_of(count: int, url: str, *, is_mixed: bool) -> Iterator[DagsterInstance]:
    """Lend an instance with that many runs; the wanted ones are every 50th, or in the old half."""
    text = "telemetry: {enabled: false}\n"
    text += f"storage: {{postgres: {{postgres_url: '{url}'}}}}\n" if url else ""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "dagster.yaml").write_text(text)
        with DagsterInstance.from_config(folder) as instance:
            runs = []
            for n in range(count):
                is_late = not is_mixed and n >= count // 2
                runs.append(_run(n % (PROJECTS - 1) + 1 if is_late else n % PROJECTS, n))
            add_together(instance, runs)
            yield instance


def add_together(instance: DagsterInstance, runs: list[DagsterRun]) -> None:
    """Store the runs in one transaction, in place of what was there."""
    storage = instance.run_storage
    assert isinstance(storage, SqlRunStorage)
    storage.wipe()
    tags = [(run.run_id, key, value) for run in runs for key, value in run.tags.items()]
    with storage.connect() as connection:
        connection.execute(
            RunsTable.insert(), [storage._get_run_insertion_values(run) for run in runs]
        )
        connection.execute(
            RunTagsTable.insert(),
            [{"run_id": run_id, "key": key, "value": value} for run_id, key, value in tags],
        )


def _run(number: int, n: int) -> DagsterRun:
    tags = {f"dagster/{word}": f"{word}{n}" for word in "abcdefghi"}
    key = AssetKey(f"of_p{number}")
    return DagsterRun(
        job_name="__ASSET_JOB",
        asset_selection=frozenset({key}),
        tags={**tags, PROJECT_TAG: f"p{number}"},
    )


def timed(ask: Callable[[ScopedRunStorage], object], instance: DagsterInstance) -> float:
    """Return the median seconds of a question, each of a request of its own."""
    owned = Ownership("common", {AssetKey(f"of_p{n}"): frozenset({f"p{n}"}) for n in range(50)})
    viewer = Viewer("one", roles={"p0": Role.DEV})
    walls = []
    for _ in range(TIMES):
        storage = ScopedRunStorage(Scope(viewer, owned, instance))  # pyright: ignore[reportAbstractUsage]
        start = time.perf_counter()
        ask(storage)
        walls.append(time.perf_counter() - start)
    return statistics.median(walls)


def main() -> None:
    """Print the seconds of each question, all runs read and only those that the tag leaves."""
    count = int(sys.argv[1]) if sys.argv[1:] else 20_000
    databases = {"SQLite": "", **({"PostgreSQL": sys.argv[2]} if sys.argv[2:] else {})}
    print(f"{count} runs, 1 of {PROJECTS} projects {'all s':>20} {'left s':>8} {'ratio':>6}")
    for database, url in databases.items():
        for is_mixed, where in ((True, "mixed"), (False, "in the old half")):
            with instance_of(count, url, is_mixed=is_mixed) as instance:
                for name, ask in (
                    ("a page", lambda storage: storage.get_run_records(limit=PAGE)),
                    ("the count", lambda storage: storage.get_runs_count()),
                ):
                    left = timed(ask, instance)
                    with patch.object(run_records, "narrowed", lambda storage, _: storage):
                        whole = timed(ask, instance)
                    told = f"{database}, {where}: {name}"
                    print(f"{told:<46} {whole:>8.3f} {left:>8.3f} {left / whole:>6.3f}")


if __name__ == "__main__":
    main()
