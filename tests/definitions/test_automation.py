"""Automation of the whole code location: what is on, what it covers, how many runs it may start."""

import dagster as dg
import pytest
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluationTargetMaterializationData,
)

from onedata_assets.definitions import build_defs
from onedata_assets.lib.keys import Layer, table_key

CLICK = table_key(Layer.DWD, "click")
LOG = table_key(Layer.ODS, "click_log")


@pytest.fixture(scope="module")
def defs() -> dg.Definitions:
    return build_defs()


@pytest.fixture(scope="module")
def graph(defs):
    return defs.resolve_asset_graph()


@pytest.fixture(scope="module")
def sensors(defs):
    return {sensor.name: sensor for sensor in defs.get_repository_def().sensor_defs}


def test_sensors_and_schedules_are_on(defs, sensors):
    on = {name for name, s in sensors.items() if s.default_status.value == "RUNNING"}
    assert (
        on
        == set(sensors)
        == {
            "alarm_sensor",
            "automation_sensor",
            "new_click_files_sensor",
            "openlineage_sensor",
            "published_standards_sensor",
            "written_tables_sensor",
        }
    )
    schedules = {s.name: s.default_status.value for s in defs.get_repository_def().schedule_defs}
    assert len(schedules) > 5
    assert [name for name, status in schedules.items() if status != "RUNNING"] == []


def test_the_automation_sensor_covers_everything_that_has_a_condition(graph, sensors):
    covered = sensors["automation_sensor"].asset_selection.resolve(graph)
    conditional = {n.key for n in graph.asset_nodes if n.automation_condition is not None}
    assert dg.AssetKey(["documents", "retail_documents"]) in conditional
    assert conditional <= covered


def test_every_asset_that_is_made_waits_for_its_inputs_in_the_same_way(graph):
    conditions = {
        node.automation_condition.get_label()
        for node in graph.asset_nodes
        if node.is_materializable and node.automation_condition is not None
    }
    assert conditions == {"when_inputs_change"}


def test_a_request_by_automation_runs_every_check_of_the_asset(graph):
    """Dagster leaves out the others where a step that cannot be split has a check of its own."""
    conditional = [node.key for node in graph.asset_nodes if node.automation_condition is not None]
    forced = {
        key.to_user_string(): [check.name for check in found]
        for key in conditional
        if (
            found := [
                check
                for check in graph.get_execution_set_asset_and_check_keys(key)
                if isinstance(check, dg.AssetCheckKey)
            ]
        )
    }
    assert forced == {}


def test_no_request_for_many_partitions_becomes_many_runs(graph):
    partitioned = [
        node
        for node in graph.asset_nodes
        if node.partitions_def is not None and node.is_materializable
    ]
    assert partitioned
    assert {
        node.key.to_user_string()
        for node in partitioned
        if node.backfill_policy != dg.BackfillPolicy.single_run()
    } == set()


def report_checks(instance: dg.DagsterInstance, graph, key: dg.AssetKey, *, passed: bool) -> None:
    """Report a result of every blocking check of the asset on its newest materialization."""
    [newest] = instance.fetch_materializations(key, limit=1).records
    target = AssetCheckEvaluationTargetMaterializationData(
        storage_id=newest.storage_id, run_id=newest.run_id, timestamp=newest.timestamp
    )
    for check in graph.get_check_keys_for_assets({key}):
        if graph.get(check).blocking:
            instance.report_runless_asset_event(
                dg.AssetCheckEvaluation(
                    asset_key=key,
                    check_name=check.name,
                    passed=passed,
                    metadata={},
                    target_materialization_data=target,
                )
            )


@pytest.mark.parametrize(("passed", "days"), [(True, {"2017-11-05"}), (False, set())])
def test_a_rewritten_old_day_of_the_click_log_is_cleaned_once_its_checks_passed(
    defs, graph, passed, days
):
    with dg.DagsterInstance.ephemeral() as instance:
        seen = dg.evaluate_automation_conditions(defs, instance)
        instance.report_runless_asset_event(dg.AssetMaterialization(LOG, partition="2017-11-05"))
        report_checks(instance, graph, LOG, passed=passed)
        asked = dg.evaluate_automation_conditions(defs, instance, cursor=seen.cursor)
    assert (asked.get_requested_partitions(CLICK) or set()) == days
    assert asked.total_requested == len(days)


def test_every_table_that_a_load_writes_has_what_starts_it(defs, graph):
    repository = defs.get_repository_def()
    jobs = [repository.get_job(s.job_name) for s in repository.schedule_defs]
    loaded = {key for job in jobs if job.asset_layer for key in job.asset_layer.selected_asset_keys}
    raw = {key for key in graph.materializable_asset_keys if key.path[0] == Layer.ODS}
    assert raw - loaded == set()
