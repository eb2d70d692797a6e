"""Dagster's queue of runs, in which every run gets what its projects' settings say.

`dagster.yaml` names it as `run_coordinator`. Whatever launches a run - a person, a schedule, a
sensor, automation, a backfill, a retry - queues it here, in the process that launches it. The
daemon asks here too how many runs go on at once: of a resource group, as INSTALLATION_FILE says.
"""

import json
from functools import cached_property

from dagster import DagsterRun
from dagster._core.launcher import DefaultRunLauncher
from dagster._core.run_coordinator import QueuedRunCoordinator, SubmitRunContext
from dagster._core.run_coordinator.queued_run_coordinator import RunQueueConfig
from dagster._core.storage.dagster_run import DagsterRunStatus
from dagster._core.workspace.workspace import CurrentWorkspace

from onedata_assets.domain.security.installation import Installation
from onedata_assets.domain.security.launching import FOLDERS_TAG
from onedata_assets.domain.security.project_rendering import GROUP_TAG
from onedata_assets.domain.security.projects import USER_TAG, Projects, project_tags
from onedata_portal.gateway.dagster_ui.launches import Launches
from onedata_portal.gateway.dagster_ui.local_mounts import mounted, roots_under
from onedata_portal.gateway.dagster_ui.workspace import Workspaces
from onedata_portal.project_settings import read_installation, stored_settings
from onedata_resources.errors import BadInputError, OneDataError
from onedata_resources.settings import home_dir, value_of
from onedata_resources.store.database import Store, open_store
from onedata_resources.store.projects import Projects as ProjectStore


class ProjectRunCoordinator(QueuedRunCoordinator):
    """Queues runs with the project and the settings that are theirs; refuses what has no room."""

    def submit_run(self, context: SubmitRunContext) -> DagsterRun:
        """Queue a run; one that a setting or quota refuses has failed, with the reason."""
        run = context.dagster_run
        if run.status is not DagsterRunStatus.NOT_STARTED:
            return super().submit_run(context)
        try:
            tags = self._tags(run, context.workspace.get_current_workspace())
        except OneDataError as error:
            self._instance.report_run_failed(run, str(error))
            return self._instance.get_run_by_id(run.run_id) or run
        if tags:
            self._instance.add_run_tags(run.run_id, tags)
        return super().submit_run(context._replace(dagster_run=run.with_tags({**run.tags, **tags})))

    def get_run_queue_config(self) -> RunQueueConfig:
        """Return how many runs go on at once, those of a resource group as the file says.

        Raises:
            BadInputError: `dagster.yaml` has limits of tags where Dagster would take them alone.
        """
        settings = super().get_run_queue_config()
        groups = [
            {"key": GROUP_TAG, "value": group, "limit": runs}
            for group, runs in self._installation.group_runs.items()
        ]
        elsewhere = self._instance.get_settings("concurrency").get("runs", {})
        if groups and "tag_concurrency_limits" in elsewhere:
            raise BadInputError(
                "dagster.yaml: with limits of resource groups, tag_concurrency_limits must stand "
                "under run_coordinator.config: move it there from concurrency.runs",
                "dagster.yaml：设置了资源组上限时，tag_concurrency_limits 须写在 "
                "run_coordinator.config 下：请从 concurrency.runs 移过去",
            )
        limits = [*settings.tag_concurrency_limits, *groups]
        return settings._replace(tag_concurrency_limits=limits)

    def dispose(self) -> None:
        """Close the store if a run opened it."""
        if "_store" in vars(self):
            self._store.close()
        super().dispose()

    def _tags(self, run: DagsterRun, workspace: CurrentWorkspace) -> dict[str, str]:
        projects = self._workspaces.owned(workspace).of_run(run)
        user = run.tags.get(USER_TAG, "")
        given = self._launches.tags(
            self._instance, run.tags, projects, user=user, run_id=run.run_id
        )
        if isinstance(self._instance.run_launcher, DefaultRunLauncher):
            given |= self._folders(run, projects)
        return {**given, **project_tags(projects)}

    def _folders(self, run: DagsterRun, projects: Projects | None) -> dict[str, str]:
        """Return the tag that says where a process of this machine has its mounts."""
        roots = roots_under(home_dir())
        user = run.tags.get(USER_TAG, "")
        found = mounted(self._launches.binds(projects, user=user, roots=roots), roots)
        if found.words:
            self._instance.report_engine_event(found.words, run)
        return {FOLDERS_TAG: json.dumps(found.folders, ensure_ascii=False)} if found.folders else {}

    @cached_property
    def _workspaces(self) -> Workspaces:
        return Workspaces(value_of("ONEDATA_DEFAULT_PROJECT"))

    @cached_property
    def _store(self) -> Store:
        return open_store(value_of("STORE_URL"))

    @cached_property
    def _launches(self) -> Launches:
        return Launches(stored_settings(ProjectStore(self._store), self._installation))

    @cached_property
    def _installation(self) -> Installation:
        return read_installation(value_of("INSTALLATION_FILE"))
