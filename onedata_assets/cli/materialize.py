"""A run of all assets in this process, told as JSON lines on standard output.

`onedata demo` starts it as a child: the parent draws the progress and needs no Dagster, and a
killed child leaves what a killed run leaves. The lines are `plan`, `step`,
`summary` (made by `cli/summary.py`) and `sensors`.
"""

import importlib
import json
import os
import resource
import subprocess
import sys
import threading
import time
import uuid
from datetime import UTC, datetime
from typing import TextIO

import dagster as dg
from dagster._core.definitions.assets.job.asset_job import IMPLICIT_ASSET_JOB_NAME
from dagster._core.definitions.reconstruct import ReconstructableJob, ReconstructableRepository
from dagster._core.execution.api import execute_run

from onedata_assets.cli.lineage import export_all
from onedata_assets.cli.parts import Part, split
from onedata_assets.cli.summary import summarize
from onedata_assets.lib.alarms import CURSOR, owners_in, raise_alarms
from onedata_assets.lib.dead_runs import end_dead_runs, process_tag
from onedata_assets.lib.run_events import save_cursor, saved_cursor
from onedata_resources.registry import build_resources

POLL_SECONDS = 0.2
IMPORTED_AHEAD = ("great_expectations", "lightgbm", "mlflow", "dagster_dbt")
TOLD = {
    dg.DagsterEventType.STEP_START,
    dg.DagsterEventType.STEP_SUCCESS,
    dg.DagsterEventType.STEP_FAILURE,
    dg.DagsterEventType.STEP_SKIPPED,
}


def open_channel() -> TextIO:
    """Return the standard output for the parent alone; what else is printed goes to the log."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return channel


class Teller:
    """Writes lines for the parent."""

    def __init__(self, channel: TextIO) -> None:
        self._channel = channel

    def tell(self, kind: str, **values: object) -> None:
        """Write one line."""
        self._channel.write(json.dumps({"kind": kind, **values}, ensure_ascii=False) + "\n")
        self._channel.flush()

    def listen(self, entry: dg.EventLogEntry) -> None:
        """Tell when a step starts and how it ends."""
        event = entry.dagster_event
        if event and event.event_type in TOLD:
            self.tell("step", step=event.step_key, event=event.event_type_value)


def import_ahead() -> None:
    """Import what later steps need, while the first ones wait for Carte on the other core."""
    for name in IMPORTED_AHEAD:
        importlib.import_module(name)


def main() -> int:
    """Materialize every asset over all days; return 0 if every run succeeded."""
    channel = open_channel()
    job = code_location_job()
    if run_ids := sys.argv[1:]:
        return make_beside(job, run_ids[0], run_ids[1], Teller(channel))
    clicks_run, documents_run, tables_run, rest_run = (str(uuid.uuid4()) for _ in range(4))
    teller = Teller(channel)
    with dg.DagsterInstance.get() as instance:
        end_dead_runs(instance)
    beside = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "onedata_assets.cli.materialize", clicks_run, documents_run],
        stdout=channel,
    )
    with dg.DagsterInstance.get() as instance, beside:
        parts = split(job.get_definition())
        threading.Thread(target=import_ahead, daemon=True).start()
        teller.tell("plan", steps=[node.name for node in job.get_definition().nodes])
        success = run(instance, job, parts.tables, tables_run, teller)
        if success and succeeded(instance, clicks_run, beside):
            success = run(instance, job, parts.rest, rest_run, teller)
        success = beside.wait() == 0 and success
        made = summarize(instance, (clicks_run, documents_run, tables_run, rest_run))
        teller.tell("summary", peak_mib=peak_mib(), **made)
        # No daemon runs here, so what its sensors would do is done once.
        events, _ = export_all(instance)
        teller.tell("sensors", events=events, alarms=raise_all(instance, job.get_definition()))
    return 0 if success else 1


def make_beside(job: ReconstructableJob, clicks: str, documents: str, teller: Teller) -> int:
    """Materialize clicks and documents under these run ids; return 0 if both succeeded."""
    parts = split(job.get_definition())
    with dg.DagsterInstance.get() as instance:
        made = [
            run(instance, job, part, run_id, teller)
            for part, run_id in ((parts.clicks, clicks), (parts.documents, documents))
        ]
    return 0 if all(made) else 1


def succeeded(instance: dg.DagsterInstance, run_id: str, process: subprocess.Popen[bytes]) -> bool:
    """Wait until the other process has ended this run, or itself, and tell whether it succeeded."""
    while True:
        ended = process.poll() is not None
        found = instance.get_run_by_id(run_id)
        if ended or (found and found.is_finished):
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
