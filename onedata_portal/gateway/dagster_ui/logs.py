"""What steps and ticks print, as one person may see it; and stopping runs.

Both are the real objects of the instance behind a guard: a guarded object is of a subclass of the
real one's class, because Dagster's pages ask what class it is.
"""

import copy
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from dagster._core.launcher import RunLauncher
from dagster._core.run_coordinator import RunCoordinator, SubmitRunContext
from dagster._core.storage.compute_log_manager import (
    CapturedLogData,
    CapturedLogMetadata,
    CapturedLogSubscription,
    ComputeIOType,
    ComputeLogManager,
)
from dagster._core.storage.dagster_run import DagsterRun

from onedata_assets.domain.security.roles import Action
from onedata_portal.gateway.dagster_ui.decided import refuses
from onedata_portal.gateway.dagster_ui.scope import Scope

Real = TypeVar("Real")


def guarded(real: Real, guard: type, scope: Scope) -> Real:
    """Return `real` behind `guard`, a class whose methods come before those of its own."""
    behind = copy.copy(real)
    object.__setattr__(behind, "__class__", _behind(guard, type(real)))
    behind.__dict__["_scope"] = scope
    return behind


@cache
def _behind(guard: type, cls: type) -> Any:  # noqa: ANN401  a class that no one wrote down
    return type(f"{guard.__name__}{cls.__name__}", (guard, cls), {})


@refuses("capture_logs", "delete_logs", "dispose", "open_log_stream", "local_manager")
class LogGuard(ComputeLogManager):
    """Shows the logs of runs, backfills and ticks that the person sees, and no other file."""

    _scope: Scope

    def get_log_data(
        self, log_key: Sequence[str], cursor: str | None = None, max_bytes: int | None = None
    ) -> CapturedLogData:
        """Return what was printed; nothing where it is hidden."""
        if self._scope.sees_log(log_key):
            return super().get_log_data(log_key, cursor, max_bytes)
        return CapturedLogData(log_key=log_key)

    def get_log_data_for_type(
        self,
        log_key: Sequence[str],
        io_type: ComputeIOType,
        offset: int = 0,
        max_bytes: int | None = None,
    ) -> tuple[bytes | None, int]:
        """Return what was printed to one stream; nothing where it is hidden."""
        if self._scope.sees_log(log_key):
            return super().get_log_data_for_type(log_key, io_type, offset, max_bytes)  # pyright: ignore[reportAbstractUsage]
        return None, offset

    def get_log_metadata(self, log_key: Sequence[str]) -> CapturedLogMetadata:
        """Return where to read what was printed."""
        if self._scope.sees_log(log_key):
            return super().get_log_metadata(log_key)  # pyright: ignore[reportAbstractUsage]
        return CapturedLogMetadata()

    def get_captured_local_path(
        self, log_key: Sequence[str], extension: str, partial: bool = False
    ) -> str | None:
        """Return the file of what was printed; none where it is hidden."""
        if self._scope.sees_log(log_key):
            return super().get_captured_local_path(log_key, extension, partial)  # pyright: ignore[reportAttributeAccessIssue]
        return None

    def is_capture_complete(self, log_key: Sequence[str]) -> bool:
        """Return whether no more will be printed; nothing will where it is hidden."""
        if self._scope.sees_log(log_key):
            return super().is_capture_complete(log_key)  # pyright: ignore[reportAbstractUsage]
        return True

    def subscribe(
        self, log_key: Sequence[str], cursor: str | None = None
    ) -> CapturedLogSubscription:
        """Follow what is printed; where it is hidden, nothing, at once complete."""
        if self._scope.sees_log(log_key):
            return super().subscribe(log_key, cursor)  # pyright: ignore[reportAbstractUsage]
        subscription = CapturedLogSubscription(self, log_key, cursor)
        subscription.complete()
        return subscription

    def get_log_keys_for_log_key_prefix(
        self, log_key_prefix: Sequence[str], io_type: ComputeIOType
    ) -> Sequence[list[str]]:
        """Return the parts of the log of a backfill that the person sees."""
        if self._scope.sees_log(log_key_prefix):
            found = super().get_log_keys_for_log_key_prefix(log_key_prefix, io_type)
            return [key for key in found if self._scope.sees_log(key)]
        return []

    def _get_log_lines_for_log_key(
        self, log_key: Sequence[str], io_type: ComputeIOType
    ) -> Sequence[str]:
        if self._scope.sees_log(log_key):
            return super()._get_log_lines_for_log_key(log_key, io_type)
        return []


class CoordinatorGuard(RunCoordinator):
    """Stops the runs that the person may stop."""

    _scope: Scope

    def cancel_run(self, run_id: str) -> bool:
        """Stop a run of a project in which the person may."""
        self._scope.require_run(run_id, Action.STOP)
        return super().cancel_run(run_id)  # pyright: ignore[reportAbstractUsage]

    def submit_run(self, context: SubmitRunContext) -> DagsterRun:
        """Hand a run of a project in which the person may launch to the real coordinator."""
        self._scope.require_run(context.dagster_run.run_id, Action.LAUNCH)
        return super().submit_run(context)  # pyright: ignore[reportAbstractUsage]


@refuses("launch_run", "resume_run", "terminate", "join", "dispose", "get_run_worker_debug_info")
class LauncherGuard(RunLauncher):
    """Says what the launcher is and can; only the coordinator and the daemon make it launch."""
