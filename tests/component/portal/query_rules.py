"""What each root query of Dagster's schema is asked: a new one without a rule fails the tests.

A rule takes the names of a project and returns the variables of the question; fields that the
rule leaves out are not asked for. `None` says that the question names nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tests.component.portal.served import LOCATION
from tests.component.portal.world import Names

Rule = Callable[[Names], dict[str, Any]] | None
CHECKS = {"alpha": "alpha_orders_are_there", "beta": "beta_secret_is_there"}
ALL_ASSETS = {**LOCATION, "pipelineName": "__ASSET_JOB"}
PARTS = {"alpha": "north", "beta": "beta_east"}


def asset(n: Names) -> dict[str, Any]:
    return {"path": [n.asset]}


def automated(n: Names) -> dict[str, Any]:
    return {"path": [f"{n.project}_report"]}


def check(n: Names) -> str:
    return CHECKS.get(n.project, "gost_secret_is_there")


def job(n: Names) -> dict[str, Any]:
    return {**LOCATION, "pipelineName": f"{n.project}_job"}


def schedule(n: Names) -> dict[str, Any]:
    return {**LOCATION, "scheduleName": f"{n.project}_schedule"}


def sensor(n: Names) -> dict[str, Any]:
    return {**LOCATION, "sensorName": f"{n.project}_sensor"}


def backfilled(n: Names) -> dict[str, Any]:
    part = PARTS.get(n.project, "gost_east")
    return {"assetSelection": [{"path": [f"{n.project}_parts"]}], "partitionNames": [part]}


def log_key(n: Names) -> list[str]:
    return [n.run, "compute_logs", n.log]


def evaluation(n: Names) -> dict[str, Any]:
    return {"assetKey": automated(n), "evaluationId": "1"}


def instigation(n: Names) -> dict[str, Any]:
    return {**LOCATION, "name": f"{n.project}_schedule"}


def repository(_: Names) -> dict[str, Any]:
    return {"repositorySelector": LOCATION}


QUERIES: Mapping[str, Rule] = {
    "version": None,
    "repositoriesOrError": None,
    "repositoryOrError": repository,
    "workspaceOrError": None,
    "locationStatusesOrError": None,
    "workspaceLocationEntryOrError": lambda _: {"name": "two"},
    "pipelineOrError": lambda n: {"params": job(n)},
    "resourcesOrError": lambda n: {"pipelineSelector": job(n)},
    "pipelineSnapshotOrError": lambda n: {"snapshotId": n.snapshot},
    "graphOrError": lambda n: {"selector": {**LOCATION, "graphName": f"{n.project}_op_job"}},
    "scheduler": None,
    "scheduleOrError": lambda n: {"scheduleSelector": schedule(n)},
    "schedulesOrError": repository,
    "topLevelResourceDetailsOrError": lambda n: {
        "resourceSelector": {**LOCATION, "resourceName": f"{n.project}_base"}
    },
    "allTopLevelResourceDetailsOrError": repository,
    "utilizedEnvVarsOrError": repository,
    "sensorOrError": lambda n: {"sensorSelector": sensor(n)},
    "sensorsOrError": repository,
    "instigationStateOrError": lambda n: {"instigationSelector": instigation(n)},
    "instigationStatesOrError": lambda n: {"repositoryID": f"{n.schedule_origin}:{n.schedule_id}"},
    "partitionSetsOrError": lambda n: {
        "repositorySelector": LOCATION,
        "pipelineName": f"{n.project}_parts_job",
    },
    "partitionSetOrError": lambda n: {
        "repositorySelector": LOCATION,
        "partitionSetName": f"{n.project}_parts_job_partition_set",
    },
    "pipelineRunsOrError": None,
    "pipelineRunOrError": lambda n: {"runId": n.run},
    "runsOrError": lambda n: {"filter": {"runIds": [n.run]}},
    "runOrError": lambda n: {"runId": n.run},
    "runsFeedOrError": lambda _: {"limit": 50, "view": "ROOTS"},
    "runsFeedCountOrError": lambda n: {
        "view": "RUNS",
        "filter": {"tags": [{"key": "onedata/project", "value": n.project}]},
    },
    "runTagKeysOrError": None,
    "runTagsOrError": lambda _: {"tagKeys": ["onedata/project", "onedata/user"]},
    "runIdsOrError": lambda n: {
        "filter": {"tags": [{"key": "onedata/project", "value": n.project}]}
    },
    "runGroupOrError": lambda n: {"runId": n.run},
    "isPipelineConfigValid": lambda n: {"pipeline": job(n), "mode": "default", "runConfigData": {}},
    "executionPlanOrError": lambda n: {"pipeline": job(n), "mode": "default", "runConfigData": {}},
    "runConfigSchemaOrError": lambda n: {"selector": job(n), "mode": "default"},
    "instance": None,
    "assetsOrError": lambda n: {"assetKeys": [asset(n)]},
    "assetRecordsOrError": None,
    "assetOrError": lambda n: {"assetKey": asset(n)},
    "assetNodes": lambda n: {"assetKeys": [asset(n)], "loadMaterializations": True},
    "assetNodeOrError": lambda n: {"assetKey": asset(n)},
    "assetNodeAdditionalRequiredKeys": lambda n: {"assetKeys": [asset(n)]},
    "assetNodeDefinitionCollisions": lambda n: {"assetKeys": [asset(n)]},
    "partitionBackfillOrError": lambda n: {"backfillId": n.backfill},
    "assetBackfillPreview": lambda n: {"params": backfilled(n)},
    "partitionBackfillsOrError": None,
    "permissions": None,
    "canBulkTerminate": None,
    "assetsLatestInfo": lambda n: {"assetKeys": [asset(n)]},
    "logsForRun": lambda n: {"runId": n.run},
    "capturedLogsMetadata": lambda n: {"logKey": log_key(n)},
    "capturedLogs": lambda n: {"logKey": log_key(n)},
    "shouldShowNux": None,
    "test": None,
    "autoMaterializeAssetEvaluationsOrError": lambda n: {"assetKey": automated(n), "limit": 5},
    "truePartitionsForAutomationConditionEvaluationNode": lambda n: {
        **evaluation(n),
        "nodeUniqueId": "1",
    },
    "autoMaterializeEvaluationsForEvaluationId": lambda _: {"evaluationId": "1"},
    "assetConditionEvaluationForPartition": lambda n: {**evaluation(n), "partition": "north"},
    "assetConditionEvaluationRecordsOrError": lambda n: {"assetKey": automated(n), "limit": 5},
    "assetConditionEvaluationsForEvaluationId": lambda _: {"evaluationId": "1"},
    "autoMaterializeTicks": None,
    "assetCheckExecutions": lambda n: {
        "assetKey": asset(n),
        "checkName": check(n),
        "limit": 5,
    },
    "latestDefsStateInfo": None,
    "appManagedComponentsForLocationOrError": lambda _: {"locationName": "two"},
    "componentsForLocationOrError": lambda _: {"locationName": "two"},
    "componentTypesForLocationOrError": lambda _: {"locationName": "two"},
}

# The same question asked of everything at once, where a rule above narrows it down.
WIDE: Mapping[str, dict[str, Any]] = {
    "runsOrError": {},
    "runsFeedOrError": {"limit": 50, "view": "RUNS"},
    "runIdsOrError": {},
    "assetsOrError": {},
    "assetNodes": {"loadMaterializations": True},
    "assetNodeDefinitionCollisions": {"assetKeys": [{"path": ["alpha_orders"]}]},
    "pipelineOrError": {"params": ALL_ASSETS},
    "executionPlanOrError": {"pipeline": ALL_ASSETS, "mode": "default", "runConfigData": {}},
    "runConfigSchemaOrError": {"selector": ALL_ASSETS, "mode": "default"},
    "graphOrError": {"selector": {**LOCATION, "graphName": "__ASSET_JOB"}},
    "resourcesOrError": {"pipelineSelector": ALL_ASSETS},
    "pipelineSnapshotOrError": {"activePipelineSelector": ALL_ASSETS},
    "runsFeedCountOrError": {"view": "RUNS"},
    "partitionBackfillsOrError": {},
    "instigationStateOrError": {
        "instigationSelector": {**LOCATION, "name": "default_automation_condition_sensor"}
    },
}
