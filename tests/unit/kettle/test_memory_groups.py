"""MemoryGroupBy: the order of its groups, and what it does otherwise than GroupBy."""

import numpy as np
import polars as pl
import pytest

from onedata_resources.kettle.values.java_hash import group_order
from tests.unit.kettle.grouping import COLUMNS, answer, grouped, sorted_by
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output


def test_groups_in_memory_come_in_the_order_of_javas_hash_map(tmp_path):
    words = ["north", "south", "east", "west", "apple", "Banana", "cherry", "München", "日本"]
    rows = [[word, "1", ""] for word in words]
    shown = answer(
        tmp_path, grouped("MemoryGroupBy", ["k"], [("c", "k", "COUNT_ANY", "")]), rows=rows
    )
    order = [7, 3, 2, 4, 5, 1, 0, 6, 8]
    assert [row.split("|")[0] for row in shown] == [words[at] for at in order]


def test_the_order_of_many_keys_is_that_of_a_grown_map():
    index = np.arange(20_000, dtype=np.int64)
    numbers = pl.Series(index * 7919 % 100_003)
    texts = pl.Series([f"k{at % 100}" for at in index])
    total = 0
    for value in group_order([numbers, texts], len(index)).to_list():
        total = (total * 31 + value) & (2**64 - 1)
    assert total == -2881453429502930742 & (2**64 - 1)


def test_keys_of_other_types_have_javas_hash_codes():
    numbers = pl.Series([d for d in (1.5, -2.0, 0.0, 1e10, 3.25) for _ in range(2)])
    flags = pl.Series([True, False] * 5)
    dates = (numbers * 1_000_000).cast(pl.Int64).cast(pl.Datetime("ms"))
    assert group_order([numbers, flags, dates], 10).to_list() == [9, 8, 4, 5, 2, 7, 3, 6, 0, 1]


def test_a_standard_deviation_in_memory_fails_at_a_null():
    aggregates = [("d", "n", "STD_DEV", "")]
    xml = ktr(grid("g", COLUMNS, [["a", "", ""]]), grouped("MemoryGroupBy", ["k"], aggregates))
    assert run(xml).errors == 1


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("GroupBy", ("1", "3", "2"), "1|3"),
        ("GroupBy", ("1", "", "2"), "1|2"),
        ("MemoryGroupBy", ("1", "3", "2"), "3|1"),
        ("MemoryGroupBy", ("1", "", "2"), "2|"),
    ],
)
def test_only_groups_in_memory_turn_least_and_greatest_round_after_a_falling_sort(
    tmp_path, kind, values, expected
):
    both = grouped(kind, [], [("least", "i", "MIN", ""), ("most", "i", "MAX", "")])
    rows = [["a", value, ""] for value in values]
    assert answer(tmp_path, sorted_by("i", ascending="N"), both, rows=rows) == [expected]


def test_a_count_in_memory_has_the_mask_of_its_subject_and_without_one_leading_zeros(tmp_path):
    counter = "<start_at>1</start_at><increment_by>1</increment_by><max_value>99</max_value>"
    numbers = step(
        "q", "Sequence", f"<valuename>q</valuename><use_counter>Y</use_counter>{counter}"
    )
    columns = {"k": "String", "n": "Number:0.0"}
    aggregates = [
        ("of_text", "k", "COUNT_ALL", ""), ("masked", "n", "COUNT_ALL", ""),
        ("of_made", "q", "COUNT_DISTINCT", ""), ("middle", "q", "MEDIAN", ""),
    ]  # fmt: skip
    rows = [["a", "1"], ["a", "2"]]
    counted = grouped("MemoryGroupBy", ["k"], aggregates)
    shown = answer(tmp_path, numbers, counted, columns=columns, rows=rows)
    assert shown == ["a| 0000000002|2.0|2|2"]


def test_what_is_picked_in_memory_loses_its_length(tmp_path):
    made = "<field><name>k</name><type>String</type><nullif>a</nullif><length>3</length></field>"
    source = step("g", "RowGenerator", f"<limit>2</limit><fields>{made}</fields>")
    out = tmp_path / "out"
    picked = grouped("MemoryGroupBy", ["k"], [("m", "k", "MAX", "")])
    run(ktr(source, picked, text_output("o", out)))
    assert rows_of(out) == ["a  |a"]
