"""ExcelOutput: cells and looks of .xls workbooks, by the rules of Kettle and of its jxl."""

import pytest

from onedata_resources.kettle.engine.xls_format import date_format, number_format
from onedata_resources.kettle.reader import read_transformation
from onedata_resources.kettle.settings.stepxml import StepXml
from onedata_resources.kettle.settings.xls_output import BLACK, XlsOutputSettings
from tests.unit.kettle.reading import fields
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output
from tests.unit.kettle.workbooks import (
    KINDS,
    ONE,
    ROW,
    book,
    cells,
    columns,
    mask,
    output,
    style,
    written,
)


def test_values_are_cells_of_their_own_types_under_their_titles(tmp_path):
    done = written(tmp_path, rows=[ROW, [""] * 6], kinds=KINDS)
    date = 39082 + 86399 / 86400
    assert cells(tmp_path / "a.xls") == [
        ["s", "n", "i", "d", "b", "g"],
        ["=1+1", 19348.392, 7.0, pytest.approx(date), "Y", 1.25],
        [""] * 6,
    ]
    assert (metrics(done, "o").output, metrics(done, "o").written) == (2, 2)
    assert [each.path for each in done.outcome.files] == [f"{tmp_path}/a.xls"]


def test_dates_before_the_day_that_1900_did_not_have_are_one_less(tmp_path):
    dates = [["1900-01-01 00:00:00"], ["1900-03-01 00:00:00"]]
    written(tmp_path, rows=dates, kinds={"d": KINDS["d"]})
    assert cells(tmp_path / "a.xls")[1:] == [[1.0], [61.0]]


def test_formats_are_those_of_the_field_or_the_usual_ones(tmp_path):
    given = columns(n="#.000", i="", d="yyyy/MM/dd", s="")
    written(tmp_path, rows=[ROW], kinds=KINDS, columns=given)
    opened = book(tmp_path / "a.xls")
    assert [mask(opened, 1, at) for at in range(4)] == [
        "#.000", "###,###.00", "yyyy/MM/dd", "General",
    ]  # fmt: skip
    written(tmp_path, rows=[["2024-01-02 00:00:00"]], kinds={"d": KINDS["d"]})
    opened = book(tmp_path / "a.xls")
    assert opened.format_map[style(opened, 1, 0).format_key].format_key == 22


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("0.00E0", "0.00E+0"),
        ("EUR #,##0.00", "E#,##0.00"),
        ("$0.00 USD", "$0.00"),
        ("0.0%", "0.0%"),
        ("(0)", "(0)"),
        ("abc", "#.###"),
        (" 0,000;-0,000", " 0,000;-0,000"),
    ],
)
def test_what_surrounds_the_digits_of_a_number_mask_is_cut_off(given, expected):
    assert number_format(given) == expected


def test_dates_have_their_half_of_the_day_and_their_milliseconds():
    assert date_format("hh:mm:ss.SSS a") == "hh:mm:ss.000 AM/PM"


def test_a_mask_that_java_refuses_fails_at_the_first_value(tmp_path):
    xml = output(tmp_path / "a", columns=columns(k="0.0.0"))
    done = run(ktr(grid("g", ONE, [["1"]]), xml))
    assert done.status == "Finished (with errors)"
    assert "0.0.0" in done.log.problems[0].en
    assert run(ktr(grid("g", ONE, [[""]]), xml)).status == "Finished"


@pytest.mark.parametrize(
    ("settings", "file", "expected"),
    [
        ("<footer>Y</footer>", "", [["k"], [1.0], [2.0], ["k"]]),
        ("", "<nullisblank>Y</nullisblank>", [["k"], [1.0], [2.0]]),
    ],
)
def test_titles_and_footers_are_as_asked(tmp_path, settings, file, expected):
    written(tmp_path, settings, file)
    assert cells(tmp_path / "a.xls") == expected


