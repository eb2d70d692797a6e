"""Steps that cut, replace, join, trim and map texts, with Kettle's rules."""

import pytest

from tests.unit.kettle.running import (
    field,
    fields,
    grid,
    ktr,
    outcome,
    rows_of,
    run,
    step,
    text_output,
)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("0", "3", "abc"), ("2", "9", "cdef"), ("3", "2", ""), ("7", "8", ""), ("", "", "abcdef"),
        ("-1", "-3", "de"), ("-3", "-1", ""), ("0", "-2", "ef"), ("0", "-9", "abcdef"),
        ("2", "-1", "abcdef"), ("-2", "3", "abcdef"), ("-2", "-9", "abcd"), ("2", "2", ""),
    ],
)  # fmt: skip
def test_a_text_is_cut_from_either_end(tmp_path, start, end, expected):
    cut = step("c", "StringCut", fields(field(in_stream_name="a", cut_from=start, cut_to=end)))
    assert outcome(tmp_path, {"a": "String"}, [["abcdef"]], cut)[1:] == [expected]


def replaced(tmp_path, text, **elements):
    given = {"in_stream_name": "a", "case_sensitive": "yes"} | elements
    change = step("r", "ReplaceString", fields(field(**given)))
    return outcome(tmp_path, {"a": "String"}, [[text]], change)[1]


def test_whole_words_are_replaced_alone(tmp_path):
    shown = replaced(
        tmp_path, "cat concat", replace_string="cat", replace_by_string="dog", whole_word="yes"
    )
    assert shown == "dog concat"


def test_a_bad_replacement_fails_only_where_it_is_needed(tmp_path):
    wanted = {"replace_string": "b", "replace_by_string": "$"}
    assert replaced(tmp_path, "a", **wanted) == "a"
    change = step("r", "ReplaceString", fields(field(in_stream_name="a", **wanted)))
    assert run(ktr(grid("g", {"a": "String"}, [["b"]]), change)).status != "Finished"


JOIN = "<separator>;</separator><enclosure>'</enclosure><enclosure_forced>{forced}</enclosure_forced><enclosure_fix_disabled>N</enclosure_fix_disabled><file><fast_dump>{fast}</fast_dump></file>{fields}<ConcatFields><targetFieldName>all</targetFieldName><targetFieldLength>-1</targetFieldLength><removeSelectedFields>{remove}</removeSelectedFields></ConcatFields>"  # noqa: E501


@pytest.mark.parametrize(
    ("forced", "fast", "remove", "expected"),
    [
        ("N", "N", "N", ["a|b|n|all", "x|y;z|2|x;'y;z';1.5", "||2|;;2.0"]),
        ("Y", "N", "N", ["a|b|n|all", "x|y;z|2|'x';'y;z';1.5", "||2|;;2.0"]),
        ("N", "Y", "N", ["a|b|n|all", "x|y;z|2|x;y;z;1.5", "||2|;;2.0"]),
        ("Y", "Y", "N", ["a|b|n|all", "x|y;z|2|'x';'y;z';'1.5'", "||2|'';'';'2.0'"]),
        ("N", "N", "Y", ["all", "x;'y;z';1.5", ";;2.0"]),
    ],
)
def test_fields_are_joined_as_in_a_line(tmp_path, forced, fast, remove, expected):
    listed = fields(field(name="a"), field(name="b"), field(name="n", format="0.0"))
    settings = JOIN.format(forced=forced, fast=fast, remove=remove, fields=listed)
    join = step("j", "ConcatFields", settings)
    rows = [["x", "y;z", "1.5"], ["", "", "2"]]
    columns = {"a": "String", "b": "String", "n": "Number:#"}
    shown = outcome(tmp_path, columns, rows, join)
    assert shown == expected


@pytest.mark.parametrize(("value", "expected"), [("   ", " " * 100), ("", ""), (" a ", "xxa")])
def test_a_text_that_is_empty_after_its_trimming_is_not_changed_and_not_null(
    tmp_path, value, expected
):
    changes = (
        "<fields><field><in_stream_name>s</in_stream_name><out_stream_name>n</out_stream_name>"
        "<trim_type>both</trim_type><padding_type>left</padding_type><pad_char>x</pad_char>"
        "<pad_len>3</pad_len></field></fields>"
    )
    changed = step("x", "StringOperations", changes)
    xml = ktr(grid("g", {"s": "String"}, [[value]]), changed, text_output("o", tmp_path / "o"))
    assert run(xml).status == "Finished"
    shown = rows_of(tmp_path / "o")[0].split("|")[1]
    assert shown == expected.ljust(100 if expected else 0)


def test_a_bad_replacement_fails_the_step_even_with_an_error_hop(tmp_path):
    """Java throws what is no KettleException, which the step does not catch."""
    change = step(
        "r",
        "ReplaceString",
        fields(field(in_stream_name="a", replace_string="b", replace_by_string="$")),
    )
    error = "<step_error_handling><error><source_step>r</source_step><target_step>e</target_step><is_enabled>Y</is_enabled></error></step_error_handling>"  # noqa: E501
    xml = ktr(
        grid("g", {"a": "String"}, [["a"], ["b"]]), change, text_output("o", tmp_path / "o"),
        text_output("e", tmp_path / "e"), hops=[("g", "r"), ("r", "o"), ("r", "e")], extra=error,
    )  # fmt: skip
    assert run(xml).status == "Finished (with errors)"


@pytest.mark.parametrize(("start", "shown"), [("2", "cdef"), (" 2", "abcdef")])
def test_a_limit_with_a_blank_is_no_number(tmp_path, start, shown):
    """Integer.parseInt refuses it, and 0 is taken."""
    cut = step("c", "StringCut", fields(field(in_stream_name="a", cut_from=start, cut_to="9")))
    assert outcome(tmp_path, {"a": "String"}, [["abcdef"]], cut)[1:] == [shown]


def test_a_date_is_mapped_to_a_text_of_kettles_own_mask(tmp_path):
    """ValueMapper reads what it maps to as a plain string, without the field's mask."""
    mapper = step(
        "m",
        "ValueMapper",
        "<field_to_use>d</field_to_use><fields><field><source_value>2020/01/02 00:00:00.000"
        "</source_value><target_value>2021/03/04 00:00:00.000</target_value></field></fields>",
    )
    shown = outcome(tmp_path, {"d": "Date:dd.MM.yyyy"}, [["02.01.2020"], ["03.01.2020"]], mapper)
    assert shown == ["d", "04.03.2021", "03.01.2020"]
