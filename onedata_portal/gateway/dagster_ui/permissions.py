"""Which action of a role each of Dagster's permissions is. A contract test pins the list."""

from collections.abc import Callable, Mapping

from dagster._core.workspace.permissions import (
    EDITOR_PERMISSIONS,
    LOCATION_SCOPED_PERMISSIONS,
    PermissionResult,
    Permissions,
)

from onedata_assets.domain.security.roles import Action

# None is for administrators: it changes what all projects share.
ACTIONS: Mapping[Permissions, Action | None] = {
    Permissions.LAUNCH_PIPELINE_EXECUTION: Action.LAUNCH,
    Permissions.LAUNCH_PIPELINE_REEXECUTION: Action.LAUNCH,
    Permissions.LAUNCH_PARTITION_BACKFILL: Action.LAUNCH,
    Permissions.SCHEDULE_DRY_RUN: Action.LAUNCH,
    Permissions.SENSOR_DRY_RUN: Action.LAUNCH,
    Permissions.TERMINATE_PIPELINE_EXECUTION: Action.STOP,
    Permissions.CANCEL_PARTITION_BACKFILL: Action.STOP,
    Permissions.START_SCHEDULE: Action.SCHEDULE,
    Permissions.STOP_RUNNING_SCHEDULE: Action.SCHEDULE,
    Permissions.EDIT_SENSOR: Action.SCHEDULE,
    Permissions.UPDATE_SENSOR_CURSOR: Action.SCHEDULE,
    Permissions.EDIT_DYNAMIC_PARTITIONS: Action.PARTITION,
    Permissions.REPORT_RUNLESS_ASSET_EVENTS: Action.REPORT,
    Permissions.DELETE_PIPELINE_RUN: Action.DELETE,
    Permissions.WIPE_ASSETS: Action.WIPE,
    Permissions.RELOAD_REPOSITORY_LOCATION: None,
    Permissions.RELOAD_WORKSPACE: None,
    Permissions.TOGGLE_AUTO_MATERIALIZE: None,
    Permissions.EDIT_CONCURRENCY_LIMIT: None,
    Permissions.EDIT_APP_MANAGED_COMPONENTS: None,
    Permissions.REFRESH_COMPONENT_STATE: None,
}

DISABLED = "Your role does not allow this · 您的角色不允许此操作"


def action_of(permission: str) -> Action | None:
    """Return the action that a permission is; none for what only administrators may."""
    return ACTIONS.get(Permissions(permission))


def for_administrators() -> dict[str, PermissionResult]:
    """Return what an administrator may: all that Dagster has for an editor."""
    return {name: _result(allowed) for name, allowed in EDITOR_PERMISSIONS.items()}


def for_members(
    allowed: Callable[[Action], bool], *, is_location: bool
) -> dict[str, PermissionResult]:
    """Return each permission by whether its action is allowed."""
    names = LOCATION_SCOPED_PERMISSIONS if is_location else EDITOR_PERMISSIONS
    return {
        str(name): _result((action := action_of(name)) is not None and allowed(action))
        for name in names
    }


def _result(allowed: bool) -> PermissionResult:
    return PermissionResult(enabled=allowed, disabled_reason=None if allowed else DISABLED)
