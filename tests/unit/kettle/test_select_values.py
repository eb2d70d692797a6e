"""SelectValues: its three tabs, and conversions with masks, languages, zones and encodings."""

import pytest

from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output


def meta(name, kind, **elements):
    given = {"name": name, "type": kind, "length": "-2", "precision": "-2"} | elements
    inner = "".join(f"<{tag}>{value}</{tag}>" for tag, value in given.items())
    return f"<meta>{inner}</meta>"


def select(*parts):
    return step(f"s{len(parts)}", "SelectValues", f"<fields>{''.join(parts)}</fields>")


def outcome(tmp_path, columns, row, *steps):
    path = tmp_path / "o"
    finished = run(ktr(grid("g", columns, [row]), *steps, text_output("o", path)))
    return finished.status, rows_of(path) if finished.status == "Finished" else []


@pytest.mark.parametrize(
    ("kind", "text", "target", "change", "expected"),
    [
        ("Date:yyyy-MM-dd", "2024-03-05", "String",
         {"conversion_mask": "EEEE d MMMM yyyy", "date_format_locale": "de_DE"},
         "Dienstag 5 März 2024"),
        ("Date:yyyy-MM-dd", "2024-03-05", "String",
         {"conversion_mask": "dd MMM yyyy", "date_format_locale": "fr"}, "05 mars 2024"),
        ("Date:yyyy-MM-dd HH:mm", "2024-07-05 12:00", "String",
         {"conversion_mask": "yyyy-MM-dd HH:mm Z", "date_format_timezone": "America/New_York"},
         "2024-07-05 08:00 -0400"),
        ("Date:yyyy-MM-dd HH:mm", "2024-07-05 20:00", "String",
         {"conversion_mask": "yyyy-MM-dd HH:mm", "date_format_timezone": "Asia/Shanghai"},
         "2024-07-06 04:00"),
        ("String", "5. Mai 2024", "Date",
         {"conversion_mask": "d. MMMM yyyy", "date_format_locale": "de"},
         "5. Mai 2024"),
        ("String", "2024-07-05 08:00", "Date",
         {"conversion_mask": "yyyy-MM-dd HH:mm", "date_format_timezone": "America/New_York"},
         "2024-07-05 08:00"),
        ("String", "12abc", "Integer", {"lenient_string_to_number": "true"}, "12"),
        ("String", "1.234,50", "Number",
         {"conversion_mask": "#,##0.00", "decimal_symbol": ",", "grouping_symbol": "."},
         "1.234,50"),
        ("String", "2024-02-30", "Date",
         {"conversion_mask": "yyyy-MM-dd", "date_format_lenient": "true"}, "2024-03-01"),
        ("String", "2024/01/02 03:04:05.123456789", "Timestamp", {},
         "2024/01/02 03:04:05.123456000"),
    ],
)  # fmt: skip
def test_a_value_is_converted_as_its_change_says(  # noqa: PLR0917 - one row of the table
    tmp_path, kind, text, target, change, expected
):
    shown = outcome(tmp_path, {"v": kind}, [text], select(meta("v", target, **change)))
    assert shown == ("Finished", [expected])


def test_a_text_goes_to_bytes_and_back_in_its_encoding(tmp_path):
    there = select(meta("v", "Binary", encoding="UTF-16LE"))
    back = select(
        meta("v", "String", encoding="UTF-16LE"), "<select_unspecified>N</select_unspecified>"
    )
    assert outcome(tmp_path, {"v": "String"}, ["né"], there, back) == ("Finished", ["né"])


def test_bytes_of_another_encoding_come_out_changed(tmp_path):
    there = select(meta("v", "Binary", encoding="UTF-8"))
    back = select(
        meta("v", "String", encoding="ISO-8859-1"), "<select_unspecified>N</select_unspecified>"
    )
    assert outcome(tmp_path, {"v": "String"}, ["é"], there, back) == ("Finished", ["Ã©"])


@pytest.mark.parametrize(
    "parts",
    [
        (),
        ("<field><name>v</name></field><field><name>v</name></field>",),
        ("<remove><name>v</name></remove><remove><name>v</name></remove>",),
        (meta("v", "Integer"), meta("v", "String")),
    ],
)
def test_tabs_that_cannot_work_are_refused_before_the_run(tmp_path, parts):
    with pytest.raises(Exception, match=r"no field is selected|more than once"):
        outcome(tmp_path, {"v": "String"}, ["1"], select(*parts))


def test_the_same_field_may_leave_under_two_names(tmp_path):
    both = select("<field><name>v</name></field><field><name>v</name><rename>w</rename></field>")
    assert outcome(tmp_path, {"v": "String"}, ["1"], both) == ("Finished", ["1|1"])


def test_a_big_number_that_does_not_fit_is_an_error(tmp_path):
    status, _ = outcome(tmp_path, {"v": "String"}, ["1" * 30], select(meta("v", "BigNumber")))
    assert status == "Finished (with errors)"


def test_a_rejected_row_tells_the_new_name_of_the_first_field_that_does_not_fit(tmp_path):
    source = grid("g", {"a": "String", "b": "String"}, [["1", "x"], ["y", "z"], ["1", "2"]])
    changes = "".join(
        f"<meta><name>{name}</name><rename>{new}</rename><type>Integer</type></meta>"
        for name, new in (("a", "a"), ("b", "n"))
    )
    rejecting = step("s", "SelectValues", f"<fields>{changes}</fields>")
    hop = (
        "<step_error_handling><error><source_step>s</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled><fields_valuename>f</fields_valuename>"
        "<codes_valuename>c</codes_valuename></error></step_error_handling>"
    )
    hops = [("g", "s"), ("s", "o"), ("s", "e")]
    ends = [text_output("o", tmp_path / "o"), text_output("e", tmp_path / "e")]
    assert run(ktr(source, rejecting, *ends, hops=hops, extra=hop)).status == "Finished"
    assert rows_of(tmp_path / "e") == ["1|x|n|SELECT001", "y|z|a|SELECT001"]


@pytest.mark.parametrize(
    ("kinds", "target", "text", "expected"),
    [
        ("Date:yyyy-MM-dd", "String", "2024-03-05", "2024-03-05"),
        ("Boolean:", "String", "Y", "Y"),
        ("Integer:0", "Boolean", "1", "Y"),
        ("Date:yyyy-MM-dd", "String", "x", None),
    ],
)
def test_texts_that_are_not_yet_read_change_their_type(tmp_path, kinds, target, text, expected):
    (tmp_path / "in").write_text(f"v\n{text}\n")
    kind, _, mask = kinds.partition(":")
    source = step(
        "r", "CsvInput",
        f"<filename>{tmp_path}/in</filename><separator>,</separator><header>Y</header>"
        "<lazy_conversion>Y</lazy_conversion><fields><field><name>v</name>"
        f"<type>{kind}</type><format>{mask}</format></field></fields>",
    )  # fmt: skip
    done = run(ktr(source, select(meta("v", target)), text_output("o", tmp_path / "o")))
    if expected is None:
        assert done.status == "Finished (with errors)"
    else:
        assert (done.status, rows_of(tmp_path / "o")) == ("Finished", [expected])
