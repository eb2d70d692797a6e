"""What Dagster's web server asks for each request: the workspace, the instance and the rights.

The hooks here make Dagster's pages grey and its mutations answer "unauthorized"; what protects the
records is the workspace and the storages, which refuse by themselves.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, TypeGuard

from dagster import AssetCheckKey, AssetKey, DagsterInstance
from dagster._core.definitions.selector import (
    JobSelector,
    JobSubsetSelector,
    ScheduleSelector,
    SensorSelector,
)
from dagster._core.remote_representation.code_location import CodeLocation
from dagster._core.remote_representation.external import RemoteJob
from dagster._core.workspace.context import (
    IWorkspaceProcessContext,
    WorkspaceProcessContext,
    WorkspaceRequestContext,
)
from dagster._core.workspace.permissions import PermissionResult
from dagster._core.workspace.workspace import CurrentWorkspace
from starlette.requests import HTTPConnection

from onedata_assets.domain.security.projects import USER_TAG, joined
from onedata_assets.domain.security.roles import Action
from onedata_portal.gateway.dagster_ui.instance import person_instance
from onedata_portal.gateway.dagster_ui.launches import NO_SETTINGS, Launches
from onedata_portal.gateway.dagster_ui.location import MemberLocation
from onedata_portal.gateway.dagster_ui.permissions import action_of, for_administrators, for_members
from onedata_portal.gateway.dagster_ui.refusal import RefusedError
from onedata_portal.gateway.dagster_ui.scope import Scope
from onedata_portal.gateway.dagster_ui.workspace import Workspaces
from onedata_portal.gateway.viewer import NOBODY, Viewer, viewer_of

Selector = AssetKey | AssetCheckKey | JobSelector | ScheduleSelector | SensorSelector


class PersonRequestContext(WorkspaceRequestContext):
    """One request of one person."""

    def __init__(
        self,
        scope: Scope,
        process: "GatewayProcessContext",
        full: CurrentWorkspace,
        source: object | None,
    ) -> None:
        viewer = scope.viewer
        super().__init__(
            instance=person_instance(scope, process.whole),
            current_workspace=process.workspaces.of(full, viewer),
            process_context=process if viewer.is_admin else _MemberProcess(process, self),
            version=process.version,
            source=source,
            read_only=False,
        )
        self.scope = scope
        locations = [location for location in self.code_locations if _is_members(location)]
        scope.hidden_resources = frozenset().union(*(one.hidden_resources for one in locations))

    async def gen_job(self, selector: JobSubsetSelector) -> RemoteJob:
        """Return a job as it is shown, and remember how the code server has it, to launch that."""
        job = await super().gen_job(selector)
        location = self.get_code_location(selector.location_name)
        if not _is_members(location):
            return job
        if selector.is_subset_selection:
            shown, full = location.shown_job(job), job
        else:
            shown, full = job, location.full_job(job)
        self.scope.jobs.append((shown, full))
        return shown

    @property
    def show_instance_config(self) -> bool:
        """The configuration of the installation is for administrators."""
        return self.scope.viewer.is_admin

    def get_viewer_tags(self) -> dict[str, str]:
        """Tags that Dagster puts on what is launched; the storages put them on again."""
        return {USER_TAG: self.scope.viewer.name}

    def get_reporting_user_tags(self) -> dict[str, str]:
        """Tags that Dagster puts on events that are reported by hand."""
        return {USER_TAG: self.scope.viewer.name}

    @cached_property
    def permissions(self) -> Mapping[str, PermissionResult]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """What the person may everywhere; of 5,000 assets Dagster asks 15,000 times."""
        if self.scope.viewer.is_admin:
            return for_administrators()
        return for_members(lambda _: False, is_location=False)

    def permissions_for_location(self, *, location_name: str) -> Mapping[str, PermissionResult]:
        """What the person may to everything that they see of a location."""
        if self.scope.viewer.is_admin:
            return super().permissions_for_location(location_name=location_name)
        entry = self.get_location_entry(location_name)
        location = entry.code_location if entry else None
        shown = location.projects if location and _is_members(location) else None
        return for_members(lambda action: self._may(action, shown), is_location=True)

    def _may(self, action: Action, projects: frozenset[str] | None) -> bool:
        return self.scope.viewer.may(action, projects)

    def permissions_for_owner(self, *, owner: str) -> Mapping[str, PermissionResult]:
        """What the person may to everything that they see of an owner."""
        if self.scope.viewer.is_admin:
            return for_administrators()
        shown = self._owners.get(owner)
        return for_members(lambda action: self._may(action, shown), is_location=True)

    @cached_property
    def _owners(self) -> Mapping[str, frozenset[str] | None]:
        """The projects of everything that the person sees of each owner."""
        parts: dict[str, list[frozenset[str] | None]] = defaultdict(list)
        for node in self.asset_graph.asset_nodes:
            for owner in node.owners:
                parts[owner].append(self.scope.owned.assets.get(node.key))
        return {owner: joined(owned) for owner, owned in parts.items()}

    def viewer_has_any_owner_definition_permissions(self) -> bool:
        """Make Dagster ask about single definitions where the whole location is not allowed."""
        return not self.scope.viewer.is_admin

    def has_permission_for_selector(self, permission: str, selector: Selector) -> bool:
        """Return whether the person may do something to one definition."""
        if self.has_permission(permission):
            return True
        action = action_of(permission)
        return action is not None and self._may(action, self._projects(selector))

    def _projects(self, selector: Selector) -> frozenset[str] | None:
        owned = self.scope.owned
        if isinstance(selector, AssetKey):
            return owned.assets.get(selector)
        if isinstance(selector, AssetCheckKey):
            return owned.checks.get(selector)
        if isinstance(selector, JobSelector):
            key = (selector.location_name, selector.repository_name, selector.job_name)
            return owned.jobs.get(key)
        instigator = (
            self.get_schedule(selector)
            if isinstance(selector, ScheduleSelector)
            else self.get_sensor(selector)
        )
        return owned.instigators.get(instigator.selector_id) if instigator else None

    def get_notebook_data(self, code_location_name: str, notebook_path: str) -> bytes:
        """Return a notebook, for administrators: its path belongs to no project."""
        self.scope.administrators_only("notebook")
        return super().get_notebook_data(code_location_name, notebook_path)

    def reload_code_location(self, name: str) -> WorkspaceRequestContext:
        """Load the code of a location again, for administrators."""
        self.scope.administrators_only("reload")
        self.process_context.reload_code_location(name)
        return self.process_context.create_request_context(self.source)

    def reload_workspace(self) -> WorkspaceRequestContext:
        """Load the code of all locations again, for administrators."""
        self.scope.administrators_only("reload")
        self.process_context.reload_workspace()
        return self.process_context.create_request_context(self.source)

    def shutdown_code_location(self, name: str) -> None:
        """Stop the server of a location, for administrators."""
        self.scope.administrators_only("shutdown")
        super().shutdown_code_location(name)

    def refresh_component_state(self, name: str, defs_state_keys: Sequence[str]) -> Any:  # noqa: ANN401
        """Refresh what components keep, for administrators."""
        self.scope.administrators_only("refresh")
        return super().refresh_component_state(name, defs_state_keys)


def _is_members(location: CodeLocation) -> TypeGuard[MemberLocation]:
    return isinstance(location, MemberLocation)


class GatewayProcessContext(WorkspaceProcessContext):
    """Dagster's workspace and instance, of which each request gets what its person may have."""

    def __init__(self, *args: Any, default_project: str, **kwargs: Any) -> None:  # noqa: ANN401
        self._launches: Launches = kwargs.pop("launches", NO_SETTINGS)
        self.workspaces = Workspaces(default_project)
        super().__init__(*args, **kwargs)

    def create_request_context(self, source: object | None = None) -> WorkspaceRequestContext:
        """Return what the person of a request has; nothing where nobody is signed in."""
        viewer = viewer_of(source.scope) if isinstance(source, HTTPConnection) else NOBODY
        full = self.get_current_workspace()
        return PersonRequestContext(self.scope(viewer, full), self, full, source)

    def scope(self, viewer: Viewer, full: CurrentWorkspace | None = None) -> Scope:
        """Return what a person sees and may at this moment, or in that state of the workspace."""
        owned = self.workspaces.owned(full or self.get_current_workspace())
        return Scope(viewer, owned, self.instance, self._launches)

    def whole(self) -> WorkspaceRequestContext:
        """Return the unfiltered context that the launcher of an admitted run needs."""
        return super().create_request_context(None)


class _MemberProcess(IWorkspaceProcessContext):
    """What a member has of the process: nothing to reload, and no other context than theirs.

    It is no `WorkspaceProcessContext`, so the subscription to changes of locations, whose messages
    name locations and servers, ends at once.
    """

    def __init__(self, process: GatewayProcessContext, context: PersonRequestContext) -> None:
        self._version = process.version
        self._context = context

    def create_request_context(self, source: object | None = None) -> WorkspaceRequestContext:
        """Return the member's own context."""
        del source
        return self._context

    @property
    def version(self) -> str:
        """The version of the web server."""
        return self._version

    @property
    def instance(self) -> DagsterInstance:
        """The member's own instance."""
        return self._context.instance

    def reload_code_location(self, name: str) -> None:
        """Refuse: for administrators."""
        del name
        raise RefusedError.administrators("reload")

    def reload_workspace(self) -> None:
        """Refuse: for administrators."""
        raise RefusedError.administrators("reload")

    def refresh_workspace(self) -> None:
        """Refuse: for administrators."""
        raise RefusedError.administrators("refresh")
