"""What the gateway rests on inside Dagster: a release that changes it fails here first."""

import inspect

import pytest
from dagster import DagsterInstance
from dagster._core.instance.methods.run_methods import RunMethods
from dagster._core.launcher import RunLauncher
from dagster._core.remote_representation.code_location import CodeLocation
from dagster._core.run_coordinator import RunCoordinator
from dagster._core.storage.compute_log_manager import ComputeLogManager
from dagster._core.storage.event_log import EventLogStorage
from dagster._core.storage.runs import RunStorage
from dagster._core.storage.schedules import ScheduleStorage
from dagster._core.workspace.context import BaseWorkspaceRequestContext, WorkspaceRequestContext
from dagster._core.workspace.permissions import Permissions
from dagster_webserver.webserver import DagsterWebserver

from onedata_portal.gateway.dagster_ui.app import ROUTES, is_known
from onedata_portal.gateway.dagster_ui.context import PersonRequestContext
from onedata_portal.gateway.dagster_ui.event_storage import ScopedEventStorage
from onedata_portal.gateway.dagster_ui.instance_methods import ALLOWED, REFUSED
from onedata_portal.gateway.dagster_ui.location import MemberLocation
from onedata_portal.gateway.dagster_ui.logs import CoordinatorGuard, LauncherGuard, LogGuard
from onedata_portal.gateway.dagster_ui.permissions import ACTIONS
from onedata_portal.gateway.dagster_ui.refusal import RefusedError
from onedata_portal.gateway.dagster_ui.run_storage import ScopedRunStorage
from onedata_portal.gateway.dagster_ui.schedule_storage import ScopedScheduleStorage
from tests.component.portal.answers import ask
from tests.component.portal.questions import root
from tests.component.portal.served import MEMBER

BOOKKEEPING = {"has_instance", "register_instance"}
# Inherited: Dagster's base makes each of these from methods that are decided.
INHERITED = {
    ScopedRunStorage: {"add_snapshot", "has_snapshot"},
    ScopedEventStorage: {
        "get_asset_check_state",
        "get_asset_event_summary_records",
        "get_asset_keys_for_run",
        "get_asset_partitions_for_run",
        "get_asset_status_cache_values",
        "get_asset_tags_to_index",
        "get_checkpointed_asset_check_state",
        "get_concurrency_infos",
        "get_existing_dynamic_partitions",
        "get_latest_materialization_storage_ids",
        "get_logs_for_run",
        "store_event_batch",
    },
    ScopedScheduleStorage: set(),
    LogGuard: {
        "build_cursor",
        "build_log_key_for_run",
        "parse_cursor",
        "read_log_lines_for_log_key_prefix",
        "unsubscribe",
    },
    CoordinatorGuard: {"dispose"},
    LauncherGuard: {
        "check_run_worker_health",
        "supports_check_run_worker_health",
        "supports_resume_run",
    },
    MemberLocation: {"cleanup", "get_defs_state_info", "get_display_metadata", "name"}
    | {"get_repository_names", "get_repository_python_origin"},
}
BASES = {
    ScopedRunStorage: RunStorage,
    ScopedEventStorage: EventLogStorage,
    ScopedScheduleStorage: ScheduleStorage,
    LogGuard: ComputeLogManager,
    CoordinatorGuard: RunCoordinator,
    LauncherGuard: RunLauncher,
    MemberLocation: CodeLocation,
}


def public(cls: type) -> set[str]:
    return {name for name in dir(cls) if not name.startswith("_")}


def test_every_method_of_the_instance_is_decided():
    assert public(DagsterInstance) == ALLOWED | REFUSED
    assert not ALLOWED & REFUSED


@pytest.mark.parametrize("ours", BASES, ids=lambda cls: cls.__name__)
def test_every_method_of_a_storage_or_guard_is_decided(ours):
    base = BASES[ours]
    own = {
        name
        for cls in ours.__mro__[: ours.__mro__.index(base)]
        for name in vars(cls)
        if not name.startswith("_")
    }
    assert public(base) - own - BOOKKEEPING == INHERITED[ours]
    assert not inspect.isabstract(ours) or ours in (LogGuard, CoordinatorGuard, LauncherGuard)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_refused_method_of_the_instance_refuses(two, name):
    with two.process.create_request_context() as nobody, pytest.raises(RefusedError):
        getattr(nobody.instance, name)


def test_only_run_domain_is_cached_on_an_instance():
    cached = [
        name
        for cls in DagsterInstance.__mro__
        for name, value in vars(cls).items()
        if type(value).__name__ == "cached_property"
    ]
    assert cached == ["run_domain"]
    assert "run_domain" in vars(RunMethods)


def test_every_permission_is_an_action_or_for_administrators():
    assert set(ACTIONS) == set(Permissions)


def test_every_route_is_decided(two):
    routes = DagsterWebserver(two.process, "").build_routes()
    assert [route for route in routes if not is_known(route)] == []
    assert {route.path for route in routes} >= ROUTES


def test_the_hooks_are_those_of_dagster():
    hooks = {name for name in vars(PersonRequestContext) if not name.startswith("_")}
    assert hooks <= public(WorkspaceRequestContext)
    for name in hooks:
        theirs = inspect.getattr_static(WorkspaceRequestContext, name)
        ours = inspect.getattr_static(PersonRequestContext, name)
        if inspect.isfunction(ours):
            assert list(inspect.signature(ours).parameters) == list(
                inspect.signature(theirs).parameters
            ), name


def test_what_a_request_reads_comes_from_the_workspace_and_the_instance():
    """Methods of Dagster's context that read elsewhere would go past the filter."""
    text = inspect.getsource(BaseWorkspaceRequestContext)
    assert {line.strip() for line in text.splitlines() if "process_context." in line} == {
        "self.process_context.reload_code_location(name)",
        "return self.process_context.create_request_context()",
        "return self.process_context.refresh_component_state(name, defs_state_keys)",
        "self.process_context.shutdown_code_location(name)",
        "self.process_context.reload_workspace()",
    }


def test_the_subscriptions_are_those_that_were_looked_at():
    assert set(root("Subscription")) == {
        "pipelineRunLogs",
        "capturedLogs",
        "locationStateChangeEvents",
    }


def test_a_member_has_no_reload(two):
    told = ask(two, MEMBER, "reloadWorkspace", {}, "Mutation")
    assert told["data"]["reloadWorkspace"]["__typename"] == "UnauthorizedError"
