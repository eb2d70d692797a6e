"""What the demo's run tells its parent: JSON lines on standard output.

The lines are `plan`, `step`, `summary` (made by `cli/summary.py`) and `sensors`; the parent reads
them in `cli/following.py`.
"""

import json
import os
import sys
from typing import TextIO

import dagster as dg

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
