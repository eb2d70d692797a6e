"""The list of runs, one run, stopping and retrying. The log of a run is in `run_log.py`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, status
from pydantic import BaseModel, Field

from onedata_assets.domain.security.projects import IN_PROJECT_TAG
from onedata_portal.api.asking import Asking, Who
from onedata_portal.api.asset_keys import Key
from onedata_portal.api.dagster import Answer, query_text, result_of
from onedata_portal.api.definitions import Definition
from onedata_portal.api.errors import ConflictError, ForbiddenError, may_answer
from onedata_portal.api.models import Moment
from onedata_portal.api.run_models import (
    LAUNCHER_TAGS,
    STATUSES,
    LauncherKind,
    RunDetail,
    RunItem,
    RunPage,
    RunStatus,
    run_detail,
    run_item,
)
from onedata_portal.api.services import Services, TheServices

router = APIRouter(tags=["runs"], responses=may_answer(503))

# Dagster has no filter of runs by asset, so pages are read until enough match, but not for ever.
SCAN = 200
MOST_SCANS = 5


class RunsWanted(BaseModel):
    """Which runs are asked for; filters add up."""

    status: list[RunStatus] = Field(default_factory=list)
    job: str | None = Field(None, max_length=500)
    project: str | None = Field(
        None, max_length=64, description="A project that the run says it is for."
    )
    asset: str | None = Field(None, max_length=1000, description="The address of an asset.")
    launched_by: str | None = Field(
        None,
        max_length=500,
        description="A person, or `schedule:NAME`, `sensor:NAME`, `backfill:ID`.",
    )
    since: Moment | None = None
    until: Moment | None = None
    cursor: str | None = Field(None, max_length=100)
    limit: int = Field(50, ge=1, le=500)


@router.get("/runs", operation_id="list_runs", summary="The runs that the person sees")
async def list_runs(
    who: Who, services: TheServices, wanted: Annotated[RunsWanted, Query()]
) -> RunPage:
    """Return a page of runs, newest first."""
    if wanted.asset is not None:
        asset, _ = await services.definition(who, wanted.asset)
        return await _runs_of(services, who, wanted, asset)
    variables = {
        "filter": run_filter(wanted),
        "cursor": wanted.cursor or None,
        "limit": wanted.limit,
    }
    answer = await services.dagster.ask(who.viewer, query_text("runs", "run_row"), variables)
    runs = result_of(answer["runsOrError"], en="run", zh="运行")["results"]
    is_full = len(runs) == wanted.limit
    return RunPage(
        items=[run_item(run) for run in runs], next_cursor=runs[-1]["runId"] if is_full else None
    )


def run_filter(wanted: RunsWanted) -> dict[str, Any]:
    """Return the filter as Dagster has it."""
    told: dict[str, Any] = {}
    if wanted.status:
        told["statuses"] = [name for name, shown in STATUSES.items() if shown in wanted.status]
    if wanted.job:
        told["pipelineName"] = wanted.job
    tags: dict[str, str] = {}
    if wanted.project:
        tags[IN_PROJECT_TAG] = wanted.project
    if wanted.launched_by:
        kind, colon, name = wanted.launched_by.partition(":")
        is_kind = bool(colon) and kind in LAUNCHER_TAGS
        tag = LAUNCHER_TAGS[LauncherKind(kind) if is_kind else LauncherKind.PERSON]
        tags[tag] = name if is_kind else wanted.launched_by
    if tags:
        told["tags"] = [{"key": key, "value": value} for key, value in tags.items()]
    for field, at in (("createdAfter", wanted.since), ("createdBefore", wanted.until)):
        if at:
            told[field] = at.timestamp()
    return told


async def _runs_of(
    services: Services, who: Asking, wanted: RunsWanted, asset: Definition
) -> RunPage:
    """Return the runs that make an asset: chosen by its key, or by a job that holds it."""
    items: list[RunItem] = []
    cursor = wanted.cursor or None
    for _ in range(MOST_SCANS):
        variables = {"filter": run_filter(wanted), "cursor": cursor, "limit": SCAN}
        text = query_text("run_selections", "run_row")
        answer = await services.dagster.ask(who.viewer, text, variables)
        runs = result_of(answer["runsOrError"], en="run", zh="运行")["results"]
        for run in runs:
            cursor = run["runId"]
            if _makes(run, asset):
                items.append(run_item(run))
            if len(items) == wanted.limit:
                return RunPage(items=items, next_cursor=cursor)
        if len(runs) < SCAN:
            return RunPage(items=items, next_cursor=None)
    return RunPage(items=items, next_cursor=cursor)


def _makes(run: Answer, asset: Definition) -> bool:
    chosen: list[Key] = [tuple(key["path"]) for key in run["all"] or ()]
    return asset.key in chosen if chosen else run["jobName"] in asset.jobs


@router.get("/runs/{run_id}", operation_id="get_run", summary="One run", responses=may_answer(404))
async def get_run(run_id: str, who: Who, services: TheServices) -> RunDetail:
    """Return a run with its steps, assets, tags and config."""
    return run_detail(await _run(services, who, run_id))


async def _run(services: Services, who: Asking, run_id: str) -> Answer:
    answer = await services.dagster.ask(who.viewer, query_text("run", "run_row"), {"id": run_id})
    return result_of(answer["runOrError"], en="run", zh="运行")


class Stop(BaseModel):
    """How to stop a run."""

    immediately: bool = Field(
        default=False,
        description="Mark it as canceled without waiting for its process, which may go on.",
    )


class Stopped(BaseModel):
    """What was asked to stop."""

    run_id: str


@router.post(
    "/runs/{run_id}/termination",
    operation_id="stop_run",
    summary="Stop a run",
    status_code=status.HTTP_202_ACCEPTED,
    responses=may_answer(403, 404, 409),
)
async def stop_run(
    run_id: str, who: Who, services: TheServices, how: Stop | None = None
) -> Stopped:
    """Ask a run to stop; its state says when it has."""
    run = await _run(services, who, run_id)
    if not run["hasTerminatePermission"]:
        raise ForbiddenError.role()
    if STATUSES[run["status"]].is_end:
        raise ConflictError("The run has ended already.", "运行已结束。")
    now = how is not None and how.immediately
    policy = "MARK_AS_CANCELED_IMMEDIATELY" if now else "SAFE_TERMINATE"
    variables = {"id": run_id, "policy": policy}
    answer = await services.dagster.ask(who.viewer, query_text("terminate_run"), variables)
    told = answer["terminateRun"]
    if told["__typename"] == "TerminateRunFailure":
        raise ConflictError(
            f"The run could not be stopped: {told['message']}", f"无法停止运行：{told['message']}"
        )
    result_of(told, en="run", zh="运行")
    return Stopped(run_id=run_id)


class Retry(BaseModel):
    """How to run again."""

    from_failure: bool = Field(
        default=False, description="Only the steps that failed and those after them."
    )


class Retried(BaseModel):
    """The new run."""

    run_id: str


@router.post(
    "/runs/{run_id}/retry",
    operation_id="retry_run",
    summary="Run again",
    status_code=status.HTTP_201_CREATED,
    responses=may_answer(403, 404, 409),
)
async def retry_run(
    run_id: str, who: Who, services: TheServices, how: Retry | None = None
) -> Retried:
    """Launch a run again with its config and tags, whole or from where it failed."""
    run = await _run(services, who, run_id)
    if not run["hasReExecutePermission"]:
        raise ForbiddenError.role()
    from_failure = how is not None and how.from_failure
    if not STATUSES[run["status"]].is_end:
        raise ConflictError("The run has not ended yet.", "运行尚未结束。")
    if from_failure and STATUSES[run["status"]] is not RunStatus.FAILED:
        raise ConflictError("The run did not fail; run all of it.", "运行未失败；请完整重跑。")
    strategy = "FROM_FAILURE" if from_failure else "ALL_STEPS"
    params = {"parentRunId": run_id, "strategy": strategy, "useParentRunTags": True}
    answer = await services.dagster.ask(who.viewer, query_text("retry_run"), {"params": params})
    retried = result_of(answer["launchRunReexecution"], en="run", zh="运行")
    return Retried(run_id=retried["run"]["runId"])
