"""Old runs go, the newest word on every asset and check stays."""

from datetime import UTC, datetime, timedelta

import dagster as dg

from onedata_assets.defs.operations.retention import delete_expired
from onedata_assets.domain.operations.retention import EndedRun, expired

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@dg.asset
def table() -> None: ...


@dg.asset_check(asset=table)
def rows_are_there() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


@dg.job
def other() -> None: ...


DEFS = dg.Definitions(assets=[table], asset_checks=[rows_are_there], jobs=[other])


def materialize(instance: dg.DagsterInstance) -> str:
    job = DEFS.resolve_implicit_global_asset_job_def()
    return job.execute_in_process(instance=instance).run_id


def later(days: int) -> datetime:
    return datetime.now(tz=UTC) + timedelta(days=days)


def delete(instance: dg.DagsterInstance, now: datetime) -> list[str]:
    graph = DEFS.get_repository_def().asset_graph
    return delete_expired(instance, graph, now=now, days=90)


def test_nothing_is_deleted_before_its_time(instance):
    materialize(instance)
    materialize(instance)
    assert delete(instance, later(89)) == []


def test_an_old_run_goes_and_the_newest_state_of_asset_and_check_stays(instance):
    old, newest = materialize(instance), materialize(instance)
    assert delete(instance, later(91)) == [old]
    assert instance.get_run_by_id(old) is None
    assert instance.get_latest_materialization_event(table.key).run_id == newest


def test_deleting_again_deletes_nothing(instance):
    materialize(instance)
    materialize(instance)
    delete(instance, later(91))
    assert delete(instance, later(91)) == []


def test_a_run_that_is_exactly_as_old_as_allowed_is_kept():
    run = EndedRun("a", NOW - timedelta(days=90))
    assert expired([run], now=NOW, days=90, needed=frozenset()) == []


def test_a_needed_run_is_kept_however_old():
    run = EndedRun("a", NOW - timedelta(days=900))
    assert expired([run], now=NOW, days=90, needed=frozenset({"a"})) == []
