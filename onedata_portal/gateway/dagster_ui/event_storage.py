"""The event log as one person may see and change it: events of runs, pools, and all writing.

Every method of Dagster's `EventLogStorage` is decided here, in `asset_events.py` and in
`check_events.py`, or inherited from its base, which reaches the records only through these; a
contract test fails when a release of Dagster adds one.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dagster import AssetKey, DagsterEventType
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluation
from dagster._core.event_api import EventLogCursor
from dagster._core.events.log import EventLogEntry
from dagster._core.execution.stats import RunStepKeyStatsSnapshot
from dagster._core.instance.utils import RUNLESS_RUN_ID
from dagster._core.storage.dagster_run import DagsterRunStatsSnapshot
from dagster._core.storage.event_log.base import EventLogConnection, PoolLimit
from dagster._record import copy
from dagster._utils.concurrency import ConcurrencyKeyInfo

from onedata_assets.domain.security.roles import Action
from onedata_portal.gateway.dagster_ui.check_events import ScopedCheckEvents
from onedata_portal.gateway.dagster_ui.decided import passes, refuses
from onedata_portal.gateway.dagster_ui.redaction import shown_entry, shown_record
from onedata_portal.gateway.dagster_ui.scope import Scope

if TYPE_CHECKING:
    from dagster._core.storage.partition_status_cache import AssetStatusCacheValue

Handler = Callable[[EventLogEntry, str], None]
NO_EVENTS = EventLogConnection([], EventLogCursor.from_storage_id(-1).to_string(), False)


@refuses(
    "alembic_version",
    "check_concurrency_claim",
    "claim_concurrency_slot",
    "delete_concurrency_limit",
    "dispose",
    "fetch_run_status_changes",
    "free_concurrency_slot_for_step",
    "free_concurrency_slots_for_run",
    "get_logs_for_all_runs_by_log_id",
    "initialize_concurrency_limit_to_default",
    "optimize_for_webserver",
    "reindex_assets",
    "reindex_events",
    "set_concurrency_slots",
    "upgrade",
    "wipe",
)
@passes(
    "asset_records_have_last_observation",
    "asset_records_have_last_planned_and_failed_materializations",
    "can_read_asset_status_cache",
    "can_store_asset_failure_events",
    "can_write_asset_status_cache",
    "default_run_scoped_event_tailer_offset",
    "get_maximum_record_id",
    "get_pool_config",
    "handles_run_events_in_store_event",
    "has_bounded_dynamic_partition_membership_query",
    "is_persistent",
    "is_run_sharded",
    "supports_asset_checks",
    "supports_global_concurrency_limits",
    "supports_partition_subset_in_asset_materialization_planned_events",
    "supports_run_status_change_job_name_filter",
)
class ScopedEventStorage(ScopedCheckEvents):
    """The event log that one person has."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._watchers: dict[tuple[str, Handler], Handler] = {}

    # Events of a run.

    def get_records_for_run(
        self,
        run_id: str,
        cursor: str | None = None,
        of_type: DagsterEventType | set[DagsterEventType] | None = None,
        limit: int | None = None,
        ascending: bool = True,
    ) -> EventLogConnection:
        """Return events of a run that the person sees."""
        if not self._scope.run(run_id):
            return NO_EVENTS
        page = self._inner.get_records_for_run(run_id, cursor, of_type, limit, ascending)
        return page._replace(records=[shown_record(r, self._scope) for r in page.records])

    def get_stats_for_run(self, run_id: str) -> DagsterRunStatsSnapshot:
        """Return how a run that the person sees went."""
        if not self._scope.run(run_id):
            return DagsterRunStatsSnapshot(
                run_id=run_id,
                steps_succeeded=0,
                steps_failed=0,
                materializations=0,
                expectations=0,
                enqueued_time=None,
                launch_time=None,
                start_time=None,
                end_time=None,
            )
        return self._inner.get_stats_for_run(run_id)

    def get_step_stats_for_run(
        self, run_id: str, step_keys: Sequence[str] | None = None
    ) -> Sequence[RunStepKeyStatsSnapshot]:
        """Return how the steps of a run that the person sees went."""
        if self._scope.run(run_id):
            return self._inner.get_step_stats_for_run(run_id, step_keys)
        # Pages ask this of the steps of an asset's events; a step of a hidden run has no times.
        return [RunStepKeyStatsSnapshot(run_id, key) for key in step_keys or ()]

    def watch(self, run_id: str, cursor: str | None, callback: Handler) -> None:
        """Call back for each new event of a run that the person sees."""
        if self._scope.run(run_id):

            def shown(entry: EventLogEntry, at: str) -> None:
                callback(shown_entry(entry, self._scope), at)

            self._watchers[run_id, callback] = shown
            self._inner.watch(run_id, cursor, shown)

    def end_watch(self, run_id: str, handler: Handler) -> None:
        """Stop calling back."""
        if (run_id, handler) in self._watchers:
            self._inner.end_watch(run_id, self._watchers.pop((run_id, handler)))

    # Writing.

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event of a run that the person starts or stops, or one reported on an asset."""
        if event.run_id == RUNLESS_RUN_ID:
            self._scope.require_asset(_reported_on(event) or AssetKey([]), Action.REPORT)
        else:
            self._scope.require_run(event.run_id, Action.LAUNCH, Action.STOP)
        self._inner.store_event(event)

    def delete_events(self, run_id: str) -> None:
        """Delete the events of a run of a project in which the person may."""
        self._scope.require_run(run_id, Action.DELETE)
        self._inner.delete_events(run_id)

    def wipe_asset(self, asset_key: AssetKey) -> None:
        """Forget everything of an asset of a project in which the person may."""
        self._scope.require_asset(asset_key, Action.WIPE)
        self._inner.wipe_asset(asset_key)

    def wipe_asset_partitions(self, asset_key: AssetKey, partition_keys: Sequence[str]) -> None:
        """Forget partitions of an asset of a project in which the person may."""
        self._scope.require_asset(asset_key, Action.WIPE)
        self._inner.wipe_asset_partitions(asset_key, partition_keys)

    def wipe_asset_cached_status(self, asset_key: AssetKey) -> None:
        """Forget the cached state of the partitions of an asset that is wiped."""
        self._scope.require_asset(asset_key, Action.WIPE)
        self._inner.wipe_asset_cached_status(asset_key)

    def update_asset_cached_status_data(
        self, asset_key: AssetKey, cache_values: "AssetStatusCacheValue"
    ) -> None:
        """Cache the state of the partitions of an asset that the person looks at."""
        if self._scope.sees_key(asset_key):
            self._inner.update_asset_cached_status_data(asset_key, cache_values)

    # Pools.

    def get_concurrency_keys(self) -> set[str]:
        """Return the pools in which a run stands that the person sees."""
        keys = self._inner.get_concurrency_keys()
        return {key for key in keys if self._scope.sees_pool(key)}

    def get_concurrency_info(self, concurrency_key: str) -> ConcurrencyKeyInfo:
        """Return the state of a pool, with the steps of runs that the person sees."""
        if not self._scope.sees_pool(concurrency_key):
            return ConcurrencyKeyInfo(
                concurrency_key=concurrency_key, slot_count=0, claimed_slots=[], pending_steps=[]
            )
        info = self._inner.get_concurrency_info(concurrency_key)
        steps = [*info.claimed_slots, *info.pending_steps]
        seen = self._scope.visible_run_ids(step.run_id for step in steps)
        return copy(
            info,
            claimed_slots=[slot for slot in info.claimed_slots if slot.run_id in seen],
            pending_steps=[step for step in info.pending_steps if step.run_id in seen],
        )

    def get_concurrency_run_ids(self) -> set[str]:
        """Return the runs that stand in pools."""
        return self._scope.visible_run_ids(self._inner.get_concurrency_run_ids())

    def get_pool_limits(self) -> Sequence[PoolLimit]:
        """Return the limits of pools of assets that the person sees."""
        limits = self._inner.get_pool_limits()
        return [limit for limit in limits if self._scope.sees_pool(limit.name)]


def _reported_on(event: EventLogEntry) -> AssetKey | None:
    """Return the asset of an event that is reported; of a check's the one that it looks at."""
    told = event.dagster_event
    if told is None:
        return None
    data = told.event_specific_data
    return data.asset_key if isinstance(data, AssetCheckEvaluation) else told.asset_key
