"""The tuned SQLite storage gives Dagster what its own storage gives."""

import threading

import dagster as dg
import pytest
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log import SqliteEventLogStorage

from onedata_resources.dagster_storage import OPEN_SHARDS, BatchingSqliteEventLog

DAYS = dg.DailyPartitionsDefinition("2024-01-01", end_date="2024-03-01")
CONFIG = """
storage:
  custom:
    module: onedata_resources.dagster_storage
    class: BatchingSqliteStorage
    config: {{base_dir: {folder}}}
telemetry: {{enabled: false}}
"""
RANGE = {
    "dagster/asset_partition_range_start": "2024-01-01",
    "dagster/asset_partition_range_end": "2024-02-29",
}


@dg.asset(partitions_def=DAYS, backfill_policy=dg.BackfillPolicy.single_run())
def daily(context) -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"days": len(context.partition_keys)}, tags={"k": "v"})


@dg.asset(deps=[daily])
def whole() -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"rows": 3})


@dg.asset_check(asset=whole)
def rows_are_counted() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.delenv("DAGSTER_EVENT_BATCH_SIZE", raising=False)
    (tmp_path / "dagster.yaml").write_text(CONFIG.format(folder=tmp_path / "store"))
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(tmp_path))) as instance:
        yield instance


def run(instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    defs = dg.Definitions(assets=[daily, whole], asset_checks=[rows_are_counted])
    job = defs.resolve_implicit_global_asset_job_def()
    return job.execute_in_process(instance=instance, tags=RANGE)


def test_dagster_yaml_selects_the_tuned_storage(instance):
    assert isinstance(instance.event_log_storage, BatchingSqliteEventLog)


def test_every_partition_of_a_range_is_recorded_with_its_metadata_and_tags(instance):
    assert run(instance).success
    assert instance.get_materialized_partitions(daily.key) == set(DAYS.get_partition_keys())
    records = instance.fetch_materializations(daily.key, limit=100).records
    assert len(records) == 60
    assert {r.asset_materialization.metadata["days"].value for r in records} == {60}
    assert {r.asset_materialization.tags["k"] for r in records} == {"v"}
    assert len({r.storage_id for r in records}) == 60


def test_unpartitioned_assets_and_checks_are_recorded(instance):
    result = run(instance)
    latest = instance.get_latest_materialization_event(whole.key)
    assert latest.asset_materialization.metadata["rows"].value == 3
    assert latest.run_id == result.run_id
    [check] = rows_are_counted.check_keys
    [record] = instance.event_log_storage.get_asset_check_execution_history(check, limit=5)
    assert record.status.value == "SUCCEEDED"


def test_the_plan_of_a_run_is_stored_in_few_writes_and_in_its_order(instance, monkeypatch):
    storage, alone = instance.event_log_storage, []
    store_event = storage.store_event
    # Counting needs a spy: what is stored is the same either way, only 8 ms an event slower.
    monkeypatch.setattr(storage, "store_event", lambda e: (alone.append(e), store_event(e)))
    run_id = run(instance).run_id
    kinds = {dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED}
    assert len(instance.all_logs(run_id, of_type=kinds)) == 61
    assert [entry for entry in alone if entry.dagster_event_type in kinds] == []
    [check] = rows_are_counted.check_keys
    assert storage.get_asset_check_execution_history(check, limit=5)


def test_a_deleted_run_leaves_no_file_and_the_others_their_events(instance, tmp_path):
    gone, kept = run(instance).run_id, run(instance).run_id
    instance.delete_run(gone)
    names = [path.name for path in (tmp_path / "store" / "history" / "runs").iterdir()]
    assert [name for name in names if name.startswith(gone)] == []
    assert instance.all_logs(kept)
    assert list(instance.all_logs(gone)) == []


def test_dagsters_own_storage_reads_the_same_files(instance, tmp_path):
    run(instance)
    plain = SqliteEventLogStorage(str(tmp_path / "store" / "history" / "runs"))
    assert plain.get_materialized_partitions(daily.key) == set(DAYS.get_partition_keys())


def test_more_runs_than_open_databases_keep_all_their_events(instance):
    runs = [run(instance).run_id for _ in range(OPEN_SHARDS + 2)]
    assert len(instance.event_log_storage._engines) <= OPEN_SHARDS
    assert all(instance.all_logs(run_id) for run_id in runs)


def test_threads_may_read_while_a_run_writes(instance):
    ended, seen = threading.Event(), []

    def look() -> None:
        while not ended.is_set():
            seen.append(instance.get_latest_materialization_event(whole.key))

    reader = threading.Thread(target=look)
    reader.start()
    try:
        assert run(instance).success
    finally:
        ended.set()
        reader.join()
    assert seen


def test_wiping_the_log_leaves_a_storage_that_works(instance):
    run(instance)
    instance.event_log_storage.wipe()
    assert instance.get_latest_materialization_event(whole.key) is None
