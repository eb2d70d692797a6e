"""What happened in the two projects before the tests look: real runs, backfills, ticks and logs."""

import time
from dataclasses import dataclass
from uuid import UUID

import dagster as dg
from dagster import AssetKey
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import TickData, TickStatus
from dagster._daemon.types import DaemonHeartbeat
from dagster._utils.error import SerializableErrorInfo

from onedata_assets.domain.security.roles import Role
from onedata_portal.gateway.viewer import Viewer
from tests.component.portal import two_projects
from tests.component.portal.served import ADMIN, ALPHA, BETA, LOCATION, Served

LAUNCH = """
mutation($params: ExecutionParams!) { launchRun(executionParams: $params) {
  __typename ... on LaunchRunSuccess { run { runId } }
  ... on UnauthorizedError { message } ... on PythonError { message }
  ... on RunConfigValidationInvalid { errors { message } } } }
"""
BACKFILL = """
mutation($params: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $params) {
  __typename ... on LaunchBackfillSuccess { backfillId }
  ... on UnauthorizedError { message } ... on PythonError { message } } }
"""
START = """
mutation($schedule: ScheduleSelector!) { startSchedule(scheduleSelector: $schedule) {
  __typename ... on UnauthorizedError { message } ... on PythonError { message } } }
"""
ADD_PARTITION = """
mutation($name: String!, $key: String!, $repository: RepositorySelector!) {
  addDynamicPartition(partitionsDefName: $name, partitionKey: $key,
    repositorySelector: $repository) { __typename ... on PythonError { message } } }
"""


@dataclass(frozen=True)
class Names:
    """What the questions about one project name; a ghost is a project that there is not."""

    project: str
    asset: str
    run: str
    backfill: str
    log: str
    schedule_id: str
    schedule_origin: str
    sensor_id: str
    sensor_origin: str
    snapshot: str
    tick: str


def launch_params(job: str, assets: list[str] | None = None, **more: object) -> dict[str, object]:
    """Return the arguments of a launch."""
    selector: dict[str, object] = {**LOCATION, "pipelineName": job}
    if assets is not None:
        selector["assetSelection"] = [{"path": asset.split("/")} for asset in assets]
        selector["assetCheckSelection"] = None
    return {"selector": selector, "mode": "default", "runConfigData": {}, **more}


def launch(
    two: Served, viewer: Viewer, job: str, assets: list[str] | None = None, **more: object
) -> str:
    """Launch a run and return its id."""
    answer = two.ask(viewer, LAUNCH, {"params": launch_params(job, assets, **more)})
    told = answer["data"]["launchRun"]
    assert "run" in told, told
    return told["run"]["runId"]


def backfill(two: Served, viewer: Viewer, asset: str, partitions: list[str]) -> str:
    """Start a backfill, which waits for a daemon, and return its id."""
    params = {"assetSelection": [{"path": [asset]}], "partitionNames": partitions}
    answer = two.ask(viewer, BACKFILL, {"params": params})
    told = answer["data"]["launchPartitionBackfill"]
    assert "backfillId" in told, told
    return told["backfillId"]


def make_world(two: Served) -> None:
    """Let both projects run things, and administrators something of both."""
    runs = {
        "alpha": launch(two, ALPHA[Role.DEV], "__ASSET_JOB", ["alpha_orders", "alpha_report"]),
        "beta": launch(two, BETA[Role.DEV], "__ASSET_JOB", ["beta_secret"]),
        "both": launch(two, ADMIN, "both_beta_job"),
        "part": launch(two, ADMIN, "both_beta_job", ["alpha_orders"]),
        "alpha_op": launch(two, ALPHA[Role.CREATOR], "alpha_op_job"),
    }
    two.made["runs"] = runs
    for project, viewer, part in (
        ("alpha", ALPHA[Role.OPS], "north"),
        ("beta", BETA[Role.OPS], "beta_east"),
    ):
        two.made[f"{project}_backfill"] = backfill(two, viewer, f"{project}_parts", [part])
        schedule = {**LOCATION, "scheduleName": f"{project}_schedule"}
        two.ask(viewer, START, {"schedule": schedule})
        two.ask(
            viewer,
            ADD_PARTITION,
            {"name": f"{project}_days", "key": f"{project}_monday", "repository": LOCATION},
        )
        two.instance.event_log_storage.set_concurrency_slots(f"{project}_pool", 2)
    error = SerializableErrorInfo("a daemon broke on beta_secret", [], "BetaError")
    beat = DaemonHeartbeat(time.time(), "SENSOR", "one", [error])
    two.instance.add_daemon_heartbeat(beat)
    for run in runs.values():
        two.made.setdefault("ends", {})[run] = two.finished(run)
    for project in ("alpha", "beta"):
        two.made[project] = _names(two, project, runs[project])
    _evaluate_automation(two)
    two.made["ghost"] = Names(
        "gost",
        "gost_secret",
        str(UUID(int=7)),
        "gostfill",
        "gostfile",
        "0" * 40,
        "1" * 40,
        "2" * 40,
        "3" * 40,
        "4" * 40,
        "987654",
    )


def _evaluate_automation(two: Served) -> None:
    """Store what automation decided about the assets that have a condition."""
    decided = dg.evaluate_automation_conditions(defs=two_projects.defs, instance=two.instance)
    storage = two.instance.schedule_storage
    assert storage
    evaluations = [one.serializable_evaluation for one in decided.results]
    storage.add_auto_materialize_asset_evaluations(
        1, [one.with_run_ids(frozenset()) for one in evaluations]
    )


def _names(two: Served, project: str, run_id: str) -> Names:
    entry = two.process.get_current_workspace().code_location_entries["two"]
    assert entry.code_location
    repository = entry.code_location.get_repository("__repository__")
    schedule = repository.get_schedule(f"{project}_schedule")
    sensor = repository.get_sensor(f"{project}_sensor")
    for one, kind in ((schedule, InstigatorType.SCHEDULE), (sensor, InstigatorType.SENSOR)):
        tick = two.instance.create_tick(
            TickData(
                instigator_origin_id=one.get_remote_origin_id(),
                instigator_name=one.name,
                instigator_type=kind,
                status=TickStatus.SKIPPED,
                timestamp=time.time(),
                end_timestamp=time.time(),
                skip_reason=f"{project} waited",
                selector_id=one.selector_id,
                log_key=["__repository__", one.name, "1"],
            )
        )
    run = two.instance.get_run_by_id(run_id)
    assert run
    assert run.job_snapshot_id
    asset = {"alpha": "alpha_orders", "beta": "beta_secret"}[project]
    assert two.instance.has_asset_key(AssetKey(asset)), two.made["ends"]
    return Names(
        project=project,
        asset=asset,
        run=run_id,
        backfill=two.made[f"{project}_backfill"],
        log=_log_file(two, run_id),
        schedule_id=schedule.selector_id,
        schedule_origin=schedule.get_remote_origin_id(),
        sensor_id=sensor.selector_id,
        sensor_origin=sensor.get_remote_origin_id(),
        snapshot=run.job_snapshot_id,
        tick=str(tick.tick_id),
    )


def _log_file(two: Served, run_id: str) -> str:
    """Return the name of the file in which the run's steps printed."""
    for entry in two.instance.all_logs(run_id):
        event = entry.dagster_event
        if event and event.event_type_value == "LOGS_CAPTURED":
            return event.logs_captured_data.file_key
    raise AssertionError(f"{run_id} printed nothing")
