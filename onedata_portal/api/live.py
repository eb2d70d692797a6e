"""What is happening to assets now: last materialization, failed and active runs, checks, freshness.

One query asks for all of a page; the state of all assets, which the home page and filters by health
need, is kept for some seconds. The rule of health is in `domain/operations/health.py`.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from onedata_assets.domain.operations.health import (
    Freshness,
    Happened,
    Health,
    Outcome,
    freshness_of,
    health_of,
    outcome_of,
)
from onedata_portal.api.asset_keys import Key, key_input
from onedata_portal.api.dagster import Answer, DagsterClient, query_text, result_of
from onedata_portal.api.definitions import KEPT, Definition, Definitions, Seers, seers_of
from onedata_portal.gateway.viewer import Viewer

# The state of 5,000 assets costs Dagster most of a second, so it is not read for every page.
FRESH_SECONDS = 10.0
USABLE_SECONDS = 120.0


@dataclass(frozen=True)
class Check:
    """How one check of an asset ended."""

    name: str
    outcome: Outcome
    run_id: str | None
    at: datetime | None


@dataclass(frozen=True)
class Partitions:
    """How many partitions of an asset are in which state."""

    total: int
    materialized: int
    failed: int
    materializing: int


@dataclass(frozen=True)
class State:
    """What is happening to one asset; the last three are read only for assets on a page."""

    health: Health
    materialized_at: datetime | None
    run_id: str | None
    failed_run_id: str | None
    active_run_ids: tuple[str, ...]
    checks: tuple[Check, ...]
    freshness: Freshness | None
    stale: str | None = None
    partitions: Partitions | None = None
    may_materialize: bool = False


States = Mapping[Key, State]


def moment(seconds: float | None) -> datetime | None:
    """Return a time of Dagster's, in seconds since 1970."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def moment_of_text(milliseconds: str | None) -> datetime | None:
    """Return a time as Dagster's events have it: milliseconds, as text."""
    return None if milliseconds is None else moment(float(milliseconds) / 1000)


class LiveStates:
    """Reads states of assets."""

    def __init__(self, dagster: DagsterClient, clock: Callable[[], float]) -> None:
        self._dagster = dagster
        self._clock = clock
        self._kept: OrderedDict[Seers, tuple[float, str, States]] = OrderedDict()
        self._reading: dict[Seers, asyncio.Task[States]] = {}

    async def of_page(
        self, viewer: Viewer, page: Sequence[Definition], *, stale: bool = True
    ) -> States:
        """Return the states of the assets of a page, by one query.

        Whether an asset is stale is told where asked: Dagster looks at all that it is made from.
        """
        return await self._read(viewer, page, is_page=True, stale=stale) if page else {}

    async def of_all(self, viewer: Viewer, definitions: Definitions) -> States:
        """Return the states of all assets, at most some seconds old.

        A reading that is older, but not by much, is returned while the next one is under way, so
        a page waits for a reading only when nobody has asked for a while.
        """
        seers = seers_of(viewer)
        at, state, states = self._kept.get(seers, (0.0, "", {}))
        age = self._clock() - at
        if state == definitions.state and age < FRESH_SECONDS:
            return states
        reading = self._reading.get(seers)
        if reading is None:
            reading = asyncio.create_task(self._renew(viewer, definitions))
            self._reading[seers] = reading
        if state == definitions.state and age < USABLE_SECONDS:
            return states
        return await asyncio.shield(reading)

    async def _renew(self, viewer: Viewer, definitions: Definitions) -> States:
        seers = seers_of(viewer)
        try:
            assets = list(definitions.assets.values())
            states = await self._read(viewer, assets, is_page=False, stale=False)
            self._kept[seers] = (self._clock(), definitions.state, states)
            self._kept.move_to_end(seers)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return states
        finally:
            self._reading.pop(seers, None)

    async def _read(
        self, viewer: Viewer, assets: Sequence[Definition], *, is_page: bool, stale: bool
    ) -> States:
        variables = {
            "keys": [key_input(asset.key) for asset in assets] if is_page else [],
            "checked": [key_input(asset.key) for asset in assets if asset.is_watched],
            "page": is_page,
            "stale": stale,
        }
        asked = self._dagster.ask(viewer, query_text("live"), variables)
        if is_page:
            answer = await asked
            return read_states(answer, assets, _last_of(answer))
        answer, told = await asyncio.gather(asked, self._dagster.latest(viewer))
        last = {tuple(path): {"timestamp": at, "runId": run_id} for path, at, run_id in told}
        return read_states(answer, assets, last)


