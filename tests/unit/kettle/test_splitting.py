"""Texts taken apart at a delimiter, into fields or into rows."""

import pytest

from tests.unit.kettle.running import (
    fields,
    grid,
    ktr,
    outcome,
    run,
    split_field,
    step,
    text_output,
)


def test_parts_take_the_place_of_the_text(tmp_path):
    parts = fields(
        split_field(name="x"), split_field(name="y", type="Integer", format="0", ifnull="9")
    )
    split = step("s", "FieldSplitter", f"<splitfield>a</splitfield><delimiter>,</delimiter>{parts}")
    shown = outcome(
        tmp_path, {"a": "String", "k": "Integer:0"}, [["p,7,q", "1"], ["r", "2"]], split
    )
    assert shown == ["x|y|k", "p|7|1", "r|9|2"]


def test_a_delimiter_inside_an_enclosure_does_not_split(tmp_path):
    parts = fields(split_field(name="x"), split_field(name="y"))
    split = step(
        "s",
        "FieldSplitter",
        f"<splitfield>a</splitfield><delimiter>,</delimiter><enclosure>'</enclosure>{parts}",
    )
    assert outcome(tmp_path, {"a": "String"}, [["'p,q',r"]], split) == ["x|y", "'p,q'|r"]


def test_parts_are_found_by_their_ids(tmp_path):
    parts = fields(
        split_field(name="x", id="X=", idrem="Y"), split_field(name="y", id="Y=", idrem="N")
    )
    split = step("s", "FieldSplitter", f"<splitfield>a</splitfield><delimiter>;</delimiter>{parts}")
    assert outcome(tmp_path, {"a": "String"}, [["Y=2;X=1"], ["Z=1"]], split) == [
        "x|y",
        "1|Y=2",
        "|",
    ]


@pytest.mark.parametrize(
    ("reset", "numbers"), [("Y", ["1", "2", "1", "1", "2"]), ("N", ["1", "2", "3", "4", "5"])]
)
def test_each_part_becomes_a_row_with_its_number(tmp_path, reset, numbers):
    settings = f"<splitfield>a</splitfield><delimiter>;</delimiter><newfield>p</newfield><rownum>Y</rownum><rownum_field>n</rownum_field><resetrownumber>{reset}</resetrownumber>"  # noqa: E501
    split = step("s", "SplitFieldToRows3", settings)
    shown = outcome(tmp_path, {"a": "String"}, [["x;y"], [""], ["z;"]], split)
    assert [line.split("|")[1] for line in shown[1:]] == ["x", "y", "", "z", ""]
    assert [line.split("|")[2].lstrip(" 0") for line in shown[1:]] == numbers


def test_a_regular_expression_can_divide_the_text(tmp_path):
    settings = r"<splitfield>a</splitfield><delimiter>\s*[,;]\s*</delimiter><newfield>p</newfield><delimiter_is_regex>Y</delimiter_is_regex>"  # noqa: E501
    split = step("s", "SplitFieldToRows3", settings)
    shown = outcome(tmp_path, {"a": "String"}, [["x , y;z"]], split)
    assert [line.split("|")[1] for line in shown[1:]] == ["x", "y", "z"]


def parts_of(tmp_path, text, *parts, settings="", columns=None, **context):
    """Return the lines that a FieldSplitter at commas makes of the text, with the header."""
    split = step(
        "s",
        "FieldSplitter",
        f"<splitfield>a</splitfield><delimiter>,</delimiter>{settings}{fields(*parts)}",
    )
    path = tmp_path / "out"
    known = {"a": "String"} | (columns or {})
    rows = [[text, *["0"] * (len(known) - 1)]]
    assert run(ktr(grid("g", known, rows), split, text_output("o", path)), **context).status == (
        "Finished"
    )
    return path.read_text().splitlines()


@pytest.mark.parametrize(
    ("part", "elements", "shown"),
    [
        ("   ", {}, ""),
        ("   ", {"ifnull": "none"}, "none"),
        ("N/A", {"nullif": "n/a"}, ""),
        ("n/a  ", {"nullif": "N/A"}, ""),
        ("N", {"nullif": "N/A"}, "N"),
        ("N", {"nullif": "N/A", "ifnull": "none"}, "none"),
        ("   ", {"nullif": "-"}, "   "),
        (" x ", {"trimtype": "both"}, "x"),
    ],
)
def test_a_part_that_stands_for_null_is_empty_or_filled(tmp_path, part, elements, shown):
    """ValueMetaBase.convertDataFromString: the text for null is padded, and for a filling cut."""
    lines = parts_of(
        tmp_path, f"p,{part}", split_field(name="x"), split_field(name="y", **elements)
    )
    assert lines == ["x|y", f"p|{shown}"]


def test_an_empty_part_is_an_empty_text_where_a_missing_one_is_null(tmp_path):
    """Only the empty text is padded to the length of its field."""
    parts = [split_field(name=name, length="3") for name in "xyz"]
    assert parts_of(tmp_path, "p,  ", *parts) == ["x|y|z", "p  |   |"]


def test_parts_are_renamed_where_a_later_field_has_their_name(tmp_path):
    """RowMeta.addValueMeta renames what is added, wherever the other field stands."""
    parts = [split_field(name="b"), split_field(name="a")]
    lines = parts_of(tmp_path, "p,q", *parts, columns={"b": "String"})
    assert lines == ["b_1|a|b", "p|q|0"]


def test_a_variable_takes_enclosures_off_the_parts(tmp_path):
    parts = [split_field(name="x"), split_field(name="y")]
    settings = "<enclosure>'</enclosure>"
    variables = {"KETTLE_SPLIT_FIELDS_REMOVE_ENCLOSURE": "true"}
    lines = parts_of(tmp_path, "'p,q',r", *parts, settings=settings, variables=variables)
    assert lines == ["x|y", "p,q|r"]
