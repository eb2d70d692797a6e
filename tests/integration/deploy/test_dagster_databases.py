"""Dagster's records in a real PostgreSQL and a real MariaDB, which one setting chooses."""

import multiprocessing
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256

import dagster as dg
import pytest
import sqlalchemy as sa
from dagster._core.scheduler.instigation import InstigatorType, TickData, TickStatus

from onedata_resources.clients.dagster_records import SETTING
from onedata_resources.clients.database_url import database_url
from onedata_resources.clients.shared_engines import IDLE_CONNECTIONS
from onedata_resources.dagster_database import open_server
from onedata_resources.settings import project_dir
from tests.conftest import database_of_session
from tests.services import MARIADB, POSTGRES

pytestmark = [pytest.mark.integration, pytest.mark.row("F034", "F035")]
SERVERS = {"mysql": MARIADB, "postgresql": POSTGRES}
MANY_ASSETS = 3000
SHANGHAI = "ALTER DATABASE {} SET timezone TO 'Asia/Shanghai'"


@pytest.fixture(scope="module", params=SERVERS)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    for lent in database_of_session(SERVERS[request.param]):
        made = sa.make_url(lent)
        if request.param == "postgresql":
            engine = sa.create_engine(made, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql(SHANGHAI.format(made.database))
            engine.dispose()
        # As a person writes it: no driver.
        yield made.set(drivername=request.param).render_as_string(hide_password=False)


@pytest.fixture
def instance(url, monkeypatch, tmp_path) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setenv(SETTING, url)
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path))
    text = (project_dir() / "dagster.yaml").read_text(encoding="utf-8")
    (tmp_path / "dagster.yaml").write_text(text)
    with dg.DagsterInstance.from_config(str(tmp_path)) as made:
        yield made
    assert not list(tmp_path.rglob("*.db"))


@dg.asset
def stores() -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"rows": 3, "name": "门店 🏬"})


def test_a_materialization_survives(instance, tmp_path):
    result = dg.materialize([stores], instance=instance)
    with dg.DagsterInstance.from_config(str(tmp_path)) as opened_again:
        run = opened_again.get_run_by_id(result.run_id)
        event = opened_again.get_latest_materialization_event(dg.AssetKey("stores"))
    assert run is not None
    assert run.status == dg.DagsterRunStatus.SUCCESS
    assert event is not None
    materialization = event.asset_materialization
    assert materialization is not None
    assert materialization.metadata["rows"].value == 3
    assert materialization.metadata["name"].value == "门店 🏬"


def test_the_chosen_database_holds_the_records(instance, url):
    named = {"mysql": "MySQLRunStorage", "postgresql": "PostgresRunStorage"}
    assert type(instance.run_storage).__name__ == named[url.split("://")[0]]
    limits = instance.get_concurrency_config()
    assert limits.run_queue_config.max_concurrent_runs == 4
    assert limits.pool_config.default_pool_limit == 4


def test_times_are_utc_whatever_the_zone_of_the_server_is(instance):
    started = datetime.now(UTC)
    run_id = dg.materialize([stores], instance=instance).run_id
    [record] = instance.get_run_records(dg.RunsFilter(run_ids=[run_id]))
    assert abs((record.create_timestamp - started).total_seconds()) < 60
    with instance.run_storage.connect() as connection:
        zone = (
            "@@session.time_zone"
            if connection.dialect.name == "mysql"
            else "current_setting('TimeZone')"
        )
        assert connection.execute(sa.text(f"SELECT {zone}")).scalar() in {"+00:00", "UTC"}


def test_names_that_differ_in_case_or_accents_are_different(instance):
    names = ["a", "A", "à", "店"]
    instance.add_dynamic_partitions("exact", names)
    assert sorted(instance.get_dynamic_partitions("exact")) == sorted(names)
    instance.delete_dynamic_partition("exact", "A")
    assert instance.has_dynamic_partition("exact", "a")
    assert not instance.has_dynamic_partition("exact", "A")
    lower, upper = dg.AssetKey("orders_case"), dg.AssetKey("ORDERS_case")
    instance.report_runless_asset_event(dg.AssetMaterialization(lower))
    assert instance.has_asset_key(lower)
    assert not instance.has_asset_key(upper)
    instance.report_runless_asset_event(dg.AssetMaterialization(upper))
    assert instance.get_latest_materialization_event(lower)


