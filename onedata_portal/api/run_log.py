"""The log of a run: pages of events, or a stream of them while it runs.

What steps print is not here: Dagster's page of the run shows it.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from onedata_portal.api.asking import Who
from onedata_portal.api.dagster import Answer, checked_cursor, query_text, result_of
from onedata_portal.api.errors import ApiError, may_answer, told
from onedata_portal.api.run_models import STATUSES, RunStatus
from onedata_portal.api.services import Services, TheServices
from onedata_portal.gateway.viewer import Viewer
from onedata_resources.errors import OneDataError

router = APIRouter(tags=["runs"], responses=may_answer(404, 503))

STREAM = "text/event-stream"
PAGE = 500
POLL_SECONDS = 1.0
# Proxies close what is silent for a minute.
HEARTBEAT_SECONDS = 15.0


class LogEntry(BaseModel):
    """One event of a run."""

    at: datetime
    level: str = Field(description="debug, info, warning, error or critical.")
    step: str | None
    kind: str | None = Field(description="Dagster's type of event; null for what code logged.")
    text: str
    error: str | None = Field(description="The error with its causes and its stack.")


class LogPage(BaseModel):
    """A page of events, oldest first."""

    items: list[LogEntry]
    status: RunStatus
    next_cursor: str = Field(description="Where to go on, also when there is nothing more yet.")
    has_more: bool


@router.get(
    "/runs/{run_id}/log",
    operation_id="get_run_log",
    summary="The log of a run, as a page or as a stream",
    response_model=LogPage,
    responses={200: {"content": {STREAM: {"schema": {"type": "string"}}}}},
)
async def get_log(
    run_id: str,
    request: Request,
    who: Who,
    services: TheServices,
    *,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
    accept: Annotated[str, Header()] = "",
    last_event_id: Annotated[str | None, Header(max_length=500)] = None,
) -> LogPage | StreamingResponse:
    """Return events after the cursor; with `Accept: text/event-stream`, also all that follow.

    The stream sends `entry`, `status` and, last, `end` with the reason: `finished`, or `gone` when
    the person may no longer see the run.
    """
    if STREAM not in accept:
        return await read_log(services, who.viewer, run_id, cursor, limit)
    first = await read_log(services, who.viewer, run_id, last_event_id or cursor, PAGE)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    events = follow(services, request, run_id, first)
    return StreamingResponse(events, media_type=STREAM, headers=headers)


async def read_log(
    services: Services, viewer: Viewer, run_id: str, cursor: str | None, limit: int
) -> LogPage:
    """Return events of a run.

    Raises:
        NotFoundError: There is no such run that the person sees.
    """
    variables = {"id": run_id, "cursor": checked_cursor(cursor), "limit": limit}
    answer = await services.dagster.ask(viewer, query_text("run_log"), variables)
    run = result_of(answer["runOrError"], en="run", zh="运行")
    connection = result_of(answer["logsForRun"], en="run", zh="运行")
    return LogPage(
        items=[_entry(event) for event in connection["events"]],
        status=STATUSES[run["status"]],
        next_cursor=connection["cursor"],
        has_more=connection["hasMore"],
    )


async def follow(
    services: Services, request: Request, run_id: str, page: LogPage
) -> AsyncIterator[str]:
    """Yield the stream from a page on, until the run has ended or the person may not see it.

    The person is asked for again before each reading, so that a right that was taken away or a
    session that was ended ends the stream too.
    """
    shown: RunStatus | None = None
    silent = 0.0
    while True:
        for number, entry in enumerate(page.items, 1):
            cursor = page.next_cursor if number == len(page.items) else None
            yield _sent("entry", entry.model_dump_json(), cursor)
        if page.status is not shown:
            shown = page.status
            yield _sent("status", json.dumps({"status": shown}))
        if page.status.is_end and not page.has_more:
            yield _sent("end", json.dumps({"reason": "finished"}))
            return
        silent = 0.0 if page.items else silent + POLL_SECONDS
        if silent >= HEARTBEAT_SECONDS:
            silent = 0.0
            yield ": waiting\n\n"
        if not page.has_more:
            await asyncio.sleep(POLL_SECONDS)
        try:
            viewer = await services.renewed(request)
            page = await read_log(services, viewer, run_id, page.next_cursor, PAGE)
        except ApiError:
            yield _sent("end", json.dumps({"reason": "gone"}))
            return
        except OneDataError as error:
            yield _sent("end", json.dumps({"reason": "failed", **told(error)[1].model_dump()}))
            return


def _sent(name: str, data: str, cursor: str | None = None) -> str:
    # A client that connects again names the cursor of the last page that it got.
    last = f"id: {cursor}\n" if cursor else ""
    return f"event: {name}\n{last}data: {data}\n\n"


def _entry(event: Answer) -> LogEntry:
    return LogEntry(
        at=datetime.fromtimestamp(float(event["timestamp"]) / 1000, UTC),
        level=event["level"].lower(),
        step=event["stepKey"],
        kind=event["eventType"],
        text=event["message"],
        error=_error(event.get("error")),
    )


def _error(error: Answer | None) -> str | None:
    if error is None:
        return None
    causes = [f"{cause['className']}: {cause['message'].strip()}" for cause in error["causes"]]
    return "\n".join([error["message"].strip(), *causes, "".join(error["stack"]).rstrip()]).strip()
