"""A stored table against its contract, and days against the usual day."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from onedata_assets.domain.processing.contract import Column, Contract, Text
from onedata_assets.domain.processing.fitness import (
    fitness,
    rows_by_day,
    thin_days,
    type_name,
    worst_rejection,
)

TEXT = Text(zh="甲", en="A")
DAY = [date(2017, 1, day) for day in range(1, 10)]


def contract(table="dwd/t", **types):
    columns = [
        Column(name=name, type=kind, meaning=TEXT, nullable=name != "id")
        for name, kind in ({"id": "Int64", "at": "Datetime"} | types).items()
    ]
    return Contract(
        table=table, title=TEXT, grain=TEXT, domain="sales", columns=columns, key=["id"]
    )


def table(**changes):
    moments = [datetime(2017, 1, 1, tzinfo=UTC).replace(tzinfo=None)] * 2
    return pl.LazyFrame({"id": [1, 2], "at": moments} | changes)


def test_a_table_as_declared_has_no_fault():
    told = fitness(table(), contract())
    assert (told.rows, told.nulls, told.repeated_keys, told.faults) == (2, 0, 0, ())


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (table().drop("at"), "column at is missing"),
        (table(more=[1, 2]), "column more is not declared"),
        (table(id=["1", "2"]), "column id is String, declared Int64"),
        (table().with_columns(pl.col("at").dt.replace_time_zone("UTC")), "at is Datetime[UTC]"),
        (table(id=[1, None]), "column id has 1 nulls and may have none"),
        (table(id=[1, 1]), "1 rows repeat the key (id)"),
        (table().filter(pl.lit(False)), "it has no row"),
    ],
)  # fmt: skip
def test_every_difference_is_named_in_both_languages(frame, said):
    [fault] = fitness(frame, contract()).faults
    assert said in fault.en
    assert any("一" <= letter <= "鿿" for letter in fault.zh)


def test_a_table_of_rejected_rows_may_be_empty():
    empty = table().filter(pl.lit(False))
    assert fitness(empty, contract("dwd/t__rejected")).faults == ()


def test_a_key_of_several_columns_is_judged_as_one():
    pair = contract(part="Int64").model_copy(update={"key": ["id", "part"]})
    assert fitness(table(id=[1, 1], part=[1, 2]), pair).faults == ()
    assert fitness(table(id=[1, 1], part=[2, 2]), pair).repeated_keys == 1


@pytest.mark.parametrize(
    ("dtype", "name"),
    [
        (pl.Datetime("us", "Asia/Shanghai"), "Datetime[Asia/Shanghai]"),
        (pl.Decimal(10, 2), "Decimal[10,2]"),
        (pl.List(pl.Int64()), "List[Int64]"),
    ],
)
def test_types_are_written_as_contracts_write_them(dtype, name):
    assert type_name(dtype) == name


def test_rows_are_counted_by_day_and_days_without_rows_are_not_told():
    frame = pl.LazyFrame({"day": [DAY[0], DAY[2], DAY[2], None]})
    assert rows_by_day(frame, "day") == {DAY[0]: 1, DAY[2]: 2}


def test_the_day_with_the_largest_share_of_rejected_rows_is_told():
    worst = worst_rejection({DAY[0]: 99, DAY[1]: 1}, {DAY[0]: 1, DAY[1]: 3})
    assert (worst.percent, worst.rejected, worst.rows, worst.day) == (75.0, 3, 4, "2017-01-02")


def test_a_day_that_was_rejected_whole_is_the_worst():
    assert worst_rejection({DAY[0]: 10}, {DAY[1]: 2}).percent == 100.0


def test_without_rejected_rows_the_share_is_nothing():
    assert worst_rejection({None: 7}, {}).percent == 0.0


@pytest.mark.parametrize(
    ("counts", "expected", "thin"),
    [
        ({DAY[0]: 10, DAY[1]: 12, DAY[2]: 11}, [], {}),
        ({DAY[0]: 10, DAY[2]: 11}, [], {DAY[1]: 0}),
        ({DAY[0]: 10, DAY[1]: 11}, [DAY[2]], {DAY[2]: 0}),
        ({DAY[0]: 10, DAY[1]: 1, DAY[2]: 11}, [], {DAY[1]: 1}),
        ({}, [DAY[0]], {DAY[0]: 0}),
    ],
)
def test_an_empty_or_thin_day_among_full_ones_is_found(counts, expected, thin):
    assert thin_days(counts, expected, 20) == thin
