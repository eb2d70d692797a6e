"""SortRows: the order of each type, collators, presorted runs and unique keys."""

import polars as pl
import pytest

from onedata_resources.kettle.engine.steps.sort_rows import block_numbers
from tests.unit.kettle.running import ktr, outcome, rows_of, run, step, text_output


def sort(*keys, extra=""):
    fields = "".join(f"<field><name>{name}</name>{rules}</field>" for name, rules in keys)
    return step("s", "SortRows", f"{extra}<fields>{fields}</fields>")


UP, DOWN = "<ascending>Y</ascending>", "<ascending>N</ascending>"


@pytest.mark.parametrize(
    ("kind", "values", "rules", "expected"),
    [
        ("Boolean", "Y N  Y", UP, " N Y Y"),
        ("BigNumber", "10 9.5  -1", DOWN, "10.0 9.5 -1.0 "),
        ("Binary", "b abc a ", UP, " a b abc"),
        ("Number", "NaN 1 -1", UP, "-1.0 1.0 NaN"),
        ("String", "b A a B", UP + "<case_sensitive>N</case_sensitive>", "A a b B"),
        ("String", "é-z e_z ez é", UP + "<collator_enabled>Y</collator_enabled>", "é e_z ez é-z"),
        (
            "String",
            "B A a b",
            UP + "<case_sensitive>N</case_sensitive><collator_enabled>Y</collator_enabled>",
            "a A b B",
        ),
    ],
)
def test_each_type_has_its_order(tmp_path, kind, values, rules, expected):
    rows = [[each] for each in values.split(" ")]
    assert outcome(tmp_path, {"v": kind}, rows, sort(("v", rules)))[1:] == expected.split(" ")


@pytest.mark.parametrize(("strength", "kept"), [(0, "é"), (1, "e é"), (2, "e E é"), (3, "e E é")])
def test_a_strength_of_the_collator_tells_accents_and_case_apart(tmp_path, strength, kept):
    rules = (
        f"{UP}<collator_enabled>Y</collator_enabled>"
        f"<collator_strength>{strength}</collator_strength>"
    )
    step_ = sort(("v", rules), extra="<unique_rows>Y</unique_rows>")
    shown = outcome(tmp_path, {"v": "String"}, [["é"], ["e"], ["E"]], step_)[1:]
    assert shown == kept.split(" ")


def test_rows_are_sorted_within_the_runs_of_presorted_fields(tmp_path):
    rows = [["2", "b"], ["2", "a"], ["1", "d"], ["1", "c"], ["2", "e"], ["2", "a"]]
    keys = sort(("g", UP + "<presorted>Y</presorted>"), ("v", UP))
    shown = outcome(tmp_path, {"g": "Integer", "v": "String"}, rows, keys)[1:]
    assert shown == ["2|a", "2|b", "1|c", "1|d", "2|a", "2|e"]


@pytest.mark.parametrize(
    ("runs", "blocks"),
    [
        ([0, 0, 1, 1, 2], [1, 1, 2, 2, 3]),
        ([0, 1, 2, 3, 3, 4], [1, 2, 2, 3, 3, 4]),
        ([0, 0, 1, 2, 2, 2, 3], [1, 1, 2, 2, 2, 2, 3]),
        ([], []),
    ],
)
def test_a_run_of_one_row_is_sorted_with_the_next_run(runs, blocks):
    assert block_numbers(pl.Series(runs, dtype=pl.Int64())).to_list() == blocks


@pytest.mark.parametrize(
    ("keys", "expected"),
    [((("v", UP + "<case_sensitive>N</case_sensitive>"),), ["A|2", "b|1"]), ((), ["b|1"])],
)
def test_a_sort_of_unique_rows_keeps_the_first_of_each_key(tmp_path, keys, expected):
    rows = [["b", "1"], ["A", "2"], ["a", "3"], ["B", "4"]]
    step_ = sort(*keys, extra="<unique_rows>Y</unique_rows>")
    assert outcome(tmp_path, {"v": "String", "i": "Integer"}, rows, step_)[1:] == expected


def test_a_sort_reads_the_lazy_fields_that_it_sorts_by(tmp_path):
    (tmp_path / "in.csv").write_text("a,b\n007,001\n06,02\n")
    reading = step(
        "g", "CsvInput",
        f"<filename>{tmp_path / 'in.csv'}</filename><separator>,</separator><header>Y</header>"
        "<lazy_conversion>Y</lazy_conversion><fields>"
        "<field><name>a</name><type>Number</type><format>0</format><group>,</group></field>"
        "<field><name>b</name><type>Number</type><format>0</format><group>,</group></field>"
        "</fields>",
    )  # fmt: skip
    out = tmp_path / "out"
    run(ktr(reading, sort(("a", UP)), text_output("o", out)))
    assert rows_of(out) == ["6|02", "7|001"]
