"""Which runs may be deleted: old, ended, and not the last word on anything.

Deleting them is in `defs/operations/retention.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class EndedRun:
    """A run that ended, and when."""

    run_id: str
    ended_at: datetime


def expired(
    runs: Iterable[EndedRun], *, now: datetime, days: int, needed: frozenset[str]
) -> list[str]:
    """Return the runs older than `days`, but those that hold the newest state of something.

    `needed` are the runs with the newest materialization of an asset or the newest result of a
    check: without them the UI would show a table that exists as never made.
    """
    oldest = now - timedelta(days=days)
    return [run.run_id for run in runs if run.ended_at < oldest and run.run_id not in needed]
