"""What a run that is launched gets of its projects' settings, and whether their quotas have room.

The rules are in `onedata_assets/domain/security/launching.py`; here the settings come from the
store, and what is running from Dagster's records. Runs that people launch pass here when they are
stored (`scope.py`), all others when the daemon queues them (`coordinator.py`).
"""

from collections.abc import Callable, Iterable, Mapping

from dagster import DagsterInstance, DagsterRunStatus
from dagster._core.storage.dagster_run import RunsFilter

from onedata_assets.domain.security.launching import (
    Settings,
    asked_by,
    check_quotas,
    inherited_tags,
    local_folders,
    running_of,
)
from onedata_assets.domain.security.project_rendering import Bind, LocalRoots
from onedata_assets.domain.security.projects import USER_TAG, Projects, tagged_projects
from onedata_assets.domain.security.refusals import SettingError
from onedata_resources.errors import OneDataError

SettingsOf = Callable[[Iterable[str]], Settings]
HOLDING = [
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]


class LaunchRefusedError(OneDataError):
    """The settings or quotas of a project do not allow the run; each reason is named."""

    @classmethod
    def of(cls, error: SettingError) -> "LaunchRefusedError":
        """Tell every reason."""
        return cls(f"The run is not launched. {error.en}", f"未启动运行。{error.zh}")


class Launches:
    """Decides on launches with the settings that `settings_of` reads."""

    def __init__(self, settings_of: SettingsOf) -> None:
        self._settings_of = settings_of

    def tags(
        self,
        instance: DagsterInstance,
        tags: Mapping[str, str],
        projects: Projects | None,
        *,
        user: str,
        run_id: str = "",
    ) -> dict[str, str]:
        """Return the tags that a run with these tags gets beside them.

        Raises:
            LaunchRefusedError: It does not fit a quota, or a setting or tag cannot be read.
        """
        settings = self._settings_of(sorted(projects or ()))
        if not settings:
            return {}
        try:
            self._check(instance, settings, tags, user, run_id)
            return inherited_tags(settings, user=user, tags=tags)
        except SettingError as error:
            raise LaunchRefusedError.of(error) from error

    def binds(self, projects: Projects | None, *, user: str, roots: LocalRoots) -> tuple[Bind, ...]:
        """Return the folders of this machine that stand for the mounts of a run's projects.

        Raises:
            LaunchRefusedError: The person's name names no folder.
        """
        try:
            settings = self._settings_of(sorted(projects or ()))
            return local_folders(settings, user=user, roots=roots)
        except SettingError as error:
            raise LaunchRefusedError.of(error) from error

    @staticmethod
    def _check(
        instance: DagsterInstance,
        settings: Settings,
        tags: Mapping[str, str],
        user: str,
        run_id: str,
    ) -> None:
        """Go on where the quotas have room; runs are looked at only where somebody asks."""
        asked = asked_by(tags)
        if not asked.written():
            return
        running = [
            running_of(run.tags, tagged_projects(run.tags), run.tags.get(USER_TAG, ""))
            for run in instance.get_runs(RunsFilter(statuses=HOLDING))
            if run.run_id != run_id
        ]
        check_quotas(settings, user=user, asked=asked, running=running)


def without_settings(names: Iterable[str]) -> Settings:
    """Return no settings, for a Dagster without a store."""
    del names
    return {}


NO_SETTINGS = Launches(without_settings)
