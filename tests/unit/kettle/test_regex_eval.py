"""RegexEval: whether a text matches, and the fields that its groups become."""

from tests.unit.kettle.running import (
    field,
    fields,
    grid,
    ktr,
    metrics,
    outcome,
    rows_of,
    run,
    split_field,
    step,
    text_output,
)


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
