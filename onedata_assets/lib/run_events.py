"""Following the runs of an instance: which have something new since a cursor, and what.

Dagster's event log has no cursor across runs on SQLite, so the cursor here remembers which runs are
still open and how far each was read. It is kept in the instance, so that a sensor and the CLI go on
where the other stopped.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import dagster as dg

ENDINGS = frozenset(
    {
        dg.DagsterEventType.PIPELINE_SUCCESS,
        dg.DagsterEventType.PIPELINE_FAILURE,
        dg.DagsterEventType.PIPELINE_CANCELED,
    }
)


@dataclass(frozen=True)
class RunCursor:
    """How far an instance was read; `open` maps a run to the last event read of it."""

    seen: Mapping[str, str] = field(default_factory=dict)
    open: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """Return the cursor of its text; none, or one of another form, is the beginning."""
        try:
            state = json.loads(text or "{}")
            return cls(dict(state["seen"]), {run: int(at) for run, at in state["open"].items()})
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def __str__(self) -> str:
        """Return the text that `parse` reads."""
        return json.dumps({"seen": dict(self.seen), "open": dict(self.open)}, sort_keys=True)

    def after(self, run_id: str, last: int, *, ended: bool) -> "RunCursor":
        """Return the cursor once the run was read up to the event `last`."""
        others = {run: at for run, at in self.open.items() if run != run_id}
        return replace(self, open=others if ended else {**others, run_id: last})


@dataclass(frozen=True)
class RunNews:
    """A run with events that were not read before; `entries` are all its events, from the first.

    Events up to and including number `after` were read before.
    """

    run: dg.DagsterRun
    entries: Sequence[tuple[int, dg.EventLogEntry]]
    after: int

    @property
    def last(self) -> int:
        """The number of the newest event."""
        return self.entries[-1][0]

    @property
    def ended(self) -> bool:
        """Whether the run will have no more events."""
        kinds = (entry.dagster_event_type for _, entry in self.entries if entry.is_dagster_event)
        return any(kind in ENDINGS for kind in kinds)


def discover(
    instance: dg.DagsterInstance, cursor: RunCursor, *, limit: int, since: float = 0.0
) -> RunCursor:
    """Return the cursor with runs added that started, or failed before they could, after it.

    At most `limit` of each; runs before the time `since` (seconds of the epoch) are passed over.
    """
    seen, found = dict(cursor.seen), dict(cursor.open)
    for name, records in _discovering(since).items():
        page = instance.fetch_run_status_changes(
            records, limit=limit, cursor=seen.get(name), ascending=True
        )
        for record in page.records:
            if name == "started" or _never_started(instance, record.run_id):
                found.setdefault(record.run_id, 0)
        if page.records:
            seen[name] = page.cursor
    return RunCursor(seen, found)


def news(instance: dg.DagsterInstance, cursor: RunCursor) -> Iterator[RunNews]:
    """Yield the open runs that have new events; runs that were deleted are passed over."""
    for run_id, after in cursor.open.items():
        run = instance.get_run_by_id(run_id)
        if run is not None and _newest(instance, run_id) > after:
            yield RunNews(run, list(_entries(instance, run_id)), after)


def forget_deleted(instance: dg.DagsterInstance, cursor: RunCursor) -> RunCursor:
    """Return the cursor without the runs that the instance no longer has."""
    kept = {run: at for run, at in cursor.open.items() if instance.has_run(run)}
    return replace(cursor, open=kept)


def saved_cursor(instance: dg.DagsterInstance, name: str) -> str | None:
    """Return the text that `save_cursor` stored under this name."""
    return instance.daemon_cursor_storage.get_cursor_values({_stored(name)}).get(_stored(name))


def save_cursor(instance: dg.DagsterInstance, name: str, text: str) -> None:
    """Store a cursor in the instance, for the sensor and for the CLI."""
    instance.daemon_cursor_storage.set_cursor_values({_stored(name): text})


def _discovering(since: float) -> dict[str, dg.RunStatusChangeRecordsFilter]:
    changes = dg.RunStatusChangeRecordsFilter
    return {
        "started": changes(dg.DagsterEventType.RUN_START, after_timestamp=since),
        "failed": changes(dg.DagsterEventType.RUN_FAILURE, after_timestamp=since),
    }


def _stored(name: str) -> str:
    return f"onedata/{name}"


def _never_started(instance: dg.DagsterInstance, run_id: str) -> bool:
    record = instance.get_run_record_by_id(run_id)
    return record is not None and record.start_time is None


def _newest(instance: dg.DagsterInstance, run_id: str) -> int:
    page = instance.get_records_for_run(run_id, limit=1, ascending=False)
    return page.records[0].storage_id if page.records else 0


def _entries(instance: dg.DagsterInstance, run_id: str) -> Iterator[tuple[int, dg.EventLogEntry]]:
    position, more = None, True
    while more:
        page = instance.get_records_for_run(run_id, cursor=position, limit=1000)
        for record in page.records:
            yield record.storage_id, record.event_log_entry
        position, more = page.cursor, page.has_more
