"""Rows of a table as somebody sees them, and what became of them over its versions."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from onedata_resources.clients import lake_read
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lake_errors import VersionGoneError
from onedata_resources.clients.lake_read import Asked, changes_of, rows_of
from onedata_resources.clients.lake_sql import Limits, Seen
from onedata_resources.errors import BadInputError

SHOP = ["dim", "shop"]
LIMITS = Limits(rows=100, seconds=60, memory="1GB")


@pytest.fixture
def lake(tmp_path):
    client = LakeClient(str(tmp_path / "lake"))
    frame = pl.DataFrame({"id": [1, 2, 3, None], "名": ["a", "b", "a", "c"]})
    client.write(SHOP, frame)
    return client


def rows(lake, *, most=100, sight=None, **asked):
    limits = Limits(rows=most, seconds=60, memory="1GB")
    return rows_of(SHOP, lake.scan, Asked(**asked), sight=sight, limits=limits)


def odd(pair, schema, touched):
    return Seen('SELECT id * 10 AS id FROM "own" WHERE id % 2 = 1', "own", {})


def test_a_part_of_a_table_is_read_in_its_order(lake):
    assert rows(lake, most=2)["id"].to_list() == [1, 2]
    assert rows(lake, most=2, offset=2)["id"].to_list() == [3, None]
    assert rows(lake, offset=9).is_empty()


def test_rows_are_found_by_their_values(lake):
    assert rows(lake, where={"名": "a"})["id"].to_list() == [1, 3]
    assert rows(lake, where={"名": "a", "id": "3"})["id"].to_list() == [3]


def test_a_reader_sees_their_part_of_the_rows_that_were_asked_for(lake):
    assert rows(lake, sight=odd)["id"].to_list() == [10, 30]
    assert rows(lake, sight=odd, most=1, offset=1)["id"].to_list() == [30]
    assert rows(lake, sight=odd, where={"id": "2"}).is_empty()


@pytest.mark.parametrize("first", [1, 2, 3, 4])
def test_a_long_table_is_looked_through_until_the_page_is_full(lake, monkeypatch, first):
    monkeypatch.setattr(lake_read, "FIRST", first)
    assert rows(lake, sight=odd, most=1)["id"].to_list() == [10]
    assert rows(lake, sight=odd, most=2)["id"].to_list() == [10, 30]
    assert rows(lake, sight=odd, most=1, offset=1)["id"].to_list() == [30]
    assert rows(lake, sight=odd, most=1, offset=2).is_empty()


def test_other_rows_that_a_condition_reads_are_not_narrowed(lake):
    def above_others(pair, schema, touched):
        sql = 'SELECT id FROM "own" WHERE id > (SELECT min(id) FROM "all")'
        return Seen(sql, "own", {"all": ("dim", "shop")})

    assert rows(lake, sight=above_others, where={"id": "2"})["id"].to_list() == [2]


@pytest.mark.parametrize(
    ("dtype", "value", "text"),
    [
        (pl.Date, date(2026, 1, 2), "2026-01-02"),
        (pl.Datetime("us", "UTC"), datetime(2026, 1, 2, 3, tzinfo=UTC), "2026-01-02T03:00:00Z"),
        (pl.Datetime("us"), datetime.fromisoformat("2026-01-02T03:00"), "2026-01-02 03:00:00"),
        (pl.Boolean, True, "true"),
        (pl.Float64, 1.5, "1.5"),
        (pl.Decimal(10, 2), 3.5, "3.5"),
    ],
)
def test_values_are_written_as_people_write_them(lake, dtype, value, text):
    lake.write(SHOP, pl.DataFrame({"x": [value, None]}, schema={"x": dtype}, strict=False))
    assert rows(lake, where={"x": text}).height == 1
    with pytest.raises(BadInputError, match="is no value of x"):
        rows(lake, where={"x": "elsewhere"})


def test_a_column_that_is_not_there_is_refused(lake):
    with pytest.raises(BadInputError, match="no column"):
        rows(lake, where={"city": "x"})


def changes(lake, most=50, **where):
    def read(version):
        return rows(lake, version=version, where=where)

    return [
        (each.version.version, each.rows.rows())
        for each in changes_of(lake.history(SHOP), read, most)
    ]


@pytest.mark.row("S76")
def test_every_change_of_a_row_is_told_with_its_version(lake):
    lake.write(SHOP, pl.DataFrame({"id": [1, 2], "名": ["a", "B"]}))  # 1: row 2 changes
    lake.append(SHOP, pl.DataFrame({"id": [9], "名": ["z"]}), token=("t", 1))  # 2: not row 2
    lake.compact(SHOP)
    lake.write(SHOP, pl.DataFrame({"id": [1], "名": ["a"]}))  # row 2 is gone
    lake.merge(SHOP, pl.DataFrame({"id": [2], "名": ["again"]}), on=["id"])
    newest = lake.history(SHOP)[0].version
    found = changes(lake, id="2")
    assert [rows for _, rows in found] == [[(2, "again")], [], [(2, "B")], [(2, "b")]]
    assert [version for version, _ in found][2:] == [1, 0]
    assert found[0][0] == newest
    assert changes(lake, id="7") == []
    assert len(changes(lake, most=2, id="2")) == 1


def test_the_past_ends_where_files_were_deleted(lake):
    lake.write(SHOP, pl.DataFrame({"id": [2], "名": ["B"]}))
    lake.compact(SHOP, keep_hours=0)
    with pytest.raises(VersionGoneError, match="choose a newer one"):
        rows(lake, version=0)
    with pytest.raises(VersionGoneError):
        rows(lake, version=0, sight=odd)
    assert changes(lake, id="2") == [(1, [(2, "B")])]


def test_a_version_that_never_was_is_refused(lake):
    with pytest.raises(BadInputError):
        rows(lake, version=7)