def test_a_column_that_leaves_nulls_out_closes_up(tmp_path):
    """Each cell goes under the last one of its own column: jxl has no rows to go by."""
    rows = [["1", "a"], ["", "b"], ["3", "c"]]
    written(tmp_path, "", "<nullisblank>Y</nullisblank>", rows=rows, kinds=ONE | {"s": "String"})
    assert cells(tmp_path / "a.xls") == [["k", "s"], [1.0, "a"], [3.0, "b"], ["", "c"]]


def test_looks_are_those_of_titles_and_rows(tmp_path):
    look = (
        "<header_font_name>times</header_font_name><header_font_size>14</header_font_size>"
        "<header_font_bold>Y</header_font_bold><header_font_italic>Y</header_font_italic>"
        "<header_font_underline>double_accounting</header_font_underline>"
        "<header_font_orientation>minus_45</header_font_orientation>"
        "<header_font_color>red</header_font_color><header_alignment>center</header_alignment>"
        "<header_background_color>yellow</header_background_color>"
        "<header_row_height>600</header_row_height><row_font_name>courier</row_font_name>"
        "<row_font_size>8</row_font_size><row_font_color>sea_green</row_font_color>"
        "<row_background_color>ice_blue</row_background_color>"
    )
    written(tmp_path, custom=look)
    opened = book(tmp_path / "a.xls")
    title, row = style(opened, 0, 0), style(opened, 1, 0)
    fonts = [opened.font_list[each.font_index] for each in (title, row)]
    assert [(f.name, f.height, f.bold, f.italic, f.colour_index) for f in fonts] == [
        ("Times New Roman", 280, 1, 1, 0x0A), ("Courier New", 160, 0, 0, 0x39),
    ]  # fmt: skip
    assert fonts[0].underline_type == 0x22
    assert (title.alignment.hor_align, title.alignment.rotation) == (2, 135)
    assert [each.background.pattern_colour_index for each in (title, row)] == [0x0D, 0x1F]
    assert opened.sheet_by_index(0).rowinfo_map[0].height == 600


def test_rows_have_a_colour_only_where_titles_have_one():
    xml = ktr(output("/a", custom="<row_font_color>red</row_font_color>"))
    [only] = read_transformation(xml, name="t").steps
    assert XlsOutputSettings.from_xml(StepXml(only.xml, {})).rows.colour == BLACK


def test_sheets_are_named_and_protected(tmp_path):
    written(tmp_path, "", "<sheetname>${S}</sheetname><protect_sheet>Y</protect_sheet>"
            "<password>secret</password>")  # fmt: skip
    opened = book(tmp_path / "a.xls")
    assert opened.sheet_names() == ["${S}"]
    data = (tmp_path / "a.xls").read_bytes()
    assert b"\x12\x00\x02\x00\x01\x00" in data
    assert b"\x13\x00\x02\x00" in data


def test_columns_are_as_wide_as_their_texts_and_one_more(tmp_path):
    rows = [["1", "abcdef"], ["22", "abcdefg"]]
    kinds = {"number": "Integer:0", "s": "String"}
    written(tmp_path, "", "<autosizecolums>Y</autosizecolums>", rows=rows, kinds=kinds)
    widths = book(tmp_path / "a.xls").sheet_by_index(0).colinfo_map
    assert [widths[at].width for at in range(2)] == [7 * 256, 7 * 256]


def test_what_is_written_is_read_again(tmp_path):
    written(tmp_path, rows=[ROW], kinds=KINDS)
    wanted = fields(*(KINDS | {"b": "String"}).items())
    source = step(
        "in", "ExcelInput",
        f"<file><name>{tmp_path}/a.xls</name></file><header>Y</header>"
        f"<spreadsheet_type>JXL</spreadsheet_type>{wanted}",
    )  # fmt: skip
    done = run(ktr(source, text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["=1+1|19348.392|7|2006-12-31 23:59:59|Y|1.25"]
