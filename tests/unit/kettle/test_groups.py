"""Rows are grouped, counted and added up as in Kettle."""

import numpy as np
import polars as pl
import pytest

from tests.unit.kettle.grouping import COLUMNS, answer, grouped, sorted_by
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output


@pytest.mark.parametrize(
    ("percent", "expected"), [("50", "2.5"), ("75", "3.75"), ("10", "1.0"), ("100", "4.0")]
)
@pytest.mark.parametrize("kind", ["GroupBy", "MemoryGroupBy"])
def test_a_percentile_lies_between_its_neighbours(tmp_path, kind, percent, expected):
    rows = [["a", "", each] for each in ("4", "1", "", "3", "2")]
    shown = answer(tmp_path, grouped(kind, ["k"], [("p", "n", "PERCENTILE", percent)]), rows=rows)
    assert shown == [f"a|{expected}"]


@pytest.mark.parametrize("percent", ["0", "101", "half", ""])
def test_a_percentile_that_cannot_be_is_refused(percent):
    aggregates = [("p", "n", "PERCENTILE", percent)]
    xml = ktr(grid("g", COLUMNS, []), grouped("GroupBy", ["k"], aggregates))
    with pytest.raises(Exception, match="percentile"):
        run(xml)


@pytest.mark.row("S28")
@pytest.mark.parametrize("kind", ["GroupBy", "MemoryGroupBy"])
@pytest.mark.parametrize("rows", [7, 250_000])
def test_doubles_are_added_one_after_the_other(tmp_path, kind, rows):
    values = np.round(np.random.default_rng(rows).random(rows) * 1000, 2)
    csv = tmp_path / "in.csv"
    keys = np.where(np.arange(rows) < rows // 2, "a", "b")
    pl.DataFrame({"k": keys, "n": values}).write_csv(csv)
    reading = step(
        "g",
        "CsvInput",
        f"<filename>{csv}</filename><separator>,</separator><header>Y</header>"
        "<lazy_conversion>N</lazy_conversion><fields><field><name>k</name><type>String</type>"
        "</field><field><name>n</name><type>Number</type></field></fields>",
    )
    out = tmp_path / "out"
    aggregates = [("s", "n", "SUM", ""), ("a", "n", "AVERAGE", "")]
    mask = step(
        "f",
        "SelectValues",
        "<fields><meta><name>s</name><rename>s</rename><type>String</type>"
        "<conversion_mask>0.####################</conversion_mask></meta></fields>",
    )
    run(ktr(reading, grouped(kind, ["k"], aggregates), mask, text_output("o", out)))
    expected = {}
    for key in "ab":
        total = 0.0
        for value in values[keys == key]:
            total += float(value)
        expected[key] = total
    shown = {row.split("|")[0]: float(row.split("|")[1]) for row in rows_of(out)}
    assert shown == expected


def test_every_row_is_kept_with_its_number_and_running_values(tmp_path):
    aggregates = [
        ("s", "n", "SUM", ""), ("cs", "n", "CUM_SUM", ""), ("ca", "i", "CUM_AVG", ""),
        ("any", "i", "COUNT_ANY", ""),
    ]  # fmt: skip
    extra = (
        "<all_rows>Y</all_rows><add_linenr>Y</add_linenr><linenr_fieldname>line</linenr_fieldname>"
    )
    rows = [["a", "1", "1.5"], ["a", "2", ""], ["b", "", ""], ["b", "5", "2"], ["a", "7", "1"]]
    assert answer(tmp_path, grouped("GroupBy", ["k"], aggregates, extra), rows=rows) == [
        "a|1|1.5|1.5|1.5|1.0| 0000000002|1",
        "a|2||1.5|1.5|1.5| 0000000002|2",
        "b|||2.0||| 0000000002|1",
        "b|5|2.0|2.0|2.0|5.0| 0000000002|2",
        "a|7|1.0|1.0|1.0|7.0| 0000000001|1",
    ]


def test_running_values_go_on_from_batch_to_batch(tmp_path):
    rows = 250_000
    csv = tmp_path / "in.csv"
    pl.DataFrame({"k": np.arange(rows) // 100_001, "i": np.arange(rows) % 7}).write_csv(csv)
    reading = step(
        "g",
        "CsvInput",
        f"<filename>{csv}</filename><separator>,</separator><header>Y</header>"
        "<lazy_conversion>N</lazy_conversion><fields><field><name>k</name><type>Integer</type>"
        "</field><field><name>i</name><type>Integer</type></field></fields>",
    )
    extra = "<all_rows>Y</all_rows><add_linenr>Y</add_linenr><linenr_fieldname>l</linenr_fieldname>"
    out = tmp_path / "out"
    run(
        ktr(
            reading,
            grouped("GroupBy", ["k"], [("c", "i", "CUM_SUM", "")], extra),
            text_output("o", out),
        )
    )
    shown = pl.read_csv(out, separator="|")
    expected = shown.with_columns(
        pl.col("i").cum_sum().over("k").alias("c"),
        pl.int_range(1, pl.len() + 1).over("k").alias("l"),
    )
    assert shown["c"].equals(expected["c"])
    assert shown["l"].equals(expected["l"])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("SUM", "7"), ("AVERAGE", "3"), ("MIN", "3"), ("MAX", "4"), ("COUNT_ALL", "2"),
        ("COUNT_ANY", "3"), ("COUNT_DISTINCT", "2"), ("FIRST", "3"), ("LAST", "4"),
        ("FIRST_INCL_NULL", ""), ("LAST_INCL_NULL", "4"), ("MEDIAN", "3.5"), ("STD_DEV", "0.5"),
        ("CONCAT_COMMA", "3, 4"), ("CONCAT_STRING", "3;4"),
    ],
)  # fmt: skip
def test_an_aggregate_of_integers(tmp_path, code, expected):
    rows = [["a", "", ""], ["a", "3", ""], ["a", "4", ""]]
    assert answer(tmp_path, grouped("GroupBy", ["k"], [("x", "i", code, ";")]), rows=rows) == [
        f"a|{expected}"
    ]


def test_lengths_and_masks_of_the_subject_stay_where_kettle_keeps_them(tmp_path):
    columns = {"k": "String", "n": "Number:0.00"}
    aggregates = [("s", "n", "SUM", ""), ("m", "n", "MAX", "")]
    rows = [["a", "1.5"], ["a", "2"]]
    by_runs = answer(tmp_path, grouped("GroupBy", ["k"], aggregates), columns=columns, rows=rows)
    hashed = answer(
        tmp_path, grouped("MemoryGroupBy", ["k"], aggregates), columns=columns, rows=rows
    )
    assert (by_runs, hashed) == (["a|3.5|2.00"], ["a|3.50|2.00"])


def test_a_sort_without_case_makes_one_group_of_both_cases(tmp_path):
    sort = step(
        "s",
        "SortRows",
        "<fields><field><name>k</name><ascending>Y</ascending><case_sensitive>N</case_sensitive>"
        "</field></fields>",
    )
    rows = [["b", "1", ""], ["A", "2", ""], ["a", "3", ""], ["B", "4", ""]]
    shown = answer(tmp_path, sort, grouped("GroupBy", ["k"], [("s", "i", "SUM", "")]), rows=rows)
    assert shown == ["a|5", "B|5"]


def test_variables_bring_back_older_rules_for_nulls(tmp_path):
    aggregates = [("s", "n", "SUM", ""), ("m", "i", "MIN", "")]
    variables = {
        "KETTLE_AGGREGATION_ALL_NULLS_ARE_ZERO": "Y",
        "KETTLE_AGGREGATION_MIN_NULL_IS_VALUED": "Y",
    }
    rows = [["a", "1", ""], ["a", "", ""]]
    shown = answer(tmp_path, grouped("GroupBy", ["k"], aggregates), rows=rows, variables=variables)
    assert shown == ["a|0.0|0"]


def test_an_unknown_aggregate_is_refused():
    xml = ktr(grid("g", COLUMNS, []), grouped("MemoryGroupBy", ["k"], [("x", "i", "CUM_SUM", "")]))
    with pytest.raises(Exception, match="unknown type 'CUM_SUM'"):
        run(xml)


def test_two_running_values_of_one_field_go_on_from_batch_to_batch(tmp_path):
    csv, out = tmp_path / "in.csv", tmp_path / "out"
    pl.DataFrame({"i": np.ones(220_000, np.int64)}).write_csv(csv)
    reading = step(
        "g",
        "CsvInput",
        f"<filename>{csv}</filename><separator>,</separator><header>Y</header>"
        "<lazy_conversion>N</lazy_conversion><fields><field><name>i</name><type>Integer</type>"
        "</field></fields>",
    )
    aggregates = [("s", "i", "CUM_SUM", ""), ("a", "i", "CUM_AVG", ""), ("c", "i", "COUNT_ALL", "")]
    extra = "<all_rows>Y</all_rows>"
    run(ktr(reading, grouped("GroupBy", [], aggregates, extra), text_output("o", out)))
    assert rows_of(out)[-1] == "1|220000|1.0| 0000220000"


@pytest.mark.parametrize(
    ("case", "expected"), [("N", ["a|3", "A|3", "b|2"]), ("Y", ["A|6", "b|2"])]
)
def test_a_group_follows_the_case_rule_of_the_step_that_dropped_repeated_rows(
    tmp_path, case, expected
):
    unique = step(
        "u",
        "Unique",
        f"<fields><field><name>k</name><case_insensitive>{case}</case_insensitive></field>"
        "<field><name>i</name><case_insensitive>N</case_insensitive></field></fields>",
    )
    rows = [["a", "3", ""], ["A", "3", ""], ["A", "3", ""], ["b", "2", ""]]
    if case == "Y":
        rows = [["a", "1", ""], ["A", "2", ""], ["A", "3", ""], ["b", "2", ""]]
    shown = answer(tmp_path, unique, grouped("GroupBy", ["k"], [("s", "i", "SUM", "")]), rows=rows)
    assert shown == expected


def test_a_change_of_metadata_keeps_the_rules_of_the_sort(tmp_path):
    longer = step(
        "l", "SelectValues", "<fields><meta><name>k</name><length>5</length></meta></fields>"
    )
    rows = [["b", "1", ""], ["A", "2", ""], ["a", "3", ""]]
    summed = grouped("GroupBy", ["k"], [("s", "i", "SUM", "")])
    shown = answer(tmp_path, sorted_by("k", case="N"), longer, summed, rows=rows)
    assert shown == ["a    |5", "b    |1"]
