"""Which projects every definition of a workspace belongs to, read from Dagster's snapshots.

The rule is `onedata_assets/domain/security/projects.py`; here is what a job, schedule, sensor, run
or backfill targets. Nothing here looks at who asks.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dagster import AssetCheckKey, AssetKey, DagsterError
from dagster._core.definitions.assets.definition.asset_spec import (
    SYSTEM_METADATA_KEY_AUTO_CREATED_STUB_ASSET,
)
from dagster._core.definitions.partitions.snap import DynamicPartitionsSnap, MultiPartitionsSnap
from dagster._core.execution.backfill import PartitionBackfill
from dagster._core.remote_representation.code_location import is_implicit_asset_job_name
from dagster._core.remote_representation.external import (
    RemoteRepository,
    RemoteSchedule,
    RemoteSensor,
)
from dagster._core.remote_representation.external_data import AssetNodeSnap, JobDataSnap, JobRefSnap
from dagster._core.storage.dagster_run import DagsterRun
from dagster._core.workspace.workspace import CurrentWorkspace

from onedata_assets.domain.security.projects import (
    Projects,
    definition_projects,
    joined,
    run_projects,
    tagged_projects,
)

JobKey = tuple[str, str, str]


def job_key(repository: RemoteRepository, job_name: str) -> JobKey:
    """Return what names a job in a workspace: location, repository, job."""
    return repository.handle.location_name, repository.name, job_name


def job_entries(repository: RemoteRepository) -> Sequence[JobDataSnap | JobRefSnap]:
    """Return what a repository's snapshot holds of its jobs, without loading them."""
    snap = repository.repository_snap
    return (snap.job_refs if snap.job_refs is not None else snap.job_datas) or ()


def partition_names(partitions: object) -> Iterator[str]:
    """Yield the names of the dynamic partitions that a snapshot of partitions is made of."""
    if isinstance(partitions, DynamicPartitionsSnap):
        yield partitions.name
    elif isinstance(partitions, MultiPartitionsSnap):
        for dimension in partitions.partition_dimensions:
            yield from partition_names(dimension.partitions)


@dataclass(frozen=True)
class Ownership:
    """The projects of each definition; what is missing here, or None, is for administrators."""

    default: str
    assets: dict[AssetKey, Projects] = field(default_factory=dict)
    checks: dict[AssetCheckKey, Projects] = field(default_factory=dict)
    jobs: dict[JobKey, Projects | None] = field(default_factory=dict)
    instigators: dict[str, Projects | None] = field(default_factory=dict)
    # By (repository, name), as log keys of ticks name them: of all that share the name.
    tick_logs: dict[tuple[str, str], Projects | None] = field(default_factory=dict)
    # Of each asset that has the partitions, or stands in the pool.
    partitions: dict[str, set[Projects]] = field(default_factory=dict)
    pools: dict[str, set[Projects]] = field(default_factory=dict)
    partition_sets: dict[JobKey, str] = field(default_factory=dict)

    def parts(self, repository: RemoteRepository) -> Iterator[Projects | None]:
        """Yield the projects of each thing that a repository, whole or cut, shows."""
        for snap in repository.get_asset_node_snaps():
            yield self.assets.get(snap.asset_key)
        for job in job_entries(repository):
            if not is_implicit_asset_job_name(job.name):
                yield self.jobs.get(job_key(repository, job.name))
        for one in (*repository.get_schedules(), *repository.get_sensors()):
            yield self.instigators.get(one.selector_id)

    def executed(self, run: DagsterRun) -> list[Projects | None]:
        """Return the projects of each thing that a run executes, and of its job."""
        parts: list[Projects | None] = [
            *(self.assets.get(key) for key in run.asset_selection or ()),
            *(self.checks.get(key) for key in run.asset_check_selection or ()),
        ]
        if parts and is_implicit_asset_job_name(run.job_name):
            return parts
        if run.remote_job_origin is None:
            return [*parts, None]
        origin = run.remote_job_origin.repository_origin
        location = origin.code_location_origin.location_name
        return [*parts, self.jobs.get((location, origin.repository_name, run.job_name))]

    def of_run(self, run: DagsterRun) -> Projects | None:
        """Return the projects of a run."""
        return run_projects(run.tags, self.executed(run))

    def targeted(self, backfill: PartitionBackfill) -> list[Projects | None]:
        """Return the projects of each thing that a backfill targets."""
        parts = [self.assets.get(key) for key in backfill.asset_selection or ()]
        if backfill.partition_set_origin is None:
            return parts or [None]
        selector = backfill.partition_set_origin.selector
        key = (selector.location_name, selector.repository_name, selector.partition_set_name)
        return [*parts, self.jobs.get((*key[:2], self.partition_sets.get(key, "")))]

    def of_backfill(self, backfill: PartitionBackfill) -> Projects | None:
        """Return the projects of a backfill."""
        return run_projects(backfill.tags, self.targeted(backfill))


