"""What the API answers about runs, and how it is read from Dagster's answers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from onedata_assets.domain.security.projects import PROJECT_TAG, USER_TAG, tagged_projects
from onedata_portal.api.asset_list import ref
from onedata_portal.api.asset_models import AssetRef
from onedata_portal.api.dagster import Answer
from onedata_portal.api.live import moment


class RunStatus(StrEnum):
    """The states of a run."""

    QUEUED = "queued"
    STARTING = "starting"
    RUNNING = "running"
    CANCELING = "canceling"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def is_end(self) -> bool:
        """Whether nothing more will happen."""
        return self in (RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELED)


# Every state that Dagster has, as a person reads it.
STATUSES: Mapping[str, RunStatus] = {
    "QUEUED": RunStatus.QUEUED,
    "NOT_STARTED": RunStatus.QUEUED,
    "MANAGED": RunStatus.QUEUED,
    "STARTING": RunStatus.STARTING,
    "STARTED": RunStatus.RUNNING,
    "SUSPENDED": RunStatus.RUNNING,
    "CANCELING": RunStatus.CANCELING,
    "SUCCESS": RunStatus.SUCCEEDED,
    "FAILURE": RunStatus.FAILED,
    "CANCELED": RunStatus.CANCELED,
}


class LauncherKind(StrEnum):
    """What can launch a run."""

    PERSON = "person"
    SCHEDULE = "schedule"
    SENSOR = "sensor"
    BACKFILL = "backfill"
    AUTOMATION = "automation"
    UNKNOWN = "unknown"


# The tag that says that a kind of launcher did it; one that names a person is looked at last,
# because a backfill's runs carry the name of who started it.
LAUNCHER_TAGS: Mapping[LauncherKind, str] = {
    LauncherKind.SCHEDULE: "dagster/schedule_name",
    LauncherKind.SENSOR: "dagster/sensor_name",
    LauncherKind.BACKFILL: "dagster/backfill",
    LauncherKind.PERSON: USER_TAG,
}
AUTOMATION_TAG = "dagster/from_automation_condition"


class Launcher(BaseModel):
    """Who or what launched a run."""

    kind: LauncherKind
    name: str | None
    person: str | None = Field(description="The person behind a backfill.")


class RunItem(BaseModel):
    """One row of the list of runs."""

    id: str
    job: str | None = Field(description="Null where assets were chosen, not a job.")
    status: RunStatus
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None = Field(description="From start to end, of a run that has ended.")
    assets: list[AssetRef] = Field(description="The first 20 of those that were chosen.")
    asset_count: int
    partition: str | None
    launched_by: Launcher
    projects: list[str]
    parent_id: str | None = Field(description="The run of which it is a retry.")
    may_stop: bool
    may_retry: bool


class RunPage(BaseModel):
    """A page of runs, newest first."""

    items: list[RunItem]
    next_cursor: str | None = Field(
        description="Where to go on; a page of a filtered list may be short and still go on."
    )


class Step(BaseModel):
    """One step of a run."""

    key: str
    status: str = Field(description="not_started, in_progress, success, failure or skipped.")
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    attempts: int
    after: list[str] = Field(description="The steps that it waits for.")


class CheckRef(BaseModel):
    """A check that a run executes."""

    asset: AssetRef
    name: str


class RunDetail(RunItem):
    """One run."""

    root_id: str | None
    steps: list[Step]
    chosen_assets: list[AssetRef]
    touched_assets: list[AssetRef] = Field(description="Those that it made or was to make.")
    checks: list[CheckRef]
    tags: dict[str, str]
    config: str = Field(description="As YAML.")


def run_item(run: Answer) -> RunItem:
    """Return one row of the list."""
    tags = {tag["key"]: tag["value"] for tag in run["tags"]}
    status = STATUSES[run["status"]]
    ended = run["endTime"] if status.is_end else None
    return RunItem(
        id=run["runId"],
        job=None if run["jobName"].startswith("__ASSET_JOB") else run["jobName"],
        status=status,
        created_at=datetime.fromtimestamp(run["creationTime"], UTC),
        started_at=moment(run["startTime"]),
        ended_at=moment(ended),
        seconds=_span(run["startTime"], ended),
        assets=[ref(tuple(key["path"])) for key in run["assetSelection"] or ()],
        asset_count=run["assetSelectionCount"],
        partition=tags.get("dagster/partition"),
        launched_by=launcher(tags),
        projects=sorted(tagged_projects(tags)),
        parent_id=run["parentRunId"],
        may_stop=run["canTerminate"] and run["hasTerminatePermission"],
        may_retry=status.is_end and run["hasReExecutePermission"],
    )


def launcher(tags: Mapping[str, str]) -> Launcher:
    """Return who or what launched a run with these tags."""
    for kind, tag in LAUNCHER_TAGS.items():
        if tag in tags:
            return Launcher(kind=kind, name=tags[tag], person=tags.get(USER_TAG))
    kind = LauncherKind.AUTOMATION if AUTOMATION_TAG in tags else LauncherKind.UNKNOWN
    return Launcher(kind=kind, name=None, person=None)


def run_detail(run: Answer) -> RunDetail:
    """Return one run."""
    tags = {tag["key"]: tag["value"] for tag in run["tags"]}
    return RunDetail(
        **run_item(run).model_dump(),
        root_id=run["rootRunId"],
        steps=_steps(run),
        chosen_assets=[ref(tuple(key["path"])) for key in run["all"] or ()],
        touched_assets=[ref(tuple(asset["key"]["path"])) for asset in run["assets"]],
        checks=[
            CheckRef(asset=ref(tuple(check["assetKey"]["path"])), name=check["name"])
            for check in run["assetCheckSelection"] or ()
        ],
        tags={key: value for key, value in tags.items() if key not in (PROJECT_TAG, USER_TAG)},
        config=run["runConfigYaml"],
    )


def _steps(run: Answer) -> list[Step]:
    """Return the steps of the plan, then those that only happened, as dynamic ones do."""
    stats = {one["stepKey"]: one for one in run["stepStats"]}
    planned = (run["executionPlan"] or {"steps": []})["steps"]
    chosen = set(run["stepKeysToExecute"] or [step["key"] for step in planned])
    after = {
        step["key"]: sorted({one["key"] for put in step["inputs"] for one in put["dependsOn"]})
        for step in planned
        if step["key"] in chosen
    }
    keys = dict.fromkeys([*after, *stats])
    return [_step(key, stats.get(key), after.get(key, [])) for key in keys]


def _step(key: str, stats: Answer | None, after: list[str]) -> Step:
    stats = stats or {"status": None, "startTime": None, "endTime": None, "attempts": []}
    return Step(
        key=key,
        status=(stats["status"] or "NOT_STARTED").lower(),
        started_at=moment(stats["startTime"]),
        ended_at=moment(stats["endTime"]),
        seconds=_span(stats["startTime"], stats["endTime"]),
        attempts=len(stats["attempts"]),
        after=after,
    )


def _span(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else max(0.0, end - start)
