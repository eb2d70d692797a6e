"""Sending what runs did as OpenLineage events; used by the sensor and by `onedata lineage export`.

What an event says is in `domain/operations/lineage.py`, delivery in `clients/lineage.py`.
"""

from dataclasses import dataclass

import dagster as dg

from onedata_assets.domain.operations.lineage import event_of
from onedata_assets.domain.operations.naming import Place
from onedata_assets.lib.happenings import RunStory
from onedata_assets.lib.keys import Layer
from onedata_assets.lib.run_events import RunCursor, discover, forget_deleted, news
from onedata_resources.clients.lineage import LineageClient
from onedata_resources.errors import OneDataError
from onedata_resources.settings import value_of

CURSOR = "lineage"
MAX_RUNS = 25
MAX_EVENTS = 2000


@dataclass(frozen=True)
class Exported:
    """What one call did; `more` tells that another call would find more at once."""

    cursor: str
    runs: int = 0
    sent: int = 0
    waiting: int = 0
    refused: int = 0
    more: bool = False
    problem: str | None = None


def places() -> list[Place]:
    """Return where the data behind asset keys is, from the settings."""
    lake = value_of("LAKE_URI")
    return [
        *(Place((layer.value,), lake) for layer in Layer),
        Place(("retail",), value_of("RETAIL_SOURCE_URL"), keep=1),
        Place(("retail_files",), value_of("RETAIL_FILES_DIR"), keep=1),
        Place(("weather",), value_of("WEATHER_BASE_URL"), keep=1),
        Place(("documents", "retail_documents"), value_of("DOCUMENTS_DIR"), keep=2),
        Place(("knowledge", "index"), value_of("VECTORS_URI"), keep=2),
        Place(("analytics", "report"), value_of("REPORTS_DIR"), keep=2, suffix=".html"),
    ]


def export_lineage(
    instance: dg.DagsterInstance,
    client: LineageClient,
    cursor: str | None,
    *,
    max_runs: int = MAX_RUNS,
    max_events: int = MAX_EVENTS,
) -> Exported:
    """Send what happened after `cursor` and return the next one.

    Nothing is lost and nothing raises when the receiver is away: events wait in the client's spool,
    and once that is full the cursor stays where it is.
    """
    before = RunCursor.parse(cursor)
    after = found = forget_deleted(instance, discover(instance, before, limit=max_runs))
    where, events, runs = places(), [], 0
    for run in news(instance, found):
        if len(events) >= max_events:
            break
        told = RunStory(run.run).tell(run.entries)
        events += [event_of(happening, where) for number, happening in told if number > run.after]
        after = after.after(run.run.run_id, run.last, ended=run.ended)
        runs += 1
    more = (runs < len(found.open) and len(events) >= max_events) or found.seen != before.seen
    try:
        delivery = client.send(events)
    except OneDataError as error:
        return Exported(str(before), problem=error.en)
    return Exported(
        str(after),
        runs,
        delivery.sent,
        delivery.waiting,
        delivery.refused,
        more,
        delivery.problem,
    )
