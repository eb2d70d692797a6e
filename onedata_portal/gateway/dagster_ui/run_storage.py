"""Runs, backfills, snapshots, heartbeats and cursors as one person may see and change them.

Every method of Dagster's `RunStorage` is decided here or, where it reads runs, in `run_records.py`:
what is not written down is refused, and a contract test fails when a release of Dagster adds one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dagster._core.events import DagsterEvent
from dagster._core.execution.backfill import BulkActionsFilter, BulkActionStatus, PartitionBackfill
from dagster._core.snap import ExecutionPlanSnapshot, JobSnap
from dagster._core.storage.dagster_run import (
    DagsterRun,
    RunsFilter,
)
from dagster._daemon.asset_daemon import _PRE_SENSOR_ASSET_DAEMON_PAUSED_KEY
from dagster._daemon.types import DaemonHeartbeat

from onedata_assets.domain.security.roles import Action
from onedata_portal.gateway.dagster_ui.decided import passes, refuses
from onedata_portal.gateway.dagster_ui.job_snapshots import shown_job_snap
from onedata_portal.gateway.dagster_ui.pages import first, paged
from onedata_portal.gateway.dagster_ui.refusal import RefusedError
from onedata_portal.gateway.dagster_ui.run_records import ScopedRunRecords

READABLE_CURSORS = frozenset({_PRE_SENSOR_ASSET_DAEMON_PAUSED_KEY})


@refuses(
    "add_daemon_heartbeat",
    "add_historical_run",
    "add_run_tags",
    "add_run_telemetry",
    "alembic_version",
    "dispose",
    "migrate",
    "optimize",
    "optimize_for_webserver",
    "replace_job_origin",
    "set_cursor_values",
    "wipe",
    "wipe_daemon_heartbeats",
)
# A plan is named by a hash of itself; to have the hash is to have the plan.
@passes(
    "has_execution_plan_snapshot",
    "supports_bucket_queries",
    "supports_run_telemetry",
)
class ScopedRunStorage(ScopedRunRecords):
    """The run storage that one person has."""

    def has_run(self, run_id: str) -> bool:
        """Return whether the person sees such a run."""
        return self._scope.run(run_id) is not None

    def add_run(self, dagster_run: DagsterRun) -> DagsterRun:
        """Store a run that the person launches, stamped with who and which projects."""
        return self._inner.add_run(self._scope.stamped_run(dagster_run))

    def handle_run_event(
        self, run_id: str, event: DagsterEvent, update_timestamp: datetime | None = None
    ) -> None:
        """Change the state of a run that the person launches or stops."""
        self._scope.require_run(run_id, Action.LAUNCH, Action.STOP)
        self._inner.handle_run_event(run_id, event, update_timestamp)

    def delete_run(self, run_id: str) -> None:
        """Delete a run of a project in which the person may."""
        self._scope.require_run(run_id, Action.DELETE)
        self._scope.forget_run(run_id)
        self._inner.delete_run(run_id)

    # Snapshots, which are named by a hash of what they hold.

    def has_job_snapshot(self, job_snapshot_id: str) -> bool:
        """Return whether a run that the person sees has this snapshot of its job."""
        named = RunsFilter(snapshot_id=job_snapshot_id)
        return bool(self.get_run_records(named, limit=1))

    def get_job_snapshot(self, job_snapshot_id: str) -> JobSnap:
        """Return the snapshot of a job that a run that the person sees has."""
        if not self.has_job_snapshot(job_snapshot_id):
            raise RefusedError.action(Action.VIEW)
        snap = self._inner.get_job_snapshot(job_snapshot_id)
        return shown_job_snap(snap, self._scope.hidden_resources, self._scope.sees_key)

    def add_job_snapshot(self, job_snapshot: JobSnap) -> str:
        """Store the snapshot of a job that is being launched."""
        self._scope.require_somewhere(Action.LAUNCH)
        if self._inner.has_job_snapshot(job_snapshot.snapshot_id):
            return job_snapshot.snapshot_id
        return self._inner.add_job_snapshot(job_snapshot)

    def get_execution_plan_snapshot(self, execution_plan_snapshot_id: str) -> ExecutionPlanSnapshot:
        """Return the plan of a run that was read in this request."""
        if execution_plan_snapshot_id not in self._scope.plan_ids:
            raise RefusedError.action(Action.VIEW)
        return self._inner.get_execution_plan_snapshot(execution_plan_snapshot_id)

    def add_execution_plan_snapshot(self, execution_plan_snapshot: ExecutionPlanSnapshot) -> str:
        """Store the plan of a run that is being launched."""
        self._scope.require_somewhere(Action.LAUNCH)
        return self._inner.add_execution_plan_snapshot(execution_plan_snapshot)

    # Backfills.

    def get_backfills(
        self,
        filters: BulkActionsFilter | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        status: BulkActionStatus | None = None,
    ) -> Sequence[PartitionBackfill]:
        """Return the newest backfills that the person sees."""
        backfills = paged(
            lambda after, size: self._inner.get_backfills(filters, after, size, status),
            lambda backfill: backfill.backfill_id,
            cursor,
            limit,
        )
        return first(limit, (one for one in backfills if self._sees(one)))

    def get_backfills_count(self, filters: BulkActionsFilter | None = None) -> int:
        """Return how many backfills the person sees."""
        return len(self.get_backfills(filters))

    def get_backfill(self, backfill_id: str) -> PartitionBackfill | None:
        """Return a backfill if the person sees it."""
        backfill = self._inner.get_backfill(backfill_id)
        return backfill if backfill and self._sees(backfill) else None

    def add_backfill(self, partition_backfill: PartitionBackfill) -> None:
        """Store a backfill that the person starts, stamped with who and which projects."""
        self._inner.add_backfill(self._scope.stamped_backfill(partition_backfill))

    def update_backfill(self, partition_backfill: PartitionBackfill) -> None:
        """Store a backfill that the person stops or resumes."""
        stored = self.get_backfill(partition_backfill.backfill_id)
        projects = self._scope.owned.of_backfill(stored) if stored else None
        self._scope.require(projects, Action.STOP, Action.LAUNCH)
        self._inner.update_backfill(partition_backfill)

    def _sees(self, backfill: PartitionBackfill) -> bool:
        return self._scope.sees(self._scope.owned.of_backfill(backfill))

    # Daemons.

    def get_daemon_heartbeats(self) -> Mapping[str, DaemonHeartbeat]:
        """Return that the daemons live, without their errors, which can name anything."""
        beats = self._inner.get_daemon_heartbeats()
        return {name: beat._replace(errors=[]) for name, beat in beats.items()}

    def get_cursor_values(self, keys: set[str]) -> Mapping[str, str]:
        """Return whether automation is paused; other cursors are the daemons'."""
        return self._inner.get_cursor_values(keys & READABLE_CURSORS)
