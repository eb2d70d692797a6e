"""Dagster's instance as one person has it.

A member's instance has scoped storages, so whatever Dagster reads or writes through it is
filtered; and it answers only the methods in `ALLOWED`, so what a release of Dagster adds is refused
until someone decides. An administrator's instance is the real one that stamps launches.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from dagster import DagsterInstance
from dagster._core.execution.backfill import PartitionBackfill
from dagster._core.launcher import RunLauncher
from dagster._core.remote_representation.external import RemoteJob
from dagster._core.remote_representation.historical import HistoricalJob
from dagster._core.run_coordinator import RunCoordinator
from dagster._core.snap import JobSnap
from dagster._core.storage.compute_log_manager import ComputeLogManager
from dagster._core.storage.dagster_run import (
    DagsterRun,
    JobBucket,
    RunRecord,
    RunsFilter,
    TagBucket,
)
from dagster._core.storage.runs import RunStorage
from dagster._core.workspace.context import BaseWorkspaceRequestContext

from onedata_assets.domain.security.roles import Action
from onedata_portal.gateway.dagster_ui.event_storage import ScopedEventStorage
from onedata_portal.gateway.dagster_ui.instance_methods import ALLOWED
from onedata_portal.gateway.dagster_ui.logs import (
    CoordinatorGuard,
    LauncherGuard,
    LogGuard,
    guarded,
)
from onedata_portal.gateway.dagster_ui.narrowed import with_values
from onedata_portal.gateway.dagster_ui.refusal import RefusedError
from onedata_portal.gateway.dagster_ui.run_storage import ScopedRunStorage
from onedata_portal.gateway.dagster_ui.schedule_storage import ScopedScheduleStorage
from onedata_portal.gateway.dagster_ui.scope import Scope


def _like(cls: type[DagsterInstance], base: DagsterInstance) -> Any:  # noqa: ANN401
    """Return an instance of `cls` with the state of `base`.

    Dagster's constructor would make the storages, the launcher and the coordinator belong to the
    new instance. Cached properties, which have public names, would belong to the old one.
    """
    made = cls.__new__(cls)
    made.__dict__.update({k: v for k, v in base.__dict__.items() if k.startswith("_")})
    return made


class MemberInstance(DagsterInstance):
    """What a member of projects has."""

    _scope: Scope
    _real: DagsterInstance
    _whole: Callable[[], BaseWorkspaceRequestContext]

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401
        """Refuse what is not decided; names that start with _ are Dagster's own inner calls."""
        if name.startswith("_") or name in ALLOWED:
            return super().__getattribute__(name)
        raise RefusedError.administrators(name)

    @property
    def compute_log_manager(self) -> ComputeLogManager:
        """What steps and ticks print, where the person sees them."""
        return guarded(self._real.compute_log_manager, LogGuard, self._scope)

    @property
    def run_coordinator(self) -> RunCoordinator:
        """Who stops runs, where the person may."""
        return guarded(self._real.run_coordinator, CoordinatorGuard, self._scope)

    @property
    def run_launcher(self) -> RunLauncher:
        """What the launcher is and can."""
        return guarded(self._real.run_launcher, LauncherGuard, self._scope)

    @property
    def defs_state_storage(self) -> None:
        """Nothing: the state of components is of all projects."""
        return

    def create_run(self, *, job_snapshot: JobSnap | None, **rest: Any) -> DagsterRun:  # noqa: ANN401
        """Store a run with the snapshot that the code server has of its job."""
        for shown, full in self._scope.jobs:
            if shown.job_snapshot is job_snapshot:
                job_snapshot = full.job_snapshot
        return super().create_run(job_snapshot=job_snapshot, **rest)

    def create_reexecuted_run(self, *, remote_job: RemoteJob, **rest: Any) -> DagsterRun:  # noqa: ANN401
        """Store a retry with the job that the code server has."""
        full = [full for shown, full in self._scope.jobs if shown is remote_job]
        return super().create_reexecuted_run(remote_job=(full or [remote_job])[-1], **rest)

    def get_historical_job(self, snapshot_id: str) -> HistoricalJob:
        """Return the job of a run, without the job of all assets that it was cut from."""
        return HistoricalJob(self.get_job_snapshot(snapshot_id), snapshot_id, None)

    def submit_run(self, run_id: str, workspace: BaseWorkspaceRequestContext) -> DagsterRun:
        """Queue a run that the person may launch; launching needs the whole workspace."""
        del workspace  # the person's, of which the launcher could not use the code locations
        self._scope.require_run(run_id, Action.LAUNCH)
        with self._whole() as whole:
            return self._real.submit_run(run_id, whole)

    def dispose(self) -> None:
        """Leave the real instance open."""


class AdministratorInstance(DagsterInstance):
    """What an administrator has: everything, and launches say who and which projects."""

    _real: DagsterInstance

    @property
    def compute_log_manager(self) -> ComputeLogManager:
        """What steps and ticks print."""
        return self._real.compute_log_manager

    @property
    def run_coordinator(self) -> RunCoordinator:
        """Who queues and stops runs."""
        return self._real.run_coordinator

    @property
    def run_launcher(self) -> RunLauncher:
        """Who launches runs."""
        return self._real.run_launcher

    def dispose(self) -> None:
        """Leave the real instance open."""


class StampGuard(RunStorage):
    """The real run storage, in which new runs and backfills say who started them."""

    _scope: Scope

    def get_run_records(  # noqa: PLR0917  as Dagster calls it
        self,
        filters: RunsFilter | None = None,
        limit: int | None = None,
        order_by: str | None = None,
        ascending: bool = False,
        cursor: str | None = None,
        bucket_by: JobBucket | TagBucket | None = None,
    ) -> Sequence[RunRecord]:
        """Return the newest runs, of one project where the filter asks for that."""
        filters = with_values(filters, self)
        return super().get_run_records(filters, limit, order_by, ascending, cursor, bucket_by)  # pyright: ignore[reportAbstractUsage]

    def add_run(self, dagster_run: DagsterRun) -> DagsterRun:
        """Store a run with who launched it and for which projects."""
        return super().add_run(self._scope.stamped_run(dagster_run))  # pyright: ignore[reportAbstractUsage]

    def add_backfill(self, partition_backfill: PartitionBackfill) -> None:
        """Store a backfill with who started it and for which projects."""
        super().add_backfill(self._scope.stamped_backfill(partition_backfill))  # pyright: ignore[reportAbstractUsage]


def person_instance(
    scope: Scope, whole: Callable[[], BaseWorkspaceRequestContext]
) -> DagsterInstance:
    """Return the instance of a person; `whole` opens the workspace that launching needs."""
    if scope.viewer.is_admin:
        instance = _like(AdministratorInstance, scope.base)
        storages: dict[str, Any] = {
            "_run_storage": guarded(scope.base.run_storage, StampGuard, scope)
        }
    else:
        instance = _like(MemberInstance, scope.base)
        # What these classes seem to lack, their decorators decide.
        storages = {
            "_run_storage": ScopedRunStorage(scope),  # pyright: ignore[reportAbstractUsage]
            "_event_storage": ScopedEventStorage(scope),  # pyright: ignore[reportAbstractUsage]
            "_schedule_storage": ScopedScheduleStorage(scope),  # pyright: ignore[reportAbstractUsage]
        }
        for storage in storages.values():
            storage.register_instance(instance)
    instance.__dict__.update(storages, _scope=scope, _real=scope.base, _whole=whole)
    instance.__dict__.update(_subscribers=defaultdict(list), _event_buffer=defaultdict(list))
    return instance
