"""The staging database: tables by types of contracts, and values as drivers leave them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import create_engine, inspect

from onedata_resources.clients import database
from onedata_resources.clients.staging import StagingClient
from onedata_resources.errors import BadInputError

COLUMNS = {
    "n": "Int64",
    "名称": "String",
    "at": "Datetime",
    "day": "Date",
    "is_on": "Boolean",
    "amount": "Decimal[10,2]",
    "share": "Float64",
    "seen": "Datetime[UTC]",
}
ROWS = [
    (1, "甲", "2024-01-02 03:04:05.500", "2024-01-02", 1, "1.50", 0.5, "2024-01-02 00:00:00"),
    (2, "乙", 1704164645500, 1704153600000, "Y", 2, 1, 1704153600000),
    (None, None, None, None, None, None, None, None),
]


@pytest.fixture
def client(tmp_path):
    made = StagingClient(f"sqlite:///{tmp_path / 'staging.db'}")
    made.create("t", COLUMNS)
    with create_engine(made.url).begin() as connection:
        for row in ROWS:
            connection.exec_driver_sql(f"INSERT INTO t VALUES ({', '.join('?' * 8)})", row)
    return made


def test_values_come_in_the_types_of_the_contract_however_the_driver_wrote_them(client):
    first, second, empty = client.frame("t", COLUMNS).collect().rows()
    at, day = datetime(2024, 1, 2, 3, 4, 5, 500_000), date(2024, 1, 2)  # noqa: DTZ001
    seen = datetime(2024, 1, 2, tzinfo=UTC)
    assert first == (1, "甲", at, day, True, Decimal("1.50"), 0.5, seen)
    assert second == (2, "乙", at, day, True, Decimal("2.00"), 1.0, seen)
    assert set(empty) == {None}


def test_an_empty_table_has_the_types_too(client):
    client.create("t", COLUMNS)
    assert client.count("t") == 0
    assert [str(each) for each in client.frame("t", COLUMNS).collect_schema().dtypes()][:2] == [
        "Int64",
        "String",
    ]


def test_a_table_is_read_batch_by_batch_and_may_be_read_again(client, monkeypatch):
    monkeypatch.setattr(database, "BATCH_ROWS", 2)
    heights = [each.height for each in client.batches("SELECT * FROM t")]
    assert heights == [2, 1]
    frame = client.frame("t", {"n": "Int64"})
    for _ in range(2):
        assert frame.collect(engine="streaming")["n"].to_list() == [1, 2, None]


def test_tables_are_dropped_whether_they_are_there_or_not(client):
    client.drop(["t", "another"])
    assert inspect(create_engine(client.url)).get_table_names() == []


def test_a_type_that_no_database_holds_is_refused_with_what_to_declare(client):
    with pytest.raises(BadInputError, match=r"type List\[Int64\] cannot be staged"):
        client.create("u", {"x": "List[Int64]"})


def test_without_a_url_the_setting_is_named():
    with pytest.raises(BadInputError, match="set KETTLE_STAGING_URL"):
        StagingClient("").create("t", COLUMNS)
