"""Steps that put inputs of one layout together: flagged by their changes, merged, appended."""

import pytest

from tests.unit.kettle.joining import LEFT, RIGHT, A, B, merge_join, merged
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

DIFF = (
    "<keys><key>k</key></keys><values><value>x</value></values><flag_field>f</flag_field>"
    "<reference>in0</reference><compare>in1</compare>"
)


def test_rows_are_flagged_by_how_they_changed(tmp_path):
    old = (A, [["1", "a"], ["2", "b"], ["2", "b2"], ["3", ""], ["5", "e"]])
    new = (A, [["1", "a"], ["2", "B"], ["3", ""], ["4", "d"]])
    _, rows = merged(tmp_path, "MergeRows", DIFF, old, new)
    first = ["1|a|identical", "2|B|changed", "2|b2|deleted", "3||identical"]
    assert rows == [*first, "4|d|new", "5|e|deleted"]


def test_rows_that_are_not_sorted_are_flagged_as_a_merge_meets_them(tmp_path):
    old, new = (A, [["2", "a"], ["1", "b"]]), (A, [["1", "b"], ["2", "a"]])
    _, rows = merged(tmp_path, "MergeRows", DIFF, old, new)
    assert rows == ["1|b|new", "2|a|identical", "1|b|deleted"]


def test_rows_of_another_layout_are_not_compared(tmp_path):
    finished, _ = merged(tmp_path, "MergeRows", DIFF, LEFT, RIGHT)
    assert "Invalid layout" in finished.log.text()


MERGE = "<fields><field><name>k</name><ascending>Y</ascending></field></fields>"


def test_sorted_inputs_are_merged_into_one(tmp_path):
    one, two = (A, [["1", "a"], ["4", "b"]]), (A, [["2", "c"], ["3", "d"]])
    assert merged(tmp_path, "SortedMerge", MERGE, one, two)[1] == ["1|a", "2|c", "3|d", "4|b"]


def test_among_equal_keys_the_input_that_was_read_last_goes_on(tmp_path):
    one = (A, [["1", "a"], ["1", "b"], ["2", "c"], ["3", "d"]])
    two = (A, [["1", "p"], ["1", "q"], ["3", "r"]])
    _, rows = merged(tmp_path, "SortedMerge", MERGE, one, two)
    assert rows == ["1|p", "1|q", "1|a", "1|b", "2|c", "3|d", "3|r"]


@pytest.mark.parametrize(("ascending", "rows"), [("N", ["3|x|3|y", "1|x|1|y"]), ("Y", [])])
def test_the_order_of_a_merge_goes_on_with_its_fields(tmp_path, ascending, rows):
    """SortedMerge sets it on what it hands on: a join behind it then takes the keys downwards."""
    merge = MERGE.replace(">Y<", f">{ascending}<")
    out = tmp_path / "out.txt"
    run(
        ktr(
            grid("in0", A, [["3", "x"], ["1", "x"]]),
            grid("in1", B, [["4", "y"], ["3", "y"], ["1", "y"]]),
            step("merge", "SortedMerge", merge),
            step("step", "MergeJoin", merge_join("INNER").replace(">in0<", ">merge<")),
            text_output("out", out),
            hops=[("in0", "merge"), ("merge", "step"), ("in1", "step"), ("step", "out")],
        )
    )
    assert (rows_of(out) if out.exists() else []) == rows


def test_the_tail_follows_the_head_whatever_the_order_of_hops(tmp_path):
    settings = "<head_name>in1</head_name><tail_name>in0</tail_name>"
    one, two = (A, [["1", "a"]]), (A, [["2", "b"], ["3", "c"]])
    assert merged(tmp_path, "Append", settings, one, two)[1] == ["2|b", "3|c", "1|a"]


def test_a_lazy_head_and_a_tail_that_was_read_become_one(tmp_path):
    lazy, out = tmp_path / "lazy.csv", tmp_path / "out.txt"
    lazy.write_text("k\n007\n")
    csv = step(
        "a",
        "CsvInput",
        f"<filename>{lazy}</filename><separator>,</separator><header>Y</header><fields><field>"
        "<name>k</name><type>Integer</type><format>0</format></field></fields>"
        "<lazy_conversion>Y</lazy_conversion>",
    )
    settings = "<head_name>a</head_name><tail_name>b</tail_name>"
    steps = [csv, grid("b", {"K": "Integer:0"}, [["8"]]), step("step", "Append", settings)]
    hops = [("a", "step"), ("b", "step"), ("step", "out")]
    run(ktr(*steps, text_output("out", out), hops=hops))
    assert rows_of(out) == ["7", "8"]


def test_a_tail_of_another_layout_is_not_appended(tmp_path):
    settings = "<head_name>in0</head_name><tail_name>in1</tail_name>"
    finished, _ = merged(tmp_path, "Append", settings, LEFT, RIGHT)
    assert "Invalid layout" in finished.log.text()