def _last_of(answer: Answer) -> dict[Key, Answer | None]:
    """Return the last materialization of each asset of a page."""
    nodes = result_of(answer["assets"], en="asset", zh="资产")["nodes"]
    return {_key(node["key"]): (node["assetMaterializations"] or [None])[0] for node in nodes}


def read_states(
    answer: Answer, assets: Sequence[Definition], last: Mapping[Key, Answer | None]
) -> dict[Key, State]:
    """Return the states that an answer tells of, with when each asset was last made."""
    failed, active = (
        _runs_by_asset(result_of(answer[part], en="run", zh="运行")["results"], assets)
        for part in ("failed", "active")
    )
    watched = {_key(node["assetKey"]): node for node in answer["checked"]}
    page = {_key(node["assetKey"]): node for node in answer.get("page") or ()}
    return {
        asset.key: _state(
            asset,
            last.get(asset.key),
            failed.get(asset.key, []),
            active.get(asset.key, []),
            watched.get(asset.key) if asset.is_watched else None,
            page.get(asset.key),
        )
        for asset in assets
    }


def _key(told: Answer) -> Key:
    return tuple(told["path"])


def _runs_by_asset(runs: Iterable[Answer], assets: Iterable[Definition]) -> dict[Key, list[Answer]]:
    """Return the runs that were to make each asset, newest first."""
    by_job: dict[str, list[Key]] = {}
    for asset in assets:
        for job in asset.jobs:
            by_job.setdefault(job, []).append(asset.key)
    found: dict[Key, list[Answer]] = {}
    for run in runs:
        selected = run["assetSelection"]
        keys = [_key(one) for one in selected] if selected else by_job.get(run["jobName"], [])
        for key in keys:
            found.setdefault(key, []).append(run)
    return found


def _state(  # noqa: PLR0917  the parts of one answer
    asset: Definition,
    last: Answer | None,
    failed: Sequence[Answer],
    active: Sequence[Answer],
    watched: Answer | None,
    page: Answer | None,
) -> State:
    checks = _checks(watched) if watched else ()
    info = watched and watched["freshnessStatusInfo"]
    freshness = freshness_of(info["freshnessStatus"]) if info else None
    failed_run = next((run["runId"] for run in failed if _is_since(run, last)), None)
    happened = Happened(
        is_made_here=asset.is_executable,
        is_materialized=last is not None,
        has_failed_since=failed_run is not None,
        outcomes=[check.outcome for check in checks],
        freshness=freshness,
    )
    return State(
        health=health_of(happened),
        materialized_at=moment_of_text(last["timestamp"]) if last else None,
        run_id=last["runId"] if last else None,
        failed_run_id=failed_run,
        active_run_ids=tuple(
            run["runId"] for run in active if not last or run["runId"] != last["runId"]
        ),
        checks=checks,
        freshness=freshness,
        stale=page["staleStatus"].lower() if page and page.get("staleStatus") else None,
        partitions=_partitions(page["partitionStats"]) if page else None,
        may_materialize=bool(page and page["hasMaterializePermission"]),
    )


def _is_since(run: Answer, last: Answer | None) -> bool:
    """Return whether a run ended after the asset was last made, and did not make it."""
    if last is None:
        return True
    ended = run["endTime"] or run["startTime"] or 0.0
    return run["runId"] != last["runId"] and ended > float(last["timestamp"]) / 1000


def _checks(node: Answer) -> tuple[Check, ...]:
    checks = node["assetChecksOrError"].get("checks") or ()
    return tuple(_check(one["name"], one["executionForLatestMaterialization"]) for one in checks)


def _check(name: str, execution: Answer | None) -> Check:
    if execution is None:
        return Check(name, Outcome.MISSING, None, None)
    severity = (execution["evaluation"] or {}).get("severity")
    outcome = outcome_of(execution["status"], severity)
    return Check(name, outcome, execution["runId"] or None, moment(execution["timestamp"]))


def _partitions(stats: Answer | None) -> Partitions | None:
    if stats is None:
        return None
    return Partitions(
        total=stats["numPartitions"],
        materialized=stats["numMaterialized"],
        failed=stats["numFailed"],
        materializing=stats["numMaterializing"],
    )
