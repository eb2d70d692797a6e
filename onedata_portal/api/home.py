"""The numbers of the home page: what is wrong, what is late, what runs. People are not here."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter
from pydantic import BaseModel, Field

from onedata_assets.domain.operations.health import Freshness, Health, Outcome
from onedata_assets.domain.security.roles import Role
from onedata_portal.api.asking import Asking, Who
from onedata_portal.api.asset_events import executions
from onedata_portal.api.asset_list import ref
from onedata_portal.api.asset_models import AssetRef, CheckResult
from onedata_portal.api.dagster import Answer, query_text, result_of
from onedata_portal.api.definitions import Definition, Definitions
from onedata_portal.api.errors import may_answer
from onedata_portal.api.live import Check, States
from onedata_portal.api.run_models import RunItem, run_item
from onedata_portal.api.services import Services, TheServices

router = APIRouter(tags=["home"], responses=may_answer(503))

DAY = timedelta(hours=24)
SHOWN = 20
# How far back "since when" is looked for, for each failing check.
RESULTS = 30


class HealthCounts(BaseModel):
    """How many assets are how well."""

    total: int
    healthy: int
    warning: int
    degraded: int
    unknown: int
    not_applicable: int


class FailingCheck(BaseModel):
    """A check that does not hold now."""

    asset: AssetRef
    name: str
    outcome: Outcome
    since: datetime | None = Field(description="When it first ended so, without a pass after it.")
    is_since_exact: bool = Field(description="False where it may have been so even before.")
    run_id: str | None


class LateAsset(BaseModel):
    """An asset that does not keep its freshness policy, or is about not to."""

    asset: AssetRef
    freshness: Freshness
    materialized_at: datetime | None


class RunCounts(BaseModel):
    """How the runs that were made in the last 24 hours are."""

    succeeded: int
    failed: int
    canceled: int
    running: int
    queued: int


class ProjectNumbers(BaseModel):
    """One project of the person."""

    name: str
    role: Role | None = Field(description="Null for administrators who are not members.")
    assets: HealthCounts


class LocationProblem(BaseModel):
    """A code location that did not load; only administrators are told."""

    location: str
    message: str


class Home(BaseModel):
    """Everything that the home page shows of Dagster."""

    at: datetime
    assets: HealthCounts
    failing_checks: list[FailingCheck]
    failing_check_count: int
    late: list[LateAsset]
    late_count: int
    runs: RunCounts
    running: list[RunItem]
    projects: list[ProjectNumbers]
    problems: list[LocationProblem]


@router.get("/home", operation_id="get_home", summary="The numbers of the home page")
async def get_home(who: Who, services: TheServices) -> Home:
    """Return what is wrong, late and running among what the person sees."""
    now = datetime.now(UTC)
    definitions = await services.definitions.of(who.viewer)
    states, runs = await asyncio.gather(
        services.live.of_all(who.viewer, definitions),
        services.dagster.ask(
            who.viewer, query_text("home", "run_row"), {"since": (now - DAY).timestamp()}
        ),
    )
    failing = failing_checks(definitions, states)
    late = late_assets(definitions, states)
    return Home(
        at=now,
        assets=counted(definitions.assets.values(), states),
        failing_checks=await _since(services, who, failing[:SHOWN]),
        failing_check_count=len(failing),
        late=late[:SHOWN],
        late_count=len(late),
        runs=_run_counts(runs),
        running=[run_item(run) for run in _runs(runs["now"])["results"]],
        projects=_projects(who, definitions, states),
        problems=[
            LocationProblem(location=one.location, message=one.message)
            for one in definitions.problems
            if who.viewer.is_admin
        ],
    )


def _runs(told: Answer) -> Answer:
    return result_of(told, en="run", zh="运行")


def _run_counts(runs: Answer) -> RunCounts:
    return RunCounts(**{name: _runs(runs[name])["count"] for name in RunCounts.model_fields})


def counted(assets: Iterable[Definition], states: States) -> HealthCounts:
    """Return how many assets are how well."""
    counts = Counter(states[asset.key].health for asset in assets)
    return HealthCounts(total=counts.total(), **{health.value: counts[health] for health in Health})


def failing_checks(definitions: Definitions, states: States) -> list[tuple[Definition, Check]]:
    """Return the checks that do not hold now, failed ones before warnings."""
    found = [
        (asset, check)
        for asset in definitions.assets.values()
        for check in states[asset.key].checks
        if check.outcome in (Outcome.FAILED, Outcome.WARNED)
    ]
    return sorted(found, key=lambda one: one[1].outcome is Outcome.WARNED)


def late_assets(definitions: Definitions, states: States) -> list[LateAsset]:
    """Return the assets that are late, then those about to be; the longest unmade first."""
    found = [
        LateAsset(asset=ref(key), freshness=state.freshness, materialized_at=state.materialized_at)
        for key in definitions.assets
        if (state := states[key]).freshness in (Freshness.LATE, Freshness.WARNING)
        and state.freshness
    ]
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(
        found, key=lambda one: (one.freshness is Freshness.WARNING, one.materialized_at or never)
    )


async def _since(
    services: Services, who: Asking, failing: Sequence[tuple[Definition, Check]]
) -> list[FailingCheck]:
    named = [(asset.key, check.name) for asset, check in failing]
    results = await executions(services, who, named, RESULTS)
    return [_failing(asset, check, results[asset.key, check.name]) for asset, check in failing]


def _failing(asset: Definition, check: Check, results: Sequence[CheckResult]) -> FailingCheck:
    since, is_exact = first_of_streak(results)
    return FailingCheck(
        asset=ref(asset.key),
        name=check.name,
        outcome=check.outcome,
        since=since or check.at,
        is_since_exact=is_exact,
        run_id=check.run_id,
    )


def first_of_streak(results: Sequence[CheckResult]) -> tuple[datetime | None, bool]:
    """Return when a check first ended badly since it last passed, and whether that is certain.

    `results` are the newest ones, newest first; what runs now says nothing yet.
    """
    since = None
    for result in results:
        if result.outcome is Outcome.PASSED:
            return since, True
        if result.outcome in (Outcome.FAILED, Outcome.WARNED):
            since = result.at
    return since, len(results) < RESULTS


def _projects(who: Asking, definitions: Definitions, states: States) -> list[ProjectNumbers]:
    """Return the numbers of the person's projects; of all that own an asset, for administrators."""
    names = set(who.viewer.projects)
    assets = definitions.assets.values()
    if who.viewer.is_admin:
        names.update(*(asset.projects for asset in assets))
    return [
        ProjectNumbers(
            name=name,
            role=who.viewer.roles.get(name),
            assets=counted((asset for asset in assets if name in asset.projects), states),
        )
        for name in sorted(names)
    ]
