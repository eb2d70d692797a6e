"""A run of all assets in this process, told as JSON lines on standard output.

`onedata demo` starts it as a child: the parent draws the progress and needs no Dagster, and a
killed child leaves what a killed run leaves. The lines are `plan`, `step`,
`summary` (made by `cli/summary.py`) and `sensors`.
"""

import json
import os
import resource
import sys
import uuid
from datetime import UTC, datetime
from typing import TextIO

import dagster as dg

from onedata_assets.cli.lineage import export_all
from onedata_assets.cli.summary import summarize
from onedata_assets.definitions import build_defs
from onedata_assets.lib.alarms import CURSOR, raise_alarms
from onedata_assets.lib.partitions import RETAIL_DAYS
from onedata_assets.lib.run_events import save_cursor, saved_cursor
from onedata_resources.clients.notify import NotifyClient
from onedata_resources.settings import value_of

RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"
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


def main() -> int:
    """Materialize every asset over all days; return 0 if the run succeeded."""
    teller = Teller(open_channel())
    job = build_defs().resolve_implicit_global_asset_job_def()
    run_id = str(uuid.uuid4())
    days = RETAIL_DAYS.get_partition_keys()
    with dg.DagsterInstance.get() as instance:
        teller.tell("plan", run_id=run_id, steps=[node.name for node in job.nodes])
        instance.add_event_listener(run_id, teller.listen)
        result = job.execute_in_process(
            instance=instance,
            run_id=run_id,
            raise_on_error=False,
            tags={RANGE_START: days[0], RANGE_END: days[-1], "onedata/origin": "demo"},
        )
        # ru_maxrss is in KiB on Linux.
        peak = max(
            resource.getrusage(who).ru_maxrss
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        teller.tell("summary", peak_mib=peak // 1024, **summarize(instance, run_id))
        # No daemon runs here, so what its sensors would do is done once.
        events, _ = export_all(instance)
        teller.tell("sensors", events=events, alarms=raise_all(instance, job))
    return 0 if result.success else 1


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
