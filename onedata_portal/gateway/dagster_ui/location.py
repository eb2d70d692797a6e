"""A code location that shows a member's part of its repositories and runs nothing beside it.

Calls that reach the code server are let through only for what is shown; the code server itself
knows no projects.
"""

# ruff: noqa: ANN401  these calls pass on what Dagster gives and gets

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dagster import DagsterInstance
from dagster._core.definitions.selector import JobSubsetSelector
from dagster._core.execution.plan.state import KnownExecutionState
from dagster._core.remote_representation.code_location import CodeLocation
from dagster._core.remote_representation.external import (
    RemoteExecutionPlan,
    RemoteJob,
    RemoteRepository,
)
from dagster._core.remote_representation.handle import RepositoryHandle

from onedata_assets.domain.security.projects import joined
from onedata_assets.domain.security.roles import Action
from onedata_portal.gateway.dagster_ui.decided import passes, refuses
from onedata_portal.gateway.dagster_ui.ownership import Ownership
from onedata_portal.gateway.dagster_ui.refusal import RefusedError
from onedata_portal.gateway.dagster_ui.snapshots import Sees, ShownRepository


# A notebook is read by its path on the code server, which belongs to no project.
@refuses("get_notebook_data", "_get_subset_remote_job_result", "_gen_subset_remote_job_result")
@passes(
    "container_context",
    "container_image",
    "entry_point",
    "executable_path",
    "get_dagster_library_versions",
    "origin",
    "repository_code_pointer_dict",
)
class MemberLocation(CodeLocation):
    """What a member has of a code location."""

    def __init__(self, full: CodeLocation, owned: Ownership, sees: Sees) -> None:
        self._inner = full
        self._shown = {
            name: ShownRepository(full, repository, owned, sees)
            for name, repository in full.get_repositories().items()
        }
        # A repository of which nothing is shown is left out.
        self._repositories = {
            name: shown.build() for name, shown in self._shown.items() if shown.assets or shown.jobs
        }
        # Of everything that is shown: pages ask for it for each of many definitions.
        self.projects = joined(p for one in self._repositories.values() for p in owned.parts(one))

    @property
    def is_empty(self) -> bool:
        """Whether nothing here is the member's."""
        return not self._repositories

    @property
    def is_reload_supported(self) -> bool:
        """Never: reloading is for administrators."""
        return False

    def get_repository(self, name: str) -> RemoteRepository:
        """Return the member's part of a repository."""
        return self._repositories[name]

    def has_repository(self, name: str) -> bool:
        """Return whether something of a repository is the member's."""
        return name in self._repositories

    def get_repositories(self) -> Mapping[str, RemoteRepository]:
        """Return the member's parts of the repositories."""
        return self._repositories

    @property
    def hidden_resources(self) -> frozenset[str]:
        """The resources that only others use."""
        return frozenset().union(*(shown.hidden_resources for shown in self._shown.values()))

    def shown_job(self, job: RemoteJob) -> RemoteJob:
        """Return a part of a job, which the code server made, without what is hidden."""
        return self._shown[job.repository_handle.repository_name].shown_job(job)

    def full_job(self, job: RemoteJob) -> RemoteJob:
        """Return the job that the code server has for one of a member's repository."""
        return self._shown[job.repository_handle.repository_name].full_job(job.name)

    # Jobs and plans.

    def get_execution_plan(
        self,
        remote_job: RemoteJob,
        run_config: Mapping[str, object],
        step_keys_to_execute: Sequence[str] | None,
        known_state: KnownExecutionState | None,
        instance: DagsterInstance | None = None,
    ) -> RemoteExecutionPlan:
        """Return the steps of a job that is shown."""
        rest = (run_config, step_keys_to_execute, known_state, instance)
        return self._inner.get_execution_plan(self._planned(remote_job), *rest)

    async def gen_execution_plan(
        self,
        remote_job: RemoteJob,
        run_config: Mapping[str, object],
        step_keys_to_execute: Sequence[str] | None,
        known_state: KnownExecutionState | None,
        instance: DagsterInstance | None = None,
    ) -> RemoteExecutionPlan:
        """Return the steps of a job that is shown."""
        rest = (run_config, step_keys_to_execute, known_state, instance)
        return await self._inner.gen_execution_plan(self._planned(remote_job), *rest)

    def _planned(self, job: RemoteJob) -> RemoteJob:
        """Return the job to plan: where only a part is shown, that part."""
        selection = (job.op_selection, job.asset_selection, job.asset_check_selection)
        shown = self._checked(job.repository_handle.repository_name, job.name, *selection)
        if job.name in shown.cut_jobs and not (selection[1] or selection[2]):
            return self._inner.get_job(shown.cut_selector(job.name))
        return job

    def _checked(
        self, repository: str, job: str, ops: object, assets: object, checks: object
    ) -> ShownRepository:
        """Return the repository of a job if the job and what is selected of it are shown.

        Raises:
            RefusedError: They are not.
        """
        shown = self._shown.get(repository)
        if shown is None or job not in shown.jobs:
            raise RefusedError.action(Action.VIEW)
        is_outside = not (_keys(assets) <= shown.assets and _keys(checks) <= shown.checks)
        if job in shown.cut_jobs and (ops or is_outside):
            raise RefusedError.action(Action.VIEW)
        return shown

    def get_job(self, selector: JobSubsetSelector) -> RemoteJob:
        """Return a job, or a part of it, that is shown."""
        if not selector.is_subset_selection:
            return self.get_repository(selector.repository_name).get_full_job(selector.job_name)
        self._check_selector(selector)
        return self._inner.get_job(selector)

    async def gen_subset_job(
        self, selector: JobSubsetSelector, get_full_job: Callable[[JobSubsetSelector], RemoteJob]
    ) -> RemoteJob:
        """Return a part of a job that is shown."""
        del get_full_job  # the member's; the code server compares with the full job
        self._check_selector(selector)
        full = self._inner.get_repository(selector.repository_name)
        return await self._inner.gen_subset_job(selector, lambda s: full.get_full_job(s.job_name))

    def _check_selector(self, selector: JobSubsetSelector) -> None:
        self._checked(
            selector.repository_name,
            selector.job_name,
            selector.op_selection,
            selector.asset_selection,
            selector.asset_check_selection,
        )

    # What user code computes for one job, schedule or sensor.

    def _of_job(
        self, name: str, handle: RepositoryHandle, job: str, *rest: Any, **named: Any
    ) -> Any:
        shown = self._shown.get(handle.repository_name)
        if shown is None or job not in shown.whole_jobs:
            raise RefusedError.action(Action.VIEW)
        return getattr(self._inner, name)(handle, job, *rest, **named)

    def get_partition_config(
        self, repository_handle: RepositoryHandle, job_name: str, *rest: Any, **named: Any
    ) -> Any:
        """Return the configuration of a partition; the job of all assets has no code for it."""
        shown = self._shown.get(repository_handle.repository_name)
        if shown and job_name in shown.cut_jobs:
            return self._inner.get_partition_config(repository_handle, job_name, *rest, **named)
        return self._of_job("get_partition_config", repository_handle, job_name, *rest, **named)

    def get_partition_tags_from_repo(
        self, repository_handle: RepositoryHandle, job_name: str, *rest: Any, **named: Any
    ) -> Any:
        """Return the tags of a partition of a job."""
        name = "get_partition_tags_from_repo"
        return self._of_job(name, repository_handle, job_name, *rest, **named)

    def get_partition_names_from_repo(
        self, repository_handle: RepositoryHandle, job_name: str
    ) -> Any:
        """Return the partitions of a job."""
        return self._of_job("get_partition_names_from_repo", repository_handle, job_name)

    def _require(
        self, handle: RepositoryHandle, has: Callable[[RemoteRepository, str], bool], name: str
    ) -> None:
        repository = self._repositories.get(handle.repository_name)
        if repository is None or not has(repository, name):
            raise RefusedError.action(Action.VIEW)

    def get_partition_set_execution_params(
        self,
        repository_handle: RepositoryHandle,
        partition_set_name: str,
        partition_names: Sequence[str],
        instance: DagsterInstance,
    ) -> Any:
        """Return the configurations of partitions of a job."""
        self._require(repository_handle, RemoteRepository.has_partition_set, partition_set_name)
        return self._inner.get_partition_set_execution_params(
            repository_handle, partition_set_name, partition_names, instance
        )

    def get_schedule_execution_data(
        self,
        instance: DagsterInstance,
        repository_handle: RepositoryHandle,
        schedule_name: str,
        *rest: Any,
        **named: Any,
    ) -> Any:
        """Return what a schedule that is shown would launch."""
        self._require(repository_handle, RemoteRepository.has_schedule, schedule_name)
        return self._inner.get_schedule_execution_data(
            instance, repository_handle, schedule_name, *rest, **named
        )

    def get_sensor_execution_data(
        self,
        instance: DagsterInstance,
        repository_handle: RepositoryHandle,
        name: str,
        *rest: Any,
        **named: Any,
    ) -> Any:
        """Return what a sensor that is shown would launch."""
        self._require(repository_handle, RemoteRepository.has_sensor, name)
        return self._inner.get_sensor_execution_data(
            instance, repository_handle, name, *rest, **named
        )


def _keys(selection: Any) -> set[Any]:
    return set(selection or ())
