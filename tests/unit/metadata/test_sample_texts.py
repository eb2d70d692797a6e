"""Every type of column has texts, or none, and no table is lost by one."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.metadata.found import found
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.sample_texts import texts_of

pytestmark = pytest.mark.row("S08")
SHANGHAI = ZoneInfo("Asia/Shanghai")
COLUMNS = {
    "duration": pl.Series([timedelta(hours=26, minutes=3, seconds=4)]),
    "binary": pl.Series([b"a"]),
    "object": pl.Series([object()], dtype=pl.Object),
    "list": pl.Series([[1]]),
    "bytes inside": pl.Series([[b"a"]]),
    "struct": pl.Series([{"a": 1}]),
    "array": pl.Series([[1, 2]], dtype=pl.Array(pl.Int64, 2)),
    "categorical": pl.Series(["a"], dtype=pl.Categorical),
    "enum": pl.Series(["a"], dtype=pl.Enum(["a"])),
    "decimal": pl.Series([Decimal("1.5")]),
    "time": pl.Series([time(1)]),
    "null": pl.Series([None]),
    "boolean": pl.Series([True]),
    "wide": pl.Series([1], dtype=pl.Int128),
    "zoned": pl.Series([datetime(2026, 1, 1, tzinfo=SHANGHAI)]),
    "infinite": pl.Series([float("inf")]),
}
BARE = {"binary", "object", "bytes inside", "null"}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_of_any_type_has_texts_or_none(name):
    rows = COLUMNS[name].extend_constant(None, 1).alias(name).to_frame()
    texts = texts_of(rows)[name]
    assert (texts.len(), texts[0] is None) == (2, name in BARE)


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_with_a_column_of_any_type_is_looked_at(name):
    rows = pl.DataFrame({"id": [1, 2]}).with_columns(
        COLUMNS[name].extend_constant(None, 1).alias(name)
    )
    columns = (Column("id", "", Family.INTEGER), Column(name, "", Family.OTHER))
    table = Table(TableName("", "t"), TableKind.TABLE, columns)
    made = found(table, rows, mark="", today=date(2026, 11, 27))
    assert [each.name for each in made.columns] == ["id", name]


@given(st.timedeltas(timedelta(days=-10_000), timedelta(days=10_000)))
def test_a_duration_is_hours_minutes_and_seconds(duration):
    text = texts_of(pl.DataFrame({"d": [duration]}))["d"][0]
    hours, minutes, seconds = text.removeprefix("-").split(":")
    read = timedelta(hours=int(hours), minutes=int(minutes)) + timedelta(
        microseconds=int(Decimal(seconds) * 1_000_000)
    )
    assert (-read if text.startswith("-") else read) == duration
