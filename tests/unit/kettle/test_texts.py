"""Steps that change texts and nulls, or take texts apart, with Kettle's rules."""

import pytest

from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output


def outcome(tmp_path, columns, rows, *steps, **settings):
    """Return the lines, with the header, that the steps make of the rows."""
    path = tmp_path / "out"
    finished = run(ktr(grid("g", columns, rows), *steps, text_output("o", path, **settings)))
    assert finished.status == "Finished"
    return path.read_text().splitlines()


def field(**elements):
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in elements.items())
    return f"<field>{inner}</field>"


def fields(*each):
    return f"<fields>{''.join(each)}</fields>"


def test_only_the_value_becomes_null(tmp_path):
    null_if = step("n", "NullIf", fields(field(name="a", value="x"), field(name="k", value="3")))
    shown = outcome(tmp_path, {"a": "String", "k": "Integer:0"}, [["x", "1"], ["y", "3"]], null_if)
    assert shown == ["a|k", "|1", "y|"]


def test_a_constant_is_read_with_its_mask(tmp_path):
    constant = step(
        "c", "SetValueConstant", fields(field(name="d", value="31/12/2020", mask="dd/MM/yyyy"))
    )
    shown = outcome(tmp_path, {"d": "Date:yyyy-MM-dd"}, [["2019-01-02"]], constant)
    assert shown == ["d", "2020-12-31"]


@pytest.mark.parametrize(
    ("settings", "value"),
    [
        ({"value": ""}, None),
        ({"value": "", "set_empty_string": "Y"}, ""),
        ({"value": "x", "set_empty_string": "Y"}, ""),
        ({"value": "${NOTHING}"}, ""),
        ({"value": " "}, " "),
    ],
)
def test_a_constant_that_is_left_out_is_null(settings, value):
    """XMLHandler.getTagValue is null for an empty element, and convertData leaves a null one."""
    usevar = "<usevar>Y</usevar>"
    constant = step("c", "SetValueConstant", usevar + fields(field(name="a", **settings)))
    xml = ktr(grid("g", {"a": "String"}, [["y"]]), constant, step("r", "RowsToResult"))
    (rows,) = run(xml, variables={"NOTHING": ""}).outcome.rows
    assert rows.frame.rows() == [(value,)]


def test_a_field_takes_the_value_of_another_of_its_type(tmp_path):
    copy = step("c", "SetValueField", fields(field(name="a", replaceby="b")))
    shown = outcome(tmp_path, {"a": "String", "b": "String"}, [["x", "y"], ["z", ""]], copy)
    assert shown == ["a|b", "y|y", "|"]


def test_a_field_of_another_type_cannot_be_copied(tmp_path):
    copy = step("c", "SetValueField", fields(field(name="a", replaceby="b")))
    xml = ktr(grid("g", {"a": "String", "b": "Integer"}, [["x", "1"]]), copy)
    assert run(xml).status == "Finished (with errors)"


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


def split_field(**elements):
    return field(**{"type": "String"} | elements)


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


def regex_step(script, extra="", groups=""):
    settings = f"<script>{script}</script><matcher>a</matcher><resultfieldname>ok</resultfieldname>{extra}{groups}"  # noqa: E501
    return step("r", "RegexEval", settings)


def test_a_null_does_not_match_and_groups_of_no_match_are_null(tmp_path):
    groups = fields(
        split_field(name="y", type="Integer", format="0", trimtype="none"),
        split_field(name="m", type="String", ifnull="-"),
    )
    capture = "<allowcapturegroups>Y</allowcapturegroups>"
    match = regex_step(r"(\d{4})-(\d\d)?", capture, groups)
    rows = [["2020-01"], ["2021-"], ["x"], [""]]
    shown = outcome(tmp_path, {"a": "String"}, rows, match)
    assert shown == ["a|ok|y|m", "2020-01|Y|2020|01", "2021-|Y|2021|-", "x|N||-", "|N||"]


