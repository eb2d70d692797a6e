"""Which types the lake holds, and how the columns of a table may change."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import polars as pl
import pytest

from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError

TABLE = ["ods", "t"]


@pytest.fixture
def lake(tmp_path):
    return LakeClient(str(tmp_path / "lake"))


@pytest.mark.parametrize(
    ("series", "stored"),
    [
        (pl.Series([255], dtype=pl.UInt8), 255),
        (pl.Series([2**32 - 1], dtype=pl.UInt32), 2**32 - 1),
        (pl.Series([2**64 - 1], dtype=pl.UInt64), Decimal(2**64 - 1)),
        (pl.Series(["a"], dtype=pl.Categorical), "a"),
        (pl.Series(["a"], dtype=pl.Enum(["a"])), "a"),
        (pl.Series([[1.5, 2.5]], dtype=pl.Array(pl.Float32, 2)), [1.5, 2.5]),
        (pl.Series([{"n": 200}], dtype=pl.Struct({"n": pl.UInt8})), {"n": 200}),
        (pl.Series(["名"]), "名"),
        (pl.Series([Decimal("1.50")]), Decimal("1.50")),
        (pl.Series([datetime(2017, 1, 1, 8, tzinfo=UTC)]), datetime(2017, 1, 1, 8, tzinfo=UTC)),
    ],
)
def test_values_are_stored_without_loss(lake, series, stored):
    lake.write(TABLE, pl.DataFrame({"v": series}))
    [value] = lake.scan(TABLE).collect()["v"].to_list()
    assert value == stored


@pytest.mark.parametrize("value", [None, time(1), timedelta(1)])
def test_a_column_without_a_type_in_delta_is_named(lake, value):
    with pytest.raises(BadInputError, match="no type for bad"):
        lake.write(TABLE, pl.DataFrame({"good": [1], "bad": [value]}))
    assert not lake.exists(TABLE)


def test_a_full_write_sets_the_columns(lake):
    lake.write(TABLE, pl.DataFrame({"a": [1]}))
    lake.write(TABLE, pl.DataFrame({"a": ["text"], "b": [2]}))
    assert lake.scan(TABLE).collect().rows() == [("text", 2)]


def test_a_partial_write_may_add_a_column_that_old_rows_lack(lake):
    lake.write(TABLE, pl.DataFrame({"a": [1, 2]}))
    lake.write(TABLE, pl.DataFrame({"b": ["new"], "a": [2]}), where="a = 2")
    assert sorted(lake.scan(TABLE).collect().rows()) == [(1, None), (2, "new")]


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (pl.DataFrame({"a": [1]}), "columns are missing: b"),
        (pl.DataFrame({"a": ["x"], "b": [1.0]}), "a: String -> Int64"),
        (pl.DataFrame({"a": [1], "b": ["x"]}), "b: String -> Float64"),
    ],
)
def test_a_partial_write_that_does_not_fit_is_refused(lake, frame, reason):
    lake.write(TABLE, pl.DataFrame({"a": [1], "b": [1.0]}))
    with pytest.raises(BadInputError, match=reason):
        lake.append(TABLE, frame, token=("loader", 1))
    assert len(lake.history(TABLE)) == 1


def test_a_partial_write_takes_narrower_types_and_all_null_columns(lake):
    lake.write(TABLE, pl.DataFrame({"a": [1], "b": [1.0]}))
    narrow = pl.DataFrame({"a": pl.Series([2], dtype=pl.Int8), "b": [None]})
    lake.append(TABLE, narrow, token=("loader", 1))
    assert sorted(lake.scan(TABLE).collect().rows()) == [(1, 1.0), (2, None)]
