"""A run whose process was killed does not stop those that come after it."""

import subprocess
import sys

import dagster as dg
import psutil
import pytest

from onedata_assets.lib.dead_runs import PROCESS_TAG, end_dead_runs, process_tag


@dg.asset(pool="narrow")
def guarded() -> None: ...


JOB = dg.Definitions(assets=[guarded]).resolve_implicit_global_asset_job_def()


@pytest.fixture
def instance(tmp_path):
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        instance.event_log_storage.set_concurrency_slots("narrow", 1)
        yield instance


def begun(instance: dg.DagsterInstance, tags: dict[str, str]) -> str:
    """Return a run that started and took the only slot of the pool."""
    run = instance.create_run_for_job(JOB, tags=tags)
    instance.report_engine_event("taken", run)
    instance.event_log_storage.claim_concurrency_slot("narrow", run.run_id, "guarded")
    return run.run_id


def tag_of_a_killed_process() -> dict[str, str]:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    created = psutil.Process(child.pid).create_time()
    child.kill()
    child.wait()
    return {PROCESS_TAG: f"{child.pid}@{created:.2f}"}


def free_slots(instance: dg.DagsterInstance) -> int:
    info = instance.event_log_storage.get_concurrency_info("narrow")
    return info.slot_count - info.active_slot_count


def test_a_killed_run_is_told_as_failed_and_gives_its_slot_back(instance):
    run_id = begun(instance, tag_of_a_killed_process())
    assert free_slots(instance) == 0
    assert end_dead_runs(instance) == [run_id]
    assert instance.get_run_by_id(run_id).status is dg.DagsterRunStatus.FAILURE
    assert free_slots(instance) == 1


def test_a_run_that_lives_keeps_its_slot(instance):
    run_id = begun(instance, process_tag())
    assert end_dead_runs(instance) == []
    assert instance.get_run_by_id(run_id).status is dg.DagsterRunStatus.NOT_STARTED
    assert free_slots(instance) == 0


def test_a_run_of_the_daemon_is_left_to_the_daemon(instance):
    begun(instance, {})
    assert end_dead_runs(instance) == []
    assert free_slots(instance) == 0


def test_the_number_of_a_killed_process_may_be_anothers_by_now(instance):
    alive = process_tag()[PROCESS_TAG].partition("@")[0]
    run_id = begun(instance, {PROCESS_TAG: f"{alive}@1.00"})
    assert end_dead_runs(instance) == [run_id]


def test_the_next_run_goes_through_the_pool(instance):
    begun(instance, tag_of_a_killed_process())
    end_dead_runs(instance)
    assert JOB.execute_in_process(instance=instance).success
