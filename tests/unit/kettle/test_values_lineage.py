"""Columns are followed through the steps that change values."""

import pytest

from tests.unit.kettle.running import ktr, step
from tests.unit.kettle.test_lineage import OUTPUT, lineage_of, shown, table_input

QUERY = "select id, first, last, born from person"
ALL = {name: {f"person.{name}"} for name in ("id", "first", "last", "born")}


def fields(*each):
    inner = "".join(
        "<field>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in one.items()) + "</field>"
        for one in each
    )
    return f"<fields>{inner}</fields>"


def through(kind, settings):
    xml = ktr(table_input(QUERY), step("s", kind, settings), OUTPUT)
    return shown(lineage_of(xml).writes[0].columns)


JOIN = (
    "<separator>;</separator><ConcatFields><targetFieldName>name</targetFieldName>"
    "<removeSelectedFields>Y</removeSelectedFields></ConcatFields>"
)
REGEX = (
    "<script>(.)(.)</script><matcher>last</matcher><resultfieldname>ok</resultfieldname>"
    "<allowcapturegroups>Y</allowcapturegroups><replacefields>Y</replacefields>"
)
FORMULA = (
    "<formula><field_name>f</field_name><formula_string>[first]&amp;[last]</formula_string>"
    "<value_type>String</value_type></formula><formula><field_name>g</field_name>"
    "<formula_string>LEN([f])</formula_string><value_type>Integer</value_type></formula>"
)


@pytest.mark.parametrize(
    ("kind", "settings", "expected"),
    [
        ("ConcatFields", JOIN + fields({"name": "first"}, {"name": "last"}),
         {"id": {"person.id"}, "born": {"person.born"}, "name": {"person.first", "person.last"}}),
        ("FieldSplitter", "<splitfield>first</splitfield><delimiter> </delimiter>"
         + fields({"name": "a"}, {"name": "b"}),
         {"id": {"person.id"}, "a": {"person.first"}, "b": {"person.first"},
          "last": {"person.last"}, "born": {"person.born"}}),
        ("RegexEval", REGEX + fields({"name": "x"}, {"name": "first"}),
         ALL | {"ok": {"person.last"}, "x": {"person.last"}, "first": {"person.last"}}),
        ("Formula", FORMULA, ALL | {"f": {"person.first", "person.last"},
                                    "g": {"person.first", "person.last"}}),
        ("SplitFieldToRows3", "<splitfield>last</splitfield><delimiter>;</delimiter>"
         "<newfield>part</newfield><rownum>Y</rownum><rownum_field>n</rownum_field>",
         ALL | {"part": {"person.last"}, "n": set()}),
        ("SetValueField", fields({"name": "first", "replaceby": "last"}),
         ALL | {"first": {"person.last"}}),
        ("SetValueConstant", fields({"name": "first", "value": "x"}), ALL | {"first": set()}),
        ("ReplaceString", fields({"in_stream_name": "first", "replace_field_by_string": "last"}),
         ALL | {"first": {"person.first", "person.last"}}),
        ("StringCut", fields({"in_stream_name": "last", "out_stream_name": "l"}),
         ALL | {"l": {"person.last"}}),
        ("IfNull", "<replaceAllByValue>x</replaceAllByValue>", ALL),
        ("SystemInfo", fields({"name": "n", "type": "system date (fixed)"}), ALL | {"n": set()}),
    ],
)  # fmt: skip
def test_columns_lead_back_to_the_table(kind, settings, expected):
    assert through(kind, settings) == expected
