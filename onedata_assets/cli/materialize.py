"""A run of all assets in this process, told as JSON lines on standard output.

`onedata demo` starts it as a child: the parent draws the progress and needs no Dagster, and a
killed child leaves what a killed run leaves. The lines are `plan`, `step`,
`summary` (made by `cli/summary.py`) and `sensors`.
"""

import importlib
import json
import os
import resource
import sys
import threading
import uuid
from datetime import UTC, datetime
from typing import TextIO

import dagster as dg

from onedata_assets.cli.lineage import export_all
from onedata_assets.cli.summary import summarize
from onedata_assets.definitions import build_defs
from onedata_assets.lib.alarms import CURSOR, raise_alarms
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
    teller = Teller(open_channel())
    job = build_defs().resolve_implicit_global_asset_job_def()
    threading.Thread(target=import_ahead, daemon=True).start()
    with dg.DagsterInstance.get() as instance:
        teller.tell("plan", steps=[node.name for node in job.nodes])
        runs, success = [], True
        for selection, days in parts(job):
            if success:
                result = run(instance, job, selection, days, teller)
                runs.append(result.run_id)
                success = result.success
        teller.tell("summary", peak_mib=peak_mib(), **summarize(instance, runs))
        # No daemon runs here, so what its sensors would do is done once.
        events, _ = export_all(instance)
        teller.tell("sensors", events=events, alarms=raise_all(instance, job))
    return 0 if success else 1


def parts(
    job: dg.JobDefinition,
) -> list[tuple[list[dg.AssetKey], dg.TimeWindowPartitionsDefinition]]:
    """Return what to run with which days: a run carries one range, so clicks go before the rest."""
    graph = job.asset_layer.asset_graph
    clicks: set[dg.AssetKey] = set()
    for assets in graph.assets_defs:
        if any(spec.partitions_def == CLICK_DAYS for spec in assets.specs):
            clicks |= set(assets.keys)
    others = set(graph.materializable_asset_keys) - clicks
    return [(sorted(clicks), CLICK_DAYS), (sorted(others), RETAIL_DAYS)]


def run(
    instance: dg.DagsterInstance,
    job: dg.JobDefinition,
    selection: list[dg.AssetKey],
    days: dg.TimeWindowPartitionsDefinition,
    teller: Teller,
) -> dg.ExecuteInProcessResult:
    """Materialize a selection over all its days in this process."""
    run_id = str(uuid.uuid4())
    keys = days.get_partition_keys()
    instance.add_event_listener(run_id, teller.listen)
    return job.execute_in_process(
        instance=instance,
        run_id=run_id,
        asset_selection=selection,
        raise_on_error=False,
        tags={RANGE_START: keys[0], RANGE_END: keys[-1], "onedata/origin": "demo"},
    )


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
