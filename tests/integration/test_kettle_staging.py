"""A real Carte, which knows no lake: staged in a database for the run, then landed in the lake.

`onedata carte` without a lake plays the real Carte: connection `lake` is what the files say.
"""

from decimal import Decimal
from uuid import uuid4

import dagster as dg
import pytest
from sqlalchemy import create_engine, inspect, text

from onedata_assets.lib.kettle_staging import mark_of
from onedata_resources.clients.staging import StagingClient
from tests.component.ingestion.projects import CLICKS, DAILY, MASTER
from tests.integration.kettle_house import House, event, failure_of, running

pytestmark = pytest.mark.integration

DATABASES = ["sqlite", "postgres_url", "mariadb_url"]
TABLES = [dg.AssetKey(["ods", name]) for name in ("coupons", "coupons__rejected", "products")]
UNITS = [
    (MASTER, (), {"selection": TABLES}),
    (DAILY, ("2017-11-03", "2017-11-04"), {}),
    (CLICKS, ("2017-11-03",), {}),
]


def staging_url(database: str, request, tmp_path) -> str:
    if database == "sqlite":
        return f"sqlite:///{tmp_path / '暂存.db'}"
    return request.getfixturevalue(database)


@pytest.fixture(params=DATABASES)
def house(request, tmp_path):
    """Lend a house whose Carte has no lake, and a staging database."""
    folder = tmp_path / "staged"
    folder.mkdir()
    url = staging_url(request.param, request, tmp_path)
    with running(House(folder, staging=url)) as staged:
        yield staged


@pytest.fixture
def embedded(tmp_path):
    """Lend a house whose Carte has the lake."""
    folder = tmp_path / "embedded"
    folder.mkdir()
    with running(House(folder)) as house:
        yield house


def left_over(client: StagingClient) -> list[str]:
    return inspect(create_engine(client.url)).get_table_names()


def test_staged_tables_land_as_the_embedded_engine_writes_them(house, embedded):
    before = left_over(house.staging)  # tables of other tests that share the server
    for unit, days, options in UNITS:
        assert embedded.load(unit, *days, **options).success
        result = house.load(unit, *days, **options)
        assert result.success, failure_of(result)
        assert sorted(left_over(house.staging)) == sorted(before)
    assert house.lake.tables() == embedded.lake.tables()
    for name in embedded.lake.tables():
        table = name.split("/")[1]
        wanted, found = embedded.rows(table), house.rows(table)
        assert dict(found.schema) == dict(wanted.select(found.columns).schema), name
        assert found.sort(found.columns).equals(wanted.select(found.columns).sort(found.columns)), (
            name
        )


def test_a_run_of_days_replaces_these_days_alone_and_again(house):
    assert house.load(DAILY, "2017-11-01", "2017-11-30").success
    house.sell(4, 5, day=4)
    house.sell(6, day=3)
    for _ in range(2):
        assert house.load(DAILY, "2017-11-04").success
    assert sorted(house.rows("transactions")["transaction_id"]) == [1, 2, 3, 4, 5]


@pytest.fixture
def one(tmp_path):
    with running(House(tmp_path, staging=f"sqlite:///{tmp_path / 'staging.db'}")) as house:
        yield house


def test_a_selected_table_lands_with_those_of_its_transformation_alone(one):
    result = one.load(MASTER, selection=[dg.AssetKey(["ods", "coupons"])])
    assert result.success, failure_of(result)
    assert one.lake.tables() == ["ods/coupons", "ods/coupons__rejected"]


def test_a_run_that_fails_leaves_the_lake_and_an_empty_staging_database(one):
    assert one.load(DAILY, "2017-11-03").success
    before = one.rows("transactions")
    with create_engine(one.url).begin() as connection:
        connection.execute(text("ALTER TABLE transactions RENAME TO gone"))
    result = one.load(DAILY, "2017-11-03")
    assert "no such table" in failure_of(result)[0]
    assert one.rows("transactions").equals(before)
    assert left_over(one.staging) == []


def test_what_a_killed_run_left_is_dropped_once_dagster_knows_that_it_is_over(house):
    before = set(left_over(house.staging))
    with dg.DagsterInstance.ephemeral() as instance:
        ended, going = (
            instance.add_run(dg.DagsterRun("load", run_id=str(uuid4()), status=status)).run_id
            for status in (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.STARTED)
        )
        for run_id in (ended, going, str(uuid4())):  # Dagster does not know the third one
            house.staging.create(f"ods__transactions_{mark_of(run_id)}", {"n": "Int64"})
        house.staging.create(f"ods__other_{mark_of(ended)}", {"n": "Int64"})
        left = set(left_over(house.staging)) - {f"ods__transactions_{mark_of(ended)}"}
        result = house.load(DAILY, "2017-11-03", instance=instance)
        assert result.success, failure_of(result)
    assert set(left_over(house.staging)) == left
    house.staging.drop(left - before)


def test_rows_that_the_staging_database_lost_land_nothing(one, monkeypatch):
    monkeypatch.setattr(StagingClient, "count", lambda *_: 1)
    one.write_log("2017-11-03.jsonl", [event(1), event(2)])
    result = one.load(CLICKS, "2017-11-03")
    assert "Carte wrote 2 rows, and the staging table has 1" in failure_of(result)[0]
    assert one.lake.tables() == []


def test_without_a_staging_database_it_is_said_which_setting_is_missing(one):
    one.staging = StagingClient("")
    result = one.load(DAILY, "2017-11-03")
    assert "set KETTLE_STAGING_URL" in failure_of(result)[0]


@pytest.mark.parametrize("database", ["postgres_url", "mariadb_url"])
def test_a_decimal_keeps_all_the_digits_that_its_contract_gives_it(request, tmp_path, database):
    client = StagingClient(staging_url(database, request, tmp_path))
    columns = {"long": "Decimal[38,18]", "wide": "Decimal[38,2]", "plain": "Decimal[12,2]"}
    client.create("digits", columns)
    values = ("12345678901234567890.123456789012345678", f"{'9' * 36}.25", "1.25")
    client.execute(f"INSERT INTO digits VALUES ({', '.join(values)})")
    client.execute("INSERT INTO digits VALUES (NULL, NULL, NULL)")
    found = client.frame("digits", columns).collect()
    client.drop(["digits"])
    assert found.rows()[0] == tuple(map(Decimal, values))
    assert found.null_count().row(0) == (1, 1, 1)
