"""Steps that join inputs: what meets what, in which order, under which names."""

import pytest

from onedata_resources.kettle.engine.metrics import RunStatus
from tests.unit.kettle.joining import BOTH, LEFT, RIGHT, A, B, merge_join, merged
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output


@pytest.mark.parametrize(
    ("join_type", "expected"),
    [
        ("INNER", BOTH),
        ("LEFT OUTER", [*BOTH, "3|c||"]),
        ("RIGHT OUTER", [*BOTH, "||2|C", "||4|D"]),
        ("FULL OUTER", [*BOTH, "||2|C", "3|c||", "||4|D"]),
    ],
)
def test_sorted_inputs_are_joined_in_key_order_and_null_meets_null(tmp_path, join_type, expected):
    finished, rows = merged(tmp_path, "MergeJoin", merge_join(join_type), LEFT, RIGHT)
    assert rows == expected
    assert (metrics(finished, "step").read, metrics(finished, "step").written) == (9, len(expected))


@pytest.mark.parametrize(
    ("join_type", "expected"),
    [
        ("INNER", ["3|a|3|A"]),
        ("FULL OUTER", ["3|a|3|A", "1|b||", "||2|B", "||1|C", "4|c||"]),
        ("LEFT OUTER", ["3|a|3|A", "1|b||", "4|c||"]),
    ],
)
def test_inputs_that_are_not_sorted_lose_matches_as_a_merge_does(tmp_path, join_type, expected):
    one = (A, [["3", "a"], ["1", "b"], ["4", "c"]])
    two = (B, [["3", "A"], ["2", "B"], ["1", "C"]])
    assert merged(tmp_path, "MergeJoin", merge_join(join_type), one, two)[1] == expected


def test_integers_and_numbers_meet_by_value_and_names_that_clash_are_numbered(tmp_path):
    one = ({"K": "Integer:0", "x": "String"}, [["2", "a"]])
    two = ({"k": "Number:0.0", "x": "String"}, [["2", "b"]])
    finished, rows = merged(tmp_path, "MergeJoin", merge_join("INNER"), one, two)
    assert rows == ["2|a|2.0|b"]
    assert (tmp_path / "out.txt").read_text().splitlines()[0] == "K|x|k_1|x_1"
    assert finished.status is RunStatus.FINISHED


def test_inputs_that_a_sort_put_in_falling_order_are_merged_in_that_order(tmp_path):
    sort = "<fields><field><name>k</name><ascending>N</ascending></field></fields>"
    out = tmp_path / "out.txt"
    xml = ktr(
        grid("a", A, [["1", "a"], ["2", "b"], ["", "n"]]),
        grid("b", B, [["2", "B"], ["1", "A"]]),
        step("sa", "SortRows", sort),
        step("sb", "SortRows", sort),
        step(
            "step", "MergeJoin", merge_join("LEFT OUTER").replace("in0", "sa").replace("in1", "sb")
        ),
        text_output("out", out),
        hops=[("a", "sa"), ("b", "sb"), ("sa", "step"), ("sb", "step"), ("step", "out")],
    )
    run(xml)
    assert rows_of(out) == ["2|b|2|B", "1|a|1|A", "|n||"]


def test_a_filter_between_a_falling_sort_and_a_join_changes_no_order(tmp_path):
    sort = "<fields><field><name>k</name><ascending>N</ascending></field></fields>"
    large = (
        "<compare><condition><leftvalue>k</leftvalue><function>&gt;</function><value>"
        "<name>c</name><type>Integer</type><text>1</text></value></condition></compare>"
    )
    out = tmp_path / "out.txt"
    xml = ktr(
        grid("a", A, [["1", "a"], ["2", "b"], ["3", "c"]]),
        grid("b", B, [["3", "C"], ["2", "B"], ["1", "A"]]),
        step("s", "SortRows", sort),
        step("in0", "FilterRows", large),
        step("in1", "SortRows", sort),
        step("step", "MergeJoin", merge_join("INNER")),
        text_output("out", out),
        hops=[("a", "s"), ("s", "in0"), ("b", "in1"), ("in0", "step"), ("in1", "step"),
              ("step", "out")],
    )  # fmt: skip
    run(xml)
    assert rows_of(out) == ["3|c|3|C", "2|b|2|B"]


