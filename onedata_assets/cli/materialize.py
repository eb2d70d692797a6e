"""A run of all assets, told to the parent as JSON lines (`cli/telling.py`).

`onedata demo` starts it as a child, which loads while the sources are made and begins when it is
told to on standard input; a killed child leaves what a killed run leaves. Two processes share the
work: this one makes the tables and what reads everything, one forked from it, which so need not
load anything again, the clicks, the documents and the use of the platform (`cli/parts.py`).
"""

import importlib
import multiprocessing
import os
import resource
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess

import dagster as dg
from dagster._core.definitions.assets.job.asset_job import IMPLICIT_ASSET_JOB_NAME
from dagster._core.definitions.reconstruct import ReconstructableJob, ReconstructableRepository
from dagster._core.execution.api import execute_run

from onedata_assets.cli.following import BEGIN
from onedata_assets.cli.lineage import export_all
from onedata_assets.cli.parts import Part, split
from onedata_assets.cli.summary import summarize
from onedata_assets.cli.telling import Teller, open_channel
from onedata_assets.lib.alarms import CURSOR, owners_in, raise_alarms
from onedata_assets.lib.dead_runs import end_dead_runs, process_tag
from onedata_assets.lib.run_events import save_cursor, saved_cursor
from onedata_resources.registry import build_resources

POLL_SECONDS = 0.2
FORKED = multiprocessing.get_context("fork")
CHECKS = "great_expectations"
"""Both processes check tables with it, and it takes 5 CPU s to import."""
IMPORTED_AHEAD = ("lightgbm", "mlflow", "dagster_dbt")


def _new_id() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True)
class RunIds:
    """The ids of the five runs, known to both processes before they begin."""

    tables: str = field(default_factory=_new_id)
    clicks: str = field(default_factory=_new_id)
    documents: str = field(default_factory=_new_id)
    usage: str = field(default_factory=_new_id)
    rest: str = field(default_factory=_new_id)


def main() -> int:
    """Materialize every asset over all days; return 0 if every run succeeded."""
    teller = Teller(open_channel())
    job = code_location_job()
    steps = [node.name for node in job.get_definition().nodes]
    importlib.import_module(CHECKS)
    if sys.stdin.buffer.readline() != BEGIN:
        return 1
    with dg.DagsterInstance.get() as instance:
        end_dead_runs(instance)
    ids = RunIds()
    # Forked while this process has one Python thread and no open database.
    beside = FORKED.Process(target=make_beside, args=(job, ids, teller))
    beside.start()
    teller.tell("plan", steps=steps)
    threading.Thread(target=end_with_stdin, daemon=True).start()
    threading.Thread(target=import_ahead, daemon=True).start()
    with dg.DagsterInstance.get() as instance:
        success = make_tables(instance, job, ids, beside, teller)
        teller.tell("summary", peak_mib=peak_mib(), **summarize(instance, vars(ids).values()))
        tell_sensors(instance, job.get_definition(), teller)
    return 0 if success else 1


def import_ahead() -> None:
    """Import what later steps need, while the first ones wait for Carte on the other core."""
    for name in IMPORTED_AHEAD:
        importlib.import_module(name)


def make_tables(
    instance: dg.DagsterInstance,
    job: ReconstructableJob,
    ids: RunIds,
    beside: BaseProcess,
    teller: Teller,
) -> bool:
    """Make the tables, then what reads them and the clicks; tell if both processes succeeded."""
    parts = split(job.get_definition())
    success = run(instance, job, parts.tables, ids.tables, teller)
    if success and ended(instance, ids.clicks, beside):
        success = run(instance, job, parts.rest, ids.rest, teller)
    beside.join()
    return success and beside.exitcode == 0


def make_beside(job: ReconstructableJob, ids: RunIds, teller: Teller) -> None:
    """Make what needs no table, then tell the sensors what has ended; exit 0 if all succeeded."""
    parent = multiprocessing.parent_process()
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
    parts = split(job.get_definition())
    with dg.DagsterInstance.get() as instance:
        made = [
            run(instance, job, part, run_id, teller)
            for part, run_id in (
                (parts.clicks, ids.clicks),
                (parts.documents, ids.documents),
                (parts.usage, ids.usage),
            )
        ]
        ended(instance, ids.tables, parent)
        tell_sensors(instance, job.get_definition(), teller)
    sys.exit(0 if all(made) else 1)


def end_with_stdin() -> None:
    """End this process at once when its parent is gone, as a killed run ends."""
    # Not by sys.stdin: a reader that waits in its buffer makes the interpreter's own end fail.
    while os.read(0, 1024):
        pass
    os._exit(1)


def end_with(parent: BaseProcess | None) -> None:
    """End this process at once when its parent is gone: its runs then count as dead."""
    if parent:
        parent.join()
        os._exit(1)


def ended(instance: dg.DagsterInstance, run_id: str, process: BaseProcess | None) -> bool:
    """Wait until the process that makes this run has ended it, or itself; tell if it succeeded."""
    while True:
        gone = process is None or not process.is_alive()
        found = instance.get_run_by_id(run_id)
        if gone or (found and found.is_finished):
            return found is not None and found.is_success
        time.sleep(POLL_SECONDS)


def code_location_job() -> ReconstructableJob:
    """Return the job of all assets as `dagster asset materialize` finds it."""
    repository = ReconstructableRepository.for_module("onedata_assets.definitions", "defs")
    return repository.get_reconstructable_job(IMPLICIT_ASSET_JOB_NAME)


def run(
    instance: dg.DagsterInstance, job: ReconstructableJob, part: Part, run_id: str, teller: Teller
) -> bool:
    """Materialize a part in this process and tell whether it succeeded."""
    instance.add_event_listener(run_id, teller.listen)
    planned = instance.create_run_for_job(
        job_def=job.get_definition(),
        run_id=run_id,
        asset_selection=part.keys,
        tags={**part.tags, **process_tag(), "onedata/origin": "demo"},
        job_code_origin=job.get_python_origin(),
    )
    return execute_run(job, planned, instance).success


def peak_mib() -> int:
    """Return the largest memory of this process or of a child, in MiB."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    # ru_maxrss is in KiB on Linux.
    return max(resource.getrusage(who).ru_maxrss for who in whose) // 1024


def tell_sensors(instance: dg.DagsterInstance, job: dg.JobDefinition, teller: Teller) -> None:
    """Do once what the sensors of a daemon would: no daemon runs here."""
    events, _ = export_all(instance)
    teller.tell("sensors", events=events, alarms=raise_all(instance, job))


def raise_all(instance: dg.DagsterInstance, job: dg.JobDefinition) -> int:
    """Deliver the alarms that the alarm sensor would; return how many."""
    with dg.build_resources({"alarms": build_resources()["alarms"]}) as opened:
        done = raise_alarms(
            instance,
            opened.alarms,
            saved_cursor(instance, CURSOR),
            owners_of=owners_in(job.asset_layer.asset_graph),
            now=datetime.now(tz=UTC),
        )
    save_cursor(instance, CURSOR, done.cursor)
    return done.sent


if __name__ == "__main__":
    sys.exit(main())
