"""A repository that holds only what one set of projects owns, made from the full one's snapshot.

What is left out is not hidden by a query: it does not exist in what the pages are given.
"""

from collections.abc import Callable, Mapping, Sequence

from dagster import AssetKey
from dagster._core.definitions.selector import JobSubsetSelector
from dagster._core.remote_representation.code_location import (
    CodeLocation,
    is_implicit_asset_job_name,
)
from dagster._core.remote_representation.external import RemoteJob, RemoteRepository
from dagster._core.remote_representation.external_data import (
    AssetCheckNodeSnap,
    AssetNodeSnap,
    EnvVarConsumer,
    EnvVarConsumerType,
    JobDataSnap,
    JobRefSnap,
    NestedResourceType,
    RepositorySnap,
    ResourceSnap,
)
from dagster._record import copy

from onedata_portal.gateway.dagster_ui.job_snapshots import shown_job, shown_job_data
from onedata_portal.gateway.dagster_ui.ownership import Ownership, job_entries, job_key
from onedata_portal.gateway.dagster_ui.redaction import shown_metadata

Sees = Callable[[frozenset[str] | None], bool]


class ShownRepository:
    """Decides what of one repository is shown; `build` returns what is left."""

    def __init__(
        self, location: CodeLocation, full: RemoteRepository, owned: Ownership, sees: Sees
    ) -> None:
        self.location = location
        self.full = full
        self.owned = owned
        self.sees = sees
        self.assets = {
            snap.asset_key
            for snap in full.get_asset_node_snaps()
            if self._sees_asset(snap.asset_key)
        }
        self.checks = {
            snap.key
            for snap in full.get_asset_check_node_snaps()
            if sees(owned.checks.get(snap.key))
        }
        jobs = [job.name for job in job_entries(full)]
        self.whole_jobs = {name for name in jobs if sees(owned.jobs.get(job_key(full, name)))}
        # Dagster's own job of all assets: everybody has the part of it that is theirs.
        self.cut_jobs = {
            name
            for name in jobs
            if name not in self.whole_jobs
            and is_implicit_asset_job_name(name)
            and any(key in self.assets for key in full.get_asset_keys_in_job(name))
        }
        self.jobs = self.whole_jobs | self.cut_jobs
        self.instigators = {
            one.name
            for one in (*full.get_schedules(), *full.get_sensors())
            if sees(owned.instigators.get(one.selector_id))
        }
        self.resources = self._used_resources()
        every = {snap.name for snap in full.repository_snap.resources or ()}
        self.hidden_resources = frozenset(every - self.resources)

    def _sees_asset(self, key: AssetKey) -> bool:
        return self.sees(self.owned.assets.get(key))

    def cut_selector(self, job_name: str) -> JobSubsetSelector:
        """Return what selects the shown part of a job."""
        return JobSubsetSelector(
            location_name=self.location.name,
            repository_name=self.full.name,
            job_name=job_name,
            op_selection=None,
            asset_selection=set(self.full.get_asset_keys_in_job(job_name)) & self.assets,
            asset_check_selection={
                snap.key
                for snap in self.full.get_asset_check_node_snaps(job_name)
                if snap.key in self.checks
            },
        )

    def build(self) -> RemoteRepository:
        """Return the repository with what is shown; the snapshots of its jobs load when asked."""
        return RemoteRepository(
            self._snap(),
            self.full.handle,
            # With it Dagster would make up the default sensor for the assets that are left.
            auto_materialize_use_sensors=False,
            ref_to_data_fn=self._job_data,
        )

    def _job_data(self, ref: JobRefSnap) -> JobDataSnap:
        job = self.full_job(ref.name)
        return shown_job_data(job.job_data_snap, self.hidden_resources, self._sees_asset)

    def full_job(self, name: str) -> RemoteJob:
        """Return a job as the code server has it; of Dagster's own, the part that is shown."""
        if name in self.cut_jobs:
            return self.location.get_job(self.cut_selector(name))
        return self.full.get_full_job(name)

    def shown_job(self, job: RemoteJob) -> RemoteJob:
        """Return a part of a job, as the code server made it, without what is hidden."""
        return shown_job(job, self.hidden_resources, self._sees_asset)

    def _refs(self) -> Sequence[JobRefSnap]:
        snap = self.full.repository_snap
        if snap.job_refs is not None:
            return snap.job_refs
        return [
            JobRefSnap(
                name=data.name,
                snapshot_id=data.job.snapshot_id,
                active_presets=data.active_presets,
                parent_snapshot_id=None,
            )
            for data in snap.job_datas or ()
        ]

    def _snap(self) -> RepositorySnap:
        full = self.full.repository_snap
        schedules = [snap for snap in full.schedules if snap.name in self.instigators]
        sensors = [snap for snap in full.sensors if snap.name in self.instigators]
        return copy(
            full,
            schedules=schedules,
            sensors=sensors,
            partition_sets=[s for s in full.partition_sets if s.job_name in self.jobs],
            asset_nodes=[self._asset(s) for s in full.asset_nodes if s.asset_key in self.assets],
            job_datas=None,
            job_refs=[ref for ref in self._refs() if ref.name in self.jobs],
            resources=[self._resource(s) for s in full.resources or () if s.name in self.resources],
            asset_check_nodes=[
                self._check(s) for s in full.asset_check_nodes or () if s.key in self.checks
            ],
            utilized_env_vars=self._env_vars(),
            component_tree=None,
            defs_state_info=None,
        )

    def _asset(self, snap: AssetNodeSnap) -> AssetNodeSnap:
        return copy(
            snap,
            parent_edges=[e for e in snap.parent_edges if self._sees_asset(e.parent_asset_key)],
            job_names=[name for name in snap.job_names if name in self.jobs],
            metadata=shown_metadata(snap.metadata, self._sees_asset),
        )

    def _check(self, snap: AssetCheckNodeSnap) -> AssetCheckNodeSnap:
        return copy(
            snap,
            job_names=[name for name in snap.job_names if name in self.jobs],
            additional_asset_keys=[k for k in snap.additional_asset_keys if self._sees_asset(k)],
        )

    def _used_resources(self) -> set[str]:
        """Return the resources that something shown uses, and those that these use."""
        every = {snap.name: snap for snap in self.full.repository_snap.resources or ()}
        used = {
            snap.name
            for snap in every.values()
            if set(snap.asset_keys_using) & self.assets
            or {*snap.schedules_using, *snap.sensors_using} & self.instigators
            or any(use.job_name in self.whole_jobs for use in snap.job_ops_using)
        }
        waiting = list(used)
        while waiting:
            for inner in every[waiting.pop()].nested_resources.values():
                is_top = inner.type == NestedResourceType.TOP_LEVEL and inner.name in every
                if is_top and inner.name not in used:
                    used.add(inner.name)
                    waiting.append(inner.name)
        return used

    def _resource(self, snap: ResourceSnap) -> ResourceSnap:
        parents = snap.parent_resources.items()
        shown = self.instigators
        return copy(
            snap,
            parent_resources={k: v for k, v in parents if k in self.resources},
            asset_keys_using=[key for key in snap.asset_keys_using if key in self.assets],
            job_ops_using=[use for use in snap.job_ops_using if use.job_name in self.whole_jobs],
            schedules_using=[name for name in snap.schedules_using if name in shown],
            sensors_using=[name for name in snap.sensors_using if name in shown],
        )

    def _env_vars(self) -> Mapping[str, Sequence[EnvVarConsumer]]:
        """Return the variables that the shown resources read."""
        full = self.full.repository_snap.utilized_env_vars or {}
        shown = {
            variable: [
                one
                for one in consumers
                if one.type == EnvVarConsumerType.RESOURCE and one.name in self.resources
            ]
            for variable, consumers in full.items()
        }
        return {variable: consumers for variable, consumers in shown.items() if consumers}
