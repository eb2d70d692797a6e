"""What one person may see and do in Dagster's records, decided in one place for every storage.

A scope lives as long as one request or one websocket. It reads runs and backfills from the real
storage to learn whose they are; the storages in front of them are in `run_storage.py` and its
neighbours.
"""

from collections.abc import Iterable, Mapping, Sequence

from dagster import AssetCheckKey, AssetKey, DagsterInstance
from dagster._core.definitions.asset_key import EntityKey
from dagster._core.execution.backfill import PartitionBackfill
from dagster._core.remote_representation.external import RemoteJob
from dagster._core.storage.dagster_run import DagsterRun, RunsFilter

from onedata_assets.domain.security.launching import without_given
from onedata_assets.domain.security.project_rendering import KUBERNETES_TAG
from onedata_assets.domain.security.projects import joined, launch_tags
from onedata_assets.domain.security.roles import Action
from onedata_portal.gateway.dagster_ui.launches import NO_SETTINGS, Launches
from onedata_portal.gateway.dagster_ui.ownership import Ownership
from onedata_portal.gateway.dagster_ui.refusal import RefusedError
from onedata_portal.gateway.viewer import Viewer

COMPUTE_LOGS = "compute_logs"
BACKFILL_LOGS = "backfill"


class Scope:
    """One person's view of one state of the workspace."""

    def __init__(
        self,
        viewer: Viewer,
        owned: Ownership,
        base: DagsterInstance,
        launches: Launches = NO_SETTINGS,
    ) -> None:
        self.viewer = viewer
        self.owned = owned
        self.base = base
        self._launches = launches
        # Plan snapshots are asked for by the id that a visible run names, in the same request.
        self.plan_ids: set[str] = set()
        # Set by the context, which knows the person's code locations.
        self.hidden_resources: frozenset[str] = frozenset()
        # Each job that this request looked at, as shown and as the code server has it.
        self.jobs: list[tuple[RemoteJob, RemoteJob]] = []
        self._deleted_runs: set[str] = set()

    def sees(self, projects: frozenset[str] | None) -> bool:
        """Return whether what these projects own is shown."""
        return self.viewer.may(Action.VIEW, projects)

    def require(self, projects: frozenset[str] | None, *actions: Action) -> None:
        """Go on if the person may do one of `actions` to what these projects own.

        Raises:
            RefusedError: None of them is allowed.
        """
        if not any(self.viewer.may(action, projects) for action in actions):
            raise RefusedError.action(actions[0])

    def require_asset(self, key: AssetKey, action: Action) -> None:
        """Go on if the person may do `action` to the asset.

        Raises:
            RefusedError: It is not allowed, or there is no such asset.
        """
        self.require(self.owned.assets.get(key), action)

    def require_somewhere(self, action: Action) -> None:
        """Go on if the person may do `action` in a project at all.

        Raises:
            RefusedError: They may in none.
        """
        if not any(self.viewer.may(action, frozenset({name})) for name in self.viewer.projects):
            raise RefusedError.action(action)

    def administrators_only(self, what: str) -> None:
        """Go on for administrators.

        Raises:
            RefusedError: The person is none.
        """
        if not self.viewer.is_admin:
            raise RefusedError.administrators(what)

    def sees_key(self, key: EntityKey) -> bool:
        """Return whether an asset, or a check by its asset, is shown; nothing else has a key."""
        if isinstance(key, AssetCheckKey):
            return self.sees(self.owned.checks.get(key))
        return isinstance(key, AssetKey) and self.sees(self.owned.assets.get(key))

    def sees_instigator(self, selector_id: str | None) -> bool:
        """Return whether a schedule or sensor is shown."""
        return self.sees(self.owned.instigators.get(selector_id or ""))

    def sees_partitions(self, name: str) -> bool:
        """Return whether dynamic partitions are shown: if an asset that is shown has them."""
        return any(self.sees(projects) for projects in self.owned.partitions.get(name, ()))

    def sees_pool(self, name: str) -> bool:
        """Return whether a pool is shown: if an asset that is shown stands in it."""
        return any(self.sees(projects) for projects in self.owned.pools.get(name, ()))

    def sees_run(self, run: DagsterRun) -> bool:
        """Return whether a run is shown, and remember the plan that it names if so."""
        seen = self.sees(self.owned.of_run(run))
        if seen and run.execution_plan_snapshot_id:
            self.plan_ids.add(run.execution_plan_snapshot_id)
        return seen

    def run(self, run_id: str) -> DagsterRun | None:
        """Return a run if it is shown."""
        run = self.base.get_run_by_id(run_id)
        return run if run and self.sees_run(run) else None

    def visible_run_ids(self, run_ids: Iterable[str]) -> set[str]:
        """Return those of the runs that are shown."""
        asked = list(set(run_ids))
        # Dagster takes an empty list of ids for all runs.
        runs = self.base.get_runs(RunsFilter(run_ids=asked)) if asked else ()
        return {run.run_id for run in runs if self.sees_run(run)}

    def require_run(self, run_id: str, *actions: Action) -> None:
        """Go on if the person may do one of `actions` to the run.

        Raises:
            RefusedError: None of them is allowed, or there is no such run.
        """
        if run_id in self._deleted_runs:
            return
        run = self.run(run_id)
        self.require(self.owned.of_run(run) if run else None, *actions)

    def forget_run(self, run_id: str) -> None:
        """Let the events of a run that was just deleted be deleted too."""
        self._deleted_runs.add(run_id)

    def stamped_run(self, run: DagsterRun) -> DagsterRun:
        """Return a run to be launched with who, which projects and what these give to it.

        Tags of the request lose.

        Raises:
            RefusedError: The person may not launch all that it executes.
            LaunchRefusedError: It does not fit a quota of its projects.
        """
        projects = joined(self.owned.executed(run))
        self.require(projects, Action.LAUNCH)
        user = self.viewer.name
        own = {**self._sent(run.tags), **self._coded(run)}
        given = self._launches.tags(self.base, own, projects, user=user)
        return run.with_tags({**own, **given, **launch_tags(user, projects)})

    def stamped_backfill(self, backfill: PartitionBackfill) -> PartitionBackfill:
        """Return a backfill to be started with who and which projects, as `stamped_run` does.

        Its runs get the rest when the daemon queues them.
        """
        projects = joined(self.owned.targeted(backfill))
        self.require(projects, Action.LAUNCH)
        own = self._sent(backfill.tags or {})
        return backfill._replace(tags={**own, **launch_tags(self.viewer.name, projects)})

    def _sent(self, tags: Mapping[str, str]) -> dict[str, str]:
        """Return the tags of a request; where runs are put, members do not say by a tag."""
        return dict(tags) if self.viewer.is_admin else without_given(tags)

    def _coded(self, run: DagsterRun) -> dict[str, str]:
        """Return what the code of a run's job says of its pod, which is not for who launches."""
        if not run.job_snapshot_id or KUBERNETES_TAG not in run.tags:
            return {}
        said = self.base.get_job_snapshot(run.job_snapshot_id).tags.get(KUBERNETES_TAG)
        return {KUBERNETES_TAG: said} if said and not self.viewer.is_admin else {}

    def sees_log(self, log_key: Sequence[str]) -> bool:
        """Return whether what a log key names is shown: of a run, a backfill or a tick.

        A key that is not exactly one of these, or that could leave its folder, is not.
        """
        parts = list(log_key)
        if self.viewer.is_admin:
            return True
        if any(not part or part in (".", "..") or {"/", "\\", "\0"} & set(part) for part in parts):
            return False
        match parts:
            case [run_id, logs, _] if logs == COMPUTE_LOGS:
                return self.run(run_id) is not None
            case [logs, backfill_id, *_] if logs == BACKFILL_LOGS and len(parts) <= 3:
                backfill = self.base.get_backfill(backfill_id)
                return bool(backfill and self.sees(self.owned.of_backfill(backfill)))
            case [repository, name, _]:
                return self.sees(self.owned.tick_logs.get((repository, name)))
        return False
