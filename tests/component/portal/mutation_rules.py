"""What each mutation of Dagster's schema is given, and the action that it is.

A new mutation without a rule fails the tests. `None` is for administrators, or does nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from onedata_assets.domain.security.roles import Action
from tests.component.portal.query_rules import asset, backfilled, check, schedule, sensor
from tests.component.portal.served import LOCATION
from tests.component.portal.world import Names, launch_params

Rule = tuple[Action | None, Callable[[Names], dict[str, Any]]]


def launched(n: Names) -> dict[str, Any]:
    return launch_params("__ASSET_JOB", [n.asset])


def retried(n: Names) -> dict[str, Any]:
    return {"reexecutionParams": {"parentRunId": n.run, "strategy": "ALL_STEPS"}}


def partition(n: Names) -> dict[str, Any]:
    return {"repositorySelector": LOCATION, "partitionsDefName": f"{n.project}_days"}


def event(n: Names) -> dict[str, Any]:
    return {"eventType": "ASSET_MATERIALIZATION", "assetKey": asset(n)}


def check_event(n: Names) -> dict[str, Any]:
    return {"assetKey": asset(n), "checkName": check(n), "passed": True}


def component(_: Names) -> dict[str, Any]:
    return {"locationName": "two", "componentId": "one"}


MUTATIONS: Mapping[str, Rule] = {
    "launchPipelineExecution": (Action.LAUNCH, lambda n: {"executionParams": launched(n)}),
    "launchRun": (Action.LAUNCH, lambda n: {"executionParams": launched(n)}),
    "launchMultipleRuns": (Action.LAUNCH, lambda n: {"executionParamsList": [launched(n)]}),
    "launchPipelineReexecution": (Action.LAUNCH, retried),
    "launchRunReexecution": (Action.LAUNCH, retried),
    "startSchedule": (Action.SCHEDULE, lambda n: {"scheduleSelector": schedule(n)}),
    "stopRunningSchedule": (
        Action.SCHEDULE,
        lambda n: {"scheduleOriginId": n.schedule_origin, "scheduleSelectorId": n.schedule_id},
    ),
    "resetSchedule": (Action.SCHEDULE, lambda n: {"scheduleSelector": schedule(n)}),
    "startSensor": (Action.SCHEDULE, lambda n: {"sensorSelector": sensor(n)}),
    "setSensorCursor": (Action.SCHEDULE, lambda n: {"sensorSelector": sensor(n), "cursor": "1"}),
    "stopSensor": (
        Action.SCHEDULE,
        lambda n: {"jobOriginId": n.sensor_origin, "jobSelectorId": n.sensor_id},
    ),
    "resetSensor": (Action.SCHEDULE, lambda n: {"sensorSelector": sensor(n)}),
    "sensorDryRun": (Action.LAUNCH, lambda n: {"selectorData": sensor(n)}),
    "scheduleDryRun": (Action.LAUNCH, lambda n: {"selectorData": schedule(n), "timestamp": 1.0}),
    "terminatePipelineExecution": (Action.STOP, lambda n: {"runId": n.run}),
    "terminateRun": (Action.STOP, lambda n: {"runId": n.run}),
    "terminateRuns": (
        Action.STOP,
        lambda n: {"runIds": [n.run], "terminatePolicy": "MARK_AS_CANCELED_IMMEDIATELY"},
    ),
    "deletePipelineRun": (Action.DELETE, lambda n: {"runId": n.run}),
    "deleteRun": (Action.DELETE, lambda n: {"runId": n.run}),
    "reloadRepositoryLocation": (None, lambda _: {"repositoryLocationName": "two"}),
    "reloadWorkspace": (None, lambda _: {}),
    "shutdownRepositoryLocation": (None, lambda _: {"repositoryLocationName": "two"}),
    "wipeAssets": (Action.WIPE, lambda n: {"assetPartitionRanges": [{"assetKey": asset(n)}]}),
    "reportRunlessAssetEvents": (Action.REPORT, lambda n: {"eventParams": event(n)}),
    "reportAssetCheckEvaluations": (Action.REPORT, lambda n: {"eventParams": check_event(n)}),
    "launchPartitionBackfill": (Action.LAUNCH, lambda n: {"backfillParams": backfilled(n)}),
    "resumePartitionBackfill": (Action.LAUNCH, lambda n: {"backfillId": n.backfill}),
    "reexecutePartitionBackfill": (
        Action.LAUNCH,
        lambda n: {"reexecutionParams": {"parentRunId": n.backfill, "strategy": "ALL_STEPS"}},
    ),
    "cancelPartitionBackfill": (Action.STOP, lambda n: {"backfillId": n.backfill}),
    "logTelemetry": (
        None,
        lambda _: {"action": "a", "clientId": "b", "clientTime": "0", "metadata": "{}"},
    ),
    "setNuxSeen": (None, lambda _: {}),
    "addDynamicPartition": (
        Action.PARTITION,
        lambda n: {**partition(n), "partitionKey": "tuesday"},
    ),
    "deleteDynamicPartitions": (
        Action.PARTITION,
        lambda n: {**partition(n), "partitionKeys": [f"{n.project}_monday"]},
    ),
    "setAppManagedComponent": (
        None,
        lambda n: {**component(n), "componentType": "x", "attributes": "{}"},
    ),
    "deleteAppManagedComponent": (None, component),
    "refreshComponentState": (None, lambda _: {"locationName": "two", "defsStateKey": "x"}),
    "setAutoMaterializePaused": (None, lambda _: {"paused": True}),
    "setConcurrencyLimit": (
        None,
        lambda n: {"concurrencyKey": f"{n.project}_pool", "limit": 5},
    ),
    "deleteConcurrencyLimit": (None, lambda n: {"concurrencyKey": f"{n.project}_pool"}),
    "freeConcurrencySlotsForRun": (None, lambda n: {"runId": n.run}),
    "freeConcurrencySlots": (None, lambda n: {"runId": n.run}),
}
