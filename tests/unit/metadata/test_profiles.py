"""What profiles say of columns, against figures counted by hand."""

import datetime as dt
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from onedata_assets.domain.metadata import profile_expressions, profiles
from onedata_assets.domain.metadata.model import Family, TableName
from onedata_assets.domain.metadata.profiles import Place, TableData, profile
from tests.unit.metadata.relational import profiled, table


def test_numbers_are_counted_with_their_nulls_ends_and_order():
    column = profiled(pl.DataFrame({"id": [1, 2, None, 5, 5]})).column("id")
    assert (column.rows, column.nulls, column.filled, column.distinct) == (5, 1, 4, 3)
    assert (column.low, column.high, column.integral, column.rising) == (1, 5, True, True)
    assert not column.unique


def test_a_column_numbered_by_its_source_counts_up():
    data = pl.DataFrame({"id": range(10, 30), "shuffled": [*range(19, -1, -1)]})
    assert [each.counts_up for each in profiled(data).columns] == [True, False]


def test_texts_are_counted_with_their_lengths_in_characters():
    column = profiled(pl.DataFrame({"name": ["张三", "a", "12", None]})).column("name")
    assert (column.shortest, column.longest, column.mean_length) == (1, 2, pytest.approx(5 / 3))
    assert not column.integral


@pytest.mark.parametrize(
    ("values", "integral"),
    [
        ([1.0, 2.0, None], True),
        ([1.5, 2.0], False),
        ([Decimal("1.00"), Decimal("2.00")], True),
        ([Decimal("1.00"), Decimal("2.50")], False),
        (["007", "12"], True),
        (["007", "12", None, "x"], False),
        ([True, False], False),
        (pl.Series([None, None], dtype=pl.String), False),
        (pl.Series([None, None], dtype=pl.Int64), False),
    ],
)
def test_whole_numbers_are_told_whatever_the_type(values, integral):
    assert profiled(pl.DataFrame({"a": values})).column("a").integral is integral


@pytest.mark.parametrize("last_passes", [False, True])
def test_the_last_of_many_rows_decides_too(monkeypatch, last_passes):
    monkeypatch.setattr(profiles, "EXACT_ROWS", 10)
    monkeypatch.setattr(profile_expressions, "PROBE", 5)
    held = {
        "price": [1.0] * 20 + [5.0 if last_passes else 4.5],
        "at": [*range(20), 20 if last_passes else 0],
        "code": ["007"] * 20 + ["5" if last_passes else "x"],
        "odd": [0.5] + [1.0] * 20,
        "fall": [9, *range(20)],
    }
    made = profiled(pl.DataFrame(held))
    assert {each.name: (each.integral, each.rising) for each in made.columns} == {
        "price": (last_passes, False),
        "at": (True, last_passes),
        "code": (last_passes, False),
        "odd": (False, False),
        "fall": (True, False),
    }


def test_a_value_that_is_no_number_is_empty():
    column = profiled(pl.DataFrame({"a": [1.0, float("nan"), 2.0]})).column("a")
    assert (column.nulls, column.distinct, column.unique) == (1, 2, True)


@pytest.mark.parametrize("values", [[float("inf")], [1.0, float("-inf")], [float("inf"), 2.0, 3.0]])
def test_infinite_numbers_span_nothing(values):
    profile = profiled(pl.DataFrame({"a": values})).column("a")
    assert (profile.span, profile.density, profile.counts_up) == (None, None, False)


def test_every_type_has_a_profile():
    data = pl.DataFrame(
        {
            "flag": [True, None],
            "list": [[1], [2]],
            "struct": [{"a": 1}, None],
            "nothing": [None, None],
            "bytes": [b"a", b"b"],
            "category": pl.Series(["a", "b"], dtype=pl.Categorical),
            "time": [dt.time(1), dt.time(2)],
            "moment": [dt.datetime(2026, 1, 1, tzinfo=dt.UTC)] * 2,
            "span": [dt.timedelta(1), dt.timedelta(2)],
        }
    )
    families = {each.name: each.family for each in profiled(data).columns}
    assert families == {
        "flag": Family.BOOLEAN,
        "list": Family.NESTED,
        "struct": Family.NESTED,
        "nothing": Family.OTHER,
        "bytes": Family.BINARY,
        "category": Family.TEXT,
        "time": Family.TIME,
        "moment": Family.MOMENT,
        "span": Family.OTHER,
    }


def test_tables_without_rows_or_columns_have_a_profile():
    empty = profiled(pl.DataFrame({"a": []}, schema={"a": pl.Int64}))
    assert (empty.rows, empty.columns[0].unique) == (0, False)
    assert profiled(pl.DataFrame()).columns == ()


def test_a_table_of_3000_columns_has_a_profile():
    wide = pl.DataFrame({f"c{at}": [at, at + 1, None] for at in range(3_000)})
    columns = profiled(wide).columns
    assert len(columns) == 3_000
    assert (columns[2_999].low, columns[2_999].nulls) == (2_999, 1)


def test_a_duckdb_relation_is_read_like_a_frame():
    connection = duckdb.connect()
    relation = connection.sql("select i, 'x' || (i % 3) as t from range(1000) r(i)")
    told = profile(TableData(Place("", TableName("", "r")), relation))
    assert [(each.distinct, each.unique) for each in told.columns] == [(1000, True), (3, False)]


def test_what_may_be_a_key_in_a_large_table_is_counted_exactly(monkeypatch):
    monkeypatch.setattr(profiles, "EXACT_ROWS", 0)
    data = pl.DataFrame({"key": range(5_000), "nearly": [*range(4_999), 0], "few": [1, 2] * 2_500})
    columns = {each.name: each for each in profiled(data).columns}
    assert (columns["key"].unique, columns["nearly"].unique) == (True, False)
    assert (columns["nearly"].distinct, columns["few"].exact) == (4_999, False)


def test_a_sample_is_told_as_one():
    told = profile(table("t", pl.DataFrame({"a": range(100)})), sample=10)
    assert (told.rows, told.sampled, told.column("a").high) == (100, 10, 9)
