"""Steps that make values null, or set them to a constant or another field."""

import pytest

from tests.unit.kettle.running import (
    field,
    fields,
    grid,
    ktr,
    outcome,
    run,
    step,
)


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