@pytest.mark.parametrize(
    "settings",
    [
        merge_join("SIDEWAYS"),
        merge_join("INNER").replace("<step2>in1</step2>", ""),
        merge_join("INNER").replace("<keys_2>", "<keys_2><key>y</key>"),
    ],
)
def test_a_merge_join_that_cannot_work_is_refused_before_it_runs(tmp_path, settings):
    with pytest.raises(Exception, match="cannot be prepared"):
        merged(tmp_path, "MergeJoin", settings, LEFT, RIGHT)


def test_an_input_without_its_hop_fails_the_step_and_says_which(tmp_path):
    settings = merge_join("INNER").replace("in1", "nowhere")
    finished, _ = merged(tmp_path, "MergeJoin", settings, LEFT, RIGHT)
    assert finished.status is not RunStatus.FINISHED
    assert "nowhere" in finished.log.text()


MULTI = (
    "<join_type>{kind}</join_type><number_input>3</number_input><step0>in0</step0>"
    "<step1>in1</step1><step2>in2</step2><keys><key>k</key><key>k</key><key>k</key></keys>"
)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("INNER", ["1|a|1|A|1|p", "1|b|1|A|1|p", "1|a|1|B|1|p", "1|b|1|B|1|p"]),
        (
            "FULL OUTER",
            ["|n||N||", "1|a|1|A|1|p", "1|b|1|A|1|p", "1|a|1|B|1|p", "1|b|1|B|1|p",
             "||2|C|2|q", "3|c||||", "||4|D||"],
        ),
    ],
)  # fmt: skip
def test_many_inputs_are_joined_and_the_first_one_goes_fastest(tmp_path, kind, expected):
    third = ({"k": "Integer:0", "z": "String"}, [["1", "p"], ["2", "q"]])
    settings = MULTI.format(kind=kind)
    _, rows = merged(tmp_path, "MultiwayMergeJoin", settings, LEFT, RIGHT, third)
    assert rows == expected


def test_many_inputs_that_are_not_sorted_lose_matches(tmp_path):
    one, two = (A, [["2", "a"], ["1", "b"]]), (B, [["1", "A"], ["2", "B"]])
    third = ({"k": "Integer:0", "z": "String"}, [["1", "p"], ["2", "q"]])
    _, rows = merged(tmp_path, "MultiwayMergeJoin", MULTI.format(kind="INNER"), one, two, third)
    assert rows == ["2|a|2|B|2|q"]


def condition(text):
    return f"<compare><condition>{text}</condition></compare>"


def test_rows_are_combined_main_input_slowest(tmp_path):
    one, two = (A, [["1", "a"], ["2", "b"]]), (B, [["3", "c"], ["4", "d"]])
    _, rows = merged(tmp_path, "JoinRows", "<main>in1</main>", one, two)
    assert rows == ["3|c|1|a", "3|c|2|b", "4|d|1|a", "4|d|2|b"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<leftvalue>k</leftvalue><function>=</function><rightvalue>k_1</rightvalue>", BOTH),
        ("<leftvalue>k_1</leftvalue><function>&lt;</function><rightvalue>k</rightvalue>",
         ["3|c|1|A", "3|c|1|B", "3|c|2|C"]),
        ("<conditions><condition><leftvalue>k</leftvalue><function>=</function><rightvalue>k_1"
         "</rightvalue></condition><condition><operator>AND</operator><leftvalue>y</leftvalue>"
         "<function>=</function><value><type>String</type><text>A</text></value></condition>"
         "</conditions>", ["1|a|1|A", "1|b|1|A"]),
    ],
)  # fmt: skip
def test_a_condition_over_the_combined_row_decides(tmp_path, text, expected):
    assert merged(tmp_path, "JoinRows", condition(text), LEFT, RIGHT)[1] == expected


def test_without_a_main_step_rows_combine_in_the_order_of_the_hops(tmp_path):
    out = tmp_path / "o"
    xml = ktr(
        grid("two", {"b": "String"}, [["x"], ["y"]]),
        grid("one", {"a": "String"}, [["1"], ["2"]]),
        step("d", "Dummy"),
        step("j", "JoinRows", "<main/><compare><condition/></compare>"),
        text_output("o", out),
        hops=[("one", "d"), ("d", "j"), ("two", "j"), ("j", "o")],
    )
    run(xml)
    assert out.read_text().splitlines() == ["a|b", "1|x", "1|y", "2|x", "2|y"]