def read_ownership(workspace: CurrentWorkspace, default: str) -> Ownership:
    """Return the projects of everything that the loaded code locations of a workspace define."""
    owned = Ownership(default)
    repositories = [
        repository
        for entry in workspace.code_location_entries.values()
        if entry.code_location
        for repository in entry.code_location.get_repositories().values()
    ]
    _add_assets(owned, repositories)
    for repository in repositories:
        _add_jobs(owned, repository)
        for schedule in repository.get_schedules():
            _add_instigator(owned, repository, schedule, _of_schedule(owned, repository, schedule))
        for sensor in repository.get_sensors():
            _add_instigator(owned, repository, sensor, _of_sensor(owned, repository, sensor))
    return owned


def _add_assets(owned: Ownership, repositories: Sequence[RemoteRepository]) -> None:
    """Own each asset by its tag, and by those of all that its step writes or that share its key."""
    named: dict[AssetKey, set[str]] = defaultdict(set)
    stubs: dict[AssetKey, set[str]] = defaultdict(set)
    for repository in repositories:
        snaps = repository.get_asset_node_snaps()
        steps: dict[str, set[str]] = defaultdict(set)
        for snap in snaps:
            for step in _steps(snap):
                steps[step] |= definition_projects(snap.tags, owned.default)
        for snap in snaps:
            is_stub = SYSTEM_METADATA_KEY_AUTO_CREATED_STUB_ASSET in snap.metadata
            names = (stubs if is_stub else named)[snap.asset_key]
            names |= definition_projects(snap.tags, owned.default)
            names.update(*(steps[step] for step in _steps(snap)))
    owned.assets.update({key: frozenset(names) for key, names in {**stubs, **named}.items()})
    for repository in repositories:
        _add_shared(owned, repository)


def _steps(snap: AssetNodeSnap) -> list[str]:
    """Return what names the step that writes an asset."""
    return [step for step in (snap.execution_set_identifier, snap.node_definition_name) if step]


def _add_shared(owned: Ownership, repository: RemoteRepository) -> None:
    """Own checks by their asset; dynamic partitions and pools by all that share them."""
    for snap in repository.get_asset_node_snaps():
        projects = owned.assets[snap.asset_key]
        for name in partition_names(snap.partitions):
            owned.partitions.setdefault(name, set()).add(projects)
        for pool in snap.pools:
            owned.pools.setdefault(pool, set()).add(projects)
    for check in repository.get_asset_check_node_snaps():
        if check.asset_key in owned.assets:
            owned.checks[check.key] = owned.assets[check.asset_key]


def _add_jobs(owned: Ownership, repository: RemoteRepository) -> None:
    """Own each job by what it executes; one that executes no asset by its tag."""
    names = [job.name for job in job_entries(repository)]
    for name in names:
        parts: list[Projects | None] = [
            owned.assets[snap.asset_key] for snap in repository.get_asset_node_snaps(name)
        ]
        parts += [
            owned.checks.get(snap.key) for snap in repository.get_asset_check_node_snaps(name)
        ]
        if not parts:
            parts = [definition_projects(repository.get_full_job(name).tags, owned.default)]
        owned.jobs[job_key(repository, name)] = joined(parts)
    for partition_set in repository.get_partition_sets():
        owned.partition_sets[job_key(repository, partition_set.name)] = partition_set.job_name


def _add_instigator(
    owned: Ownership,
    repository: RemoteRepository,
    instigator: RemoteSchedule | RemoteSensor,
    projects: Projects | None,
) -> None:
    owned.instigators[instigator.selector_id] = projects
    log = (repository.name, instigator.name)
    same = [owned.tick_logs[log]] if log in owned.tick_logs else []
    owned.tick_logs[log] = joined([projects, *same])


def _of_schedule(
    owned: Ownership, repository: RemoteRepository, schedule: RemoteSchedule
) -> Projects | None:
    targets = _targets(owned, repository, [schedule.job_name], schedule.asset_selection)
    return joined([*targets, *_tagged(schedule.tags)])


def _of_sensor(
    owned: Ownership, repository: RemoteRepository, sensor: RemoteSensor
) -> Projects | None:
    jobs = [target.job_name for target in sensor.get_targets()]
    targets = _targets(owned, repository, jobs, sensor.asset_selection)
    watched = sensor.metadata.asset_keys if sensor.metadata else None
    targets += [owned.assets.get(key) for key in watched or ()]
    parts = [*targets, *_tagged(sensor.tags)]
    return joined(parts) if parts else frozenset({owned.default})


def _tagged(tags: Mapping[str, str]) -> list[Projects]:
    named = tagged_projects(tags)
    return [named] if named else []


def _targets(
    owned: Ownership, repository: RemoteRepository, jobs: Iterable[str], selection: object
) -> list[Projects | None]:
    """Return the projects of what an instigator targets; unknown where it cannot be told."""
    parts: list[Projects | None] = []
    if selection is not None:
        try:
            keys = selection.resolve(repository.asset_graph)  # pyright: ignore[reportAttributeAccessIssue]
        except DagsterError:
            return [None]
        parts += [owned.assets.get(key) for key in keys]
    for name in jobs:
        if selection is None or not is_implicit_asset_job_name(name):
            parts.append(owned.jobs.get(job_key(repository, name)))
    return parts