def test_the_snapshot_of_a_job_over_many_assets_is_stored_whole(instance):
    names = [sha256(str(number).encode()).hexdigest() for number in range(MANY_ASSETS)]

    @dg.multi_asset(specs=[dg.AssetSpec(name) for name in names])
    def many():
        """Make nothing."""

    job = dg.Definitions(assets=[many]).resolve_implicit_global_asset_job_def()
    snapshot = job.get_job_snapshot()
    stored = instance.run_storage.add_job_snapshot(snapshot)
    assert instance.get_job_snapshot(stored) == snapshot
    run = dg.DagsterRun(job.name, asset_selection=frozenset(map(dg.AssetKey, names)))
    instance.run_storage.add_run(run)
    assert instance.get_run_by_id(run.run_id).asset_selection == run.asset_selection


def test_a_tick_that_requests_many_runs_is_stored_whole(instance):
    now = datetime.now(UTC).timestamp()
    ids = [f"{number:032x}" for number in range(MANY_ASSETS)]
    tick = instance.create_tick(
        TickData(
            instigator_origin_id="origin",
            instigator_name="hourly",
            instigator_type=InstigatorType.SCHEDULE,
            status=TickStatus.SUCCESS,
            timestamp=now,
            selector_id="selector",
            run_ids=ids,
        )
    )
    [found] = instance.get_ticks("origin", "selector", limit=1)
    assert found.tick_id == tick.tick_id
    assert list(found.run_ids) == ids


def test_a_cursor_of_any_length_and_heartbeats_are_kept(instance):
    cursor = "界" * 100_000
    instance.run_storage.set_cursor_values({"long": cursor, "LONG": "other"})
    instance.run_storage.set_cursor_values({"long": cursor[1:]})
    assert instance.run_storage.get_cursor_values({"long", "LONG"}) == {
        "long": cursor[1:],
        "LONG": "other",
    }


CONNECTIONS = {
    "mysql": (
        "SELECT id FROM information_schema.processlist WHERE db = :name AND id != CONNECTION_ID()",
        "KILL {}",
    ),
    "postgresql": (
        "SELECT pid FROM pg_stat_activity WHERE datname = :name AND pid != pg_backend_pid()",
        "SELECT pg_terminate_backend({})",
    ),
}


def connections(url: str, *, end: bool = False) -> int:
    """Return how many connections a database has; end them all if told so."""
    parsed = database_url(url)
    listed, ended = CONNECTIONS[parsed.get_backend_name()]
    engine = sa.create_engine(parsed, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        found = connection.execute(sa.text(listed), {"name": parsed.database}).scalars().all()
        for each in found if end else ():
            connection.exec_driver_sql(ended.format(each))
    return len(found)


def test_connections_that_the_server_ended_are_replaced(instance, url):
    instance.get_runs(limit=1)
    assert connections(url, end=True) > 0
    assert isinstance(instance.get_runs(limit=1), list)


def test_instances_of_one_process_share_few_connections(instance, url, tmp_path):
    for _ in range(4):
        with dg.DagsterInstance.from_config(str(tmp_path)) as another:
            another.get_runs(limit=1)
            another.all_instigator_state()
    assert connections(url) <= IDLE_CONNECTIONS


def _open(url: str) -> None:
    open_server(database_url(url)).run_storage.get_runs()


@pytest.mark.parametrize("server", SERVERS.values(), ids=SERVERS)
def test_processes_that_open_an_empty_database_at_once_all_get_it(server):
    for lent in database_of_session(server):
        context = multiprocessing.get_context("spawn")
        children = [context.Process(target=_open, args=(lent,)) for _ in range(3)]
        for child in children:
            child.start()
        for child in children:
            child.join()
        assert [child.exitcode for child in children] == [0, 0, 0]