def test_captured_groups_may_replace_fields(tmp_path):
    groups = fields(split_field(name="a"), split_field(name="b"))
    flags = "<allowcapturegroups>Y</allowcapturegroups><replacefields>Y</replacefields><caseinsensitive>Y</caseinsensitive>"  # noqa: E501
    match = regex_step("(X)(y*)", flags, groups)
    shown = outcome(tmp_path, {"a": "String", "b": "String"}, [["xYY", "0"], ["q", "1"]], match)
    assert shown == ["a|b|ok", "x|YY|Y", "q|1|N"]


def test_rows_whose_groups_do_not_convert_go_to_the_error_hop(tmp_path):
    groups = fields(split_field(name="n", type="Integer"))
    match = regex_step("(.*)", "<allowcapturegroups>Y</allowcapturegroups>", groups)
    good, bad = tmp_path / "good", tmp_path / "bad"
    error = "<step_error_handling><error><source_step>r</source_step><target_step>e</target_step><is_enabled>Y</is_enabled><codes_valuename>c</codes_valuename></error></step_error_handling>"  # noqa: E501
    xml = ktr(
        grid("g", {"a": "String"}, [["1"], ["x"]]), match, text_output("o", good),
        text_output("e", bad), hops=[("g", "r"), ("r", "o"), ("r", "e")], extra=error,
    )  # fmt: skip
    finished = run(xml)
    assert rows_of(bad) == ["x|REGEX001"]
    assert metrics(finished, "r").rejected == 1


def test_a_wrong_number_of_fields_for_the_groups_is_told():
    match = regex_step(
        "(a)(b)", "<allowcapturegroups>Y</allowcapturegroups>", fields(split_field(name="x"))
    )
    assert run(ktr(grid("g", {"a": "String"}, [["ab"]]), match)).status != "Finished"


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


def test_an_empty_group_is_an_empty_text(tmp_path):
    """The group matched nothing, which is not null: its field is padded."""
    groups = fields(split_field(name="b", length="2"), split_field(name="c", length="2"))
    match = regex_step("x(y*)(z)?", "<allowcapturegroups>Y</allowcapturegroups>", groups)
    assert outcome(tmp_path, {"a": "String"}, [["x"]], match) == ["a|ok|b|c", "x|Y|  |"]


def test_a_result_in_the_place_of_a_long_field_is_a_long_word(tmp_path):
    """ValueMetaFactory.cloneValueMeta keeps the length, which a Boolean of 3 prints as words."""
    cut = step(
        "c",
        "StringCut",
        fields(field(in_stream_name="a", out_stream_name="ok", cut_from="0", cut_to="1")),
    )
    match = regex_step("x.*", "<replacefields>Y</replacefields>")
    assert outcome(tmp_path, {"a": "String"}, [["xy"]], cut, match) == ["a|ok", "xy|true"]


def test_the_null_value_is_compared_by_the_case_rule_that_a_sort_left(tmp_path):
    """ValueMetaBase.compare: a field sorted without regard to case is compared so ever after."""
    sort = step("s", "SortRows", fields(field(name="a", ascending="Y", case_sensitive="N")))
    null_if = step("n", "NullIf", fields(field(name="a", value="x")))
    rows = [["y", "1"], ["X", "2"]]
    columns = {"a": "String", "k": "Integer:0"}
    assert outcome(tmp_path, columns, rows, sort, null_if) == ["a|k", "|2", "y|1"]
    assert outcome(tmp_path, columns, rows, null_if) == ["a|k", "y|1", "X|2"]


def test_the_null_value_is_read_with_the_mask_but_the_usual_signs(tmp_path):
    """NullIf gives its string only the field's mask, so the decimal sign is a point."""
    meta = "<fields><meta><name>n</name><type>Number</type><conversion_mask>0.0</conversion_mask><decimal_symbol>,</decimal_symbol></meta></fields>"  # noqa: E501
    select = step("m", "SelectValues", meta)
    null_if = step("n", "NullIf", fields(field(name="n", value="1.5")))
    shown = outcome(tmp_path, {"n": "Number:0.0"}, [["1.5"], ["2.5"]], select, null_if)
    assert shown == ["n", "", "2,5"]


def test_no_field_to_set_passes_the_rows(tmp_path):
    copy = step("c", "SetValueField", "<fields></fields>")
    assert outcome(tmp_path, {"a": "String"}, [["x"]], copy) == ["a", "x"]


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
