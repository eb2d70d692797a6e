"""States, ticks and automation evaluations as one person may see and change them.

Every method of Dagster's `ScheduleStorage` is decided here: what is not written down is refused,
and a contract test fails when a release of Dagster adds one.
"""

import json
from collections.abc import Mapping, Sequence

from dagster import AssetKey
from dagster._core.definitions.asset_key import EntityKey
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import (
    AutoMaterializeAssetEvaluationRecord,
    InstigatorState,
    InstigatorStatus,
    InstigatorTick,
    InstigatorTickSummary,
    TickStatus,
)
from dagster._core.storage.schedules import ScheduleStorage

from onedata_assets.domain.security.roles import Action
from onedata_portal.gateway.dagster_ui.decided import passes, refuses
from onedata_portal.gateway.dagster_ui.refusal import RefusedError
from onedata_portal.gateway.dagster_ui.scope import Scope


@refuses(
    "add_auto_materialize_asset_evaluations",
    "alembic_version",
    "create_tick",
    "delete_instigator_state",
    "dispose",
    "migrate",
    "optimize",
    "optimize_for_webserver",
    "purge_asset_evaluations",
    "purge_ticks",
    "update_tick",
    "upgrade",
    "wipe",
)
@passes("supports_auto_materialize_asset_evaluations", "supports_batch_queries")
class ScopedScheduleStorage(ScheduleStorage):
    """The states and ticks that one person has."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope
        stored = scope.base.schedule_storage
        if stored is None:
            raise RefusedError.administrators("schedule_storage")
        self._inner: ScheduleStorage = stored

    # States.

    def all_instigator_state(
        self,
        repository_origin_id: str | None = None,
        repository_selector_id: str | None = None,
        instigator_type: InstigatorType | None = None,
        instigator_statuses: set[InstigatorStatus] | None = None,
    ) -> Sequence[InstigatorState]:
        """Return the states of the schedules and sensors that the person sees."""
        states = self._inner.all_instigator_state(
            repository_origin_id, repository_selector_id, instigator_type, instigator_statuses
        )
        return [state for state in states if self._scope.sees_instigator(state.selector_id)]

    def get_instigator_state(self, origin_id: str, selector_id: str) -> InstigatorState | None:
        """Return the state of a schedule or sensor that the person sees."""
        if not self._scope.sees_instigator(selector_id):
            return None
        state = self._inner.get_instigator_state(origin_id, selector_id)
        return state if state and self._scope.sees_instigator(state.selector_id) else None

    def add_instigator_state(self, state: InstigatorState) -> InstigatorState:
        """Store that the person starts or stops a schedule or sensor."""
        self._require(state)
        return self._inner.add_instigator_state(state)

    def update_instigator_state(self, state: InstigatorState) -> InstigatorState:
        """Store that the person starts, stops or moves a schedule or sensor."""
        self._require(state)
        return self._inner.update_instigator_state(state)

    def _require(self, state: InstigatorState) -> None:
        projects = self._scope.owned.instigators.get(state.selector_id)
        self._scope.require(projects, Action.SCHEDULE)

    # Ticks.

    def get_ticks(  # noqa: PLR0917  as Dagster calls it
        self,
        origin_id: str,
        selector_id: str,
        before: float | None = None,
        after: float | None = None,
        limit: int | None = None,
        statuses: Sequence[TickStatus] | None = None,
    ) -> Sequence[InstigatorTick]:
        """Return the ticks of a schedule or sensor that the person sees."""
        if not self._scope.sees_instigator(selector_id):
            return []
        ticks = self._inner.get_ticks(origin_id, selector_id, before, after, limit, statuses)
        return self._seen(ticks)

    def get_tick_summaries(  # noqa: PLR0917  as Dagster calls it
        self,
        origin_id: str,
        selector_id: str,
        before: float | None = None,
        after: float | None = None,
        limit: int | None = None,
        statuses: Sequence[TickStatus] | None = None,
    ) -> Sequence[InstigatorTickSummary]:
        """Return when a schedule or sensor that the person sees ticked."""
        if not self._scope.sees_instigator(selector_id):
            return []
        return self._inner.get_tick_summaries(
            origin_id, selector_id, before, after, limit, statuses
        )

    def get_batch_ticks(
        self,
        selector_ids: Sequence[str],
        limit: int | None = None,
        statuses: Sequence[TickStatus] | None = None,
    ) -> Mapping[str, Sequence[InstigatorTick]]:
        """Return the ticks of the schedules and sensors that the person sees."""
        seen = [name for name in selector_ids if self._scope.sees_instigator(name)]
        return self._inner.get_batch_ticks(seen, limit, statuses) if seen else {}

    def get_tick(self, tick_id: int) -> InstigatorTick:
        """Return a tick of a schedule or sensor that the person sees."""
        tick = self._inner.get_tick(tick_id)
        if not self._scope.sees_instigator(tick.selector_id):
            raise RefusedError.action(Action.VIEW)
        return tick

    def get_ticks_by_ids(self, tick_ids: Sequence[int]) -> Sequence[InstigatorTick]:
        """Return those of the ticks that the person sees."""
        return self._seen(self._inner.get_ticks_by_ids(tick_ids))

    def _seen(self, ticks: Sequence[InstigatorTick]) -> list[InstigatorTick]:
        return [tick for tick in ticks if self._scope.sees_instigator(tick.selector_id)]

    # Automation.

    def get_auto_materialize_asset_evaluations(
        self, key: EntityKey, limit: int, cursor: int | None = None
    ) -> Sequence[AutoMaterializeAssetEvaluationRecord]:
        """Return why automation did or did not make an asset, where that names no hidden asset."""
        if not self._scope.sees_key(key):
            return []
        return self._told(self._inner.get_auto_materialize_asset_evaluations(key, limit, cursor))

    def get_auto_materialize_evaluations_for_evaluation_id(
        self, evaluation_id: int
    ) -> Sequence[AutoMaterializeAssetEvaluationRecord]:
        """Return what automation decided at once about the assets that the person sees."""
        found = self._inner.get_auto_materialize_evaluations_for_evaluation_id(evaluation_id)
        return self._told([record for record in found if self._scope.sees_key(record.key)])

    def _told(
        self, records: Sequence[AutoMaterializeAssetEvaluationRecord]
    ) -> list[AutoMaterializeAssetEvaluationRecord]:
        """Leave out records whose tree of conditions names an asset that is hidden."""
        hidden = [key for key in self._scope.owned.assets if not self._scope.sees_key(key)]
        names = [name for key in hidden for name in _as_written(key)]
        return [
            record
            for record in records
            if not any(name in record.serialized_evaluation_body for name in names)
        ]


def _as_written(key: AssetKey) -> tuple[str, str]:
    """Return how an asset is named in a stored evaluation: in texts, and as a key."""
    return json.dumps(key.to_user_string())[1:-1], json.dumps(list(key.path))
