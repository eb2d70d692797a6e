"""What happened to an asset: its materializations and observations, and its checks."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from onedata_assets.domain.operations.health import Outcome, outcome_of
from onedata_portal.api.asking import Asking, Who
from onedata_portal.api.asset_keys import Key, key_input
from onedata_portal.api.asset_models import CheckItem, CheckList, CheckResult, History
from onedata_portal.api.dagster import Answer, checked_cursor, query_text, result_of
from onedata_portal.api.errors import may_answer
from onedata_portal.api.live import moment
from onedata_portal.api.metadata import event, values
from onedata_portal.api.services import Services, TheServices

router = APIRouter(tags=["assets"], responses=may_answer(404, 503))


class EventKind(StrEnum):
    """The events that a history can be asked for."""

    MATERIALIZATION = "materialization"
    OBSERVATION = "observation"
    FAILURE = "failure"


class HistoryWanted(BaseModel):
    """Which events of an asset are asked for."""

    kind: list[EventKind] = Field(default_factory=list, description="All if none is named.")
    partition: list[str] = Field(default_factory=list)
    cursor: str | None = Field(None, max_length=500)
    limit: int = Field(50, ge=1, le=500)


_SELECTORS = {
    EventKind.MATERIALIZATION: "MATERIALIZATION",
    EventKind.OBSERVATION: "OBSERVATION",
    EventKind.FAILURE: "FAILED_TO_MATERIALIZE",
}


@router.get(
    "/assets/{address:path}/history",
    operation_id="get_asset_history",
    summary="The events of an asset",
)
async def get_history(
    address: str, who: Who, services: TheServices, wanted: Annotated[HistoryWanted, Query()]
) -> History:
    """Return the events of an asset, newest first."""
    asset, _ = await services.definition(who, address)
    variables = {
        "key": key_input(asset.key),
        "kinds": [_SELECTORS[one] for one in wanted.kind or EventKind],
        "partitions": wanted.partition or None,
        "limit": wanted.limit,
        "cursor": checked_cursor(wanted.cursor),
    }
    answer = await services.dagster.ask(who.viewer, query_text("history", "metadata"), variables)
    told = answer["assetOrError"]
    if told["__typename"] == "AssetNotFoundError":  # it is defined, but nothing happened yet
        return History(items=[], next_cursor=None)
    connection = result_of(told, en="asset", zh="资产")["assetEventHistory"]
    items = [event(one) for one in connection["results"]]
    is_full = len(items) == wanted.limit
    return History(items=items, next_cursor=connection["cursor"] if is_full else None)


@router.get(
    "/assets/{address:path}/checks",
    operation_id="get_asset_checks",
    summary="The checks of an asset",
)
async def get_checks(
    address: str,
    who: Who,
    services: TheServices,
    history: Annotated[int, Query(ge=0, le=100, description="Earlier results of each.")] = 0,
) -> CheckList:
    """Return the checks of an asset with their latest results, failed ones first."""
    asset, _ = await services.definition(who, address)
    variables = {"key": key_input(asset.key)}
    text = query_text("checks", "execution", "metadata")
    answer = await services.dagster.ask(who.viewer, text, variables)
    node = result_of(answer["assetNodeOrError"], en="asset", zh="资产")
    checks = node["assetChecksOrError"].get("checks") or []
    names = [check["name"] for check in checks] if history else []
    earlier = await executions(services, who, [(asset.key, name) for name in names], history)
    items = [_item(check, earlier.get((asset.key, check["name"]), [])) for check in checks]
    order = [Outcome.FAILED, Outcome.WARNED, Outcome.RUNNING, Outcome.MISSING, Outcome.PASSED]
    items.sort(key=lambda one: (order.index(one.outcome), one.name))
    return CheckList(items=items, total=len(items))


async def executions(
    services: Services, who: Asking, checks: list[tuple[Key, str]], limit: int
) -> dict[tuple[Key, str], list[CheckResult]]:
    """Return the newest results of several checks, by one query."""
    if not checks:
        return {}
    numbered = range(len(checks))
    declared = ", ".join(f"$k{n}: AssetKeyInput!, $n{n}: String!" for n in numbered)
    fields = " ".join(
        f"c{n}: assetCheckExecutions(assetKey: $k{n}, checkName: $n{n}, limit: $limit)"
        " { ...Execution }"
        for n in numbered
    )
    text = f"query Executions($limit: Int!, {declared}) {{ {fields} }}\n"
    variables: dict[str, object] = {"limit": limit}
    for n, (key, name) in enumerate(checks):
        variables |= {f"k{n}": key_input(key), f"n{n}": name}
    text += query_text("execution", "metadata")
    answer = await services.dagster.ask(who.viewer, text, variables)
    return {check: [result(one) for one in answer[f"c{n}"]] for n, check in enumerate(checks)}


def result(execution: Answer) -> CheckResult:
    """Return how a check ended once."""
    evaluation = execution["evaluation"] or {}
    severity = evaluation.get("severity")
    at = moment(execution["timestamp"])
    return CheckResult(
        outcome=outcome_of(execution["status"], severity),
        severity=severity.lower() if severity else None,
        at=at,  # pyright: ignore[reportArgumentType]  an execution has a time
        run_id=execution["runId"] or None,
        partition=execution["partition"],
        description=evaluation.get("description"),
        metadata=values(evaluation.get("metadataEntries") or ()),
    )


def _item(check: Answer, history: list[CheckResult]) -> CheckItem:
    execution = check["executionForLatestMaterialization"]
    latest = result(execution) if execution else None
    return CheckItem(
        name=check["name"],
        description=check["description"],
        is_blocking=check["blocking"],
        outcome=latest.outcome if latest else Outcome.MISSING,
        latest=latest,
        history=history,
    )
