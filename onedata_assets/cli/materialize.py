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
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TextIO

import dagster as dg
from dagster._core.definitions.assets.job.asset_job import IMPLICIT_ASSET_JOB_NAME
from dagster._core.definitions.reconstruct import ReconstructableJob, ReconstructableRepository
from dagster._core.execution.api import execute_run

from onedata_assets.cli.lineage import export_all
from onedata_assets.cli.summary import summarize
from onedata_assets.lib.alarms import CURSOR, raise_alarms
from onedata_assets.lib.keys import System
from onedata_assets.lib.partitions import CLICK_DAYS, RETAIL_DAYS
from onedata_assets.lib.run_events import save_cursor, saved_cursor
from onedata_resources.clients.notify import NotifyClient
from onedata_resources.settings import value_of

RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"
IMPORTED_AHEAD = ("great_expectations", "lightgbm", "mlflow")
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
    if documents := sys.argv[1:]:
        return materialize_documents(documents[0], channel)
    teller = Teller(channel)
    job = code_location_job()
    documents_run = str(uuid.uuid4())
    # The documents depend on nothing else, so they are made beside the tables, on the other core.
    beside = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "onedata_assets.cli.materialize", documents_run], stdout=channel
    )
    threading.Thread(target=import_ahead, daemon=True).start()
    with dg.DagsterInstance.get() as instance, beside:
        teller.tell("plan", steps=[node.name for node in job.get_definition().nodes])
        runs, success = [documents_run], True
        for part in parts(job.get_definition()):
            if success:
                runs.append(str(uuid.uuid4()))
                success = run(instance, job, part, runs[-1], teller)
        success = beside.wait() == 0 and success
        teller.tell("summary", peak_mib=peak_mib(), **summarize(instance, runs))
        # No daemon runs here, so what its sensors would do is done once.
        events, _ = export_all(instance)
        teller.tell("sensors", events=events, alarms=raise_all(instance, job.get_definition()))
    return 0 if success else 1


def materialize_documents(run_id: str, channel: TextIO) -> int:
    """Materialize the document assets as the run `run_id`; return 0 if it succeeded."""
    job = code_location_job()
    part = Part(sorted(document_keys(job.get_definition())), {})
    with dg.DagsterInstance.get() as instance:
        return 0 if run(instance, job, part, run_id, Teller(channel)) else 1


def code_location_job() -> ReconstructableJob:
    """Return the job of all assets as `dagster asset materialize` finds it."""
    repository = ReconstructableRepository.for_module("onedata_assets.definitions", "defs")
    return repository.get_reconstructable_job(IMPLICIT_ASSET_JOB_NAME)


@dataclass(frozen=True)
class Part:
    """What one run materializes, and the tags that give it its range of partitions."""

    keys: list[dg.AssetKey]
    tags: dict[str, str]


def parts(job: dg.JobDefinition) -> list[Part]:
    """Return the runs over tables, in order: a run carries one range, so clicks go first."""
    graph = job.asset_layer.asset_graph
    clicks: set[dg.AssetKey] = set()
    for assets in graph.assets_defs:
        if any(spec.partitions_def == CLICK_DAYS for spec in assets.specs):
            clicks |= set(assets.keys)
    others = set(graph.materializable_asset_keys) - clicks - document_keys(job)
    return [Part(sorted(clicks), whole(CLICK_DAYS)), Part(sorted(others), whole(RETAIL_DAYS))]


def document_keys(job: dg.JobDefinition) -> set[dg.AssetKey]:
    """Return the assets of the knowledge system, which read documents alone."""
    graph = job.asset_layer.asset_graph
    keys = graph.materializable_asset_keys
    return {key for key in keys if graph.get(key).group_name == System.KNOWLEDGE.value}


def whole(days: dg.TimeWindowPartitionsDefinition) -> dict[str, str]:
    """Return the tags of a run over all days."""
    keys = days.get_partition_keys()
    return {RANGE_START: keys[0], RANGE_END: keys[-1]}


def run(
    instance: dg.DagsterInstance, job: ReconstructableJob, part: Part, run_id: str, teller: Teller
) -> bool:
    """Materialize a part in this process and tell whether it succeeded."""
    instance.add_event_listener(run_id, teller.listen)
    planned = instance.create_run_for_job(
        job_def=job.get_definition(),
        run_id=run_id,
        asset_selection=set(part.keys),
        tags={**part.tags, "onedata/origin": "demo"},
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
    graph = job.asset_layer.asset_graph
    done = raise_alarms(
        instance,
        NotifyClient(value_of("ALARMS_URL")),
        saved_cursor(instance, CURSOR),
        owners_of=lambda key: graph.get(dg.AssetKey(list(key))).owners,
        now=datetime.now(tz=UTC),
    )
    save_cursor(instance, CURSOR, done.cursor)
    return done.sent


if __name__ == "__main__":
    sys.exit(main())
