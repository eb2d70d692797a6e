"""The Excel Writer writes .xls workbooks too, as it does .xlsx where both can."""

from datetime import datetime

import pytest
import xlrd
import xlwt
from openpyxl.utils.datetime import to_excel

from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.engine.xls_source import opened as opened_copy
from onedata_resources.kettle.errors import PrepareError
from tests.unit.kettle.running import grid, ktr, metrics, run
from tests.unit.kettle.test_excel import TWO, excel_writer
from tests.unit.kettle.workbooks import book, cells, mask


def writer(path, settings: str = "", file: str = "", columns: str = "") -> str:
    xml = excel_writer(path, settings, file, columns)
    return xml.replace("<extention>xlsx</extention>", "<extention>xls</extention>")


def old(path, *rows, sheets=("zero", "one")):
    made = xlwt.Workbook()
    for name in sheets:
        sheet = made.add_sheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(at, column, value, xlwt.easyxf(num_format_str="0.000"))
    made.save(str(path))


def finished(*steps: str):
    done = run(ktr(*steps))
    assert done.status == "Finished", done.log.text()
    return done


def test_rows_are_written_behind_their_titles(tmp_path):
    done = finished(TWO, writer(tmp_path / "a"))
    assert cells(tmp_path / "a.xls") == [["k", "s"], [1.0, "a"], [2.0, "=b"]]
    assert book(tmp_path / "a.xls").sheet_names() == ["one"]
    assert metrics(done, "o").output == 3


@pytest.mark.parametrize(
    ("settings", "file", "expected"),
    [
        ("", "", [["k"], [1.0], [2.0]]),
        ("<footer>Y</footer>", "", [["k"], [1.0], [2.0], ["k"]]),
        ("<startingCell>B2</startingCell>", "", [["", ""], ["", "k"], ["", 1.0], ["", 2.0]]),
        ("<appendLines>Y</appendLines><appendOmitHeader>Y</appendOmitHeader>", "reuse",
         [["old"], [9.0], [1.0], [2.0]]),
        ("<appendLines>Y</appendLines><appendEmpty>1</appendEmpty>", "reuse",
         [["old"], [9.0], [""], ["k"], [1.0], [2.0]]),
        ("", "reuse", [["k"], [1.0], [2.0]]),
    ],
)  # fmt: skip
def test_existing_files_and_sheets_are_kept_or_made_anew(tmp_path, settings, file, expected):
    old(tmp_path / "a.xls", ["old"], [9])
    xml = writer(tmp_path / "a", settings, file)
    if "startingCell" in settings:
        xml = xml.replace("<startingCell>A1</startingCell>", "")
    finished(grid("g", {"k": "Integer:0"}, [["1"], ["2"]]), xml)
    assert cells(tmp_path / "a.xls", 1 if file else 0) == expected
    assert book(tmp_path / "a.xls").sheet_names() == (["zero", "one"] if file else ["one"])


def test_a_sheet_is_replaced_in_its_place(tmp_path):
    old(tmp_path / "a.xls", ["old"], [9], sheets=("one", "two"))
    xml = writer(tmp_path / "a", "<makeSheetActive>Y</makeSheetActive>", "reuse")
    finished(TWO, xml.replace("<if_sheet_exists>reuse", "<if_sheet_exists>new"))
    opened = book(tmp_path / "a.xls")
    assert opened.sheet_names() == ["one", "two"]
    assert cells(tmp_path / "a.xls") == [["k", "s"], [1.0, "a"], [2.0, "=b"]]
    assert cells(tmp_path / "a.xls", 1) == [["old"], [9.0]]


def test_fields_have_formats_formulas_and_types_of_their_own(tmp_path):
    kinds = {"d": "Date:yyyy-MM-dd", "f": "String", "b": "Boolean", "g": "BigNumber:0.0"}
    rows = grid("g", kinds, [["2024-01-02", "1+1", "Y", "1.5"], ["", "", "", ""]])
    columns = (
        "<fields><field><name>d</name><format>yyyy-mm-dd</format><title>day</title></field><field>"
        "<name>f</name><formula>Y</formula></field><field><name>b</name></field><field>"
        "<name>g</name></field></fields>"
    )
    size = "<autosizecolums>Y</autosizecolums>"
    finished(rows, writer(tmp_path / "a", "", size, columns))
    opened = book(tmp_path / "a.xls")
    sheet = opened.sheet_by_index(0)
    assert sheet.row_values(0) == ["day", "f", "b", "g"]
    assert sheet.cell_value(1, 0) == to_excel(datetime(2024, 1, 2))  # noqa: DTZ001
    assert [sheet.cell_type(1, at) for at in (2, 3)] == [xlrd.XL_CELL_BOOLEAN, xlrd.XL_CELL_NUMBER]
    with pytest.raises(StepError, match="formulas"):
        opened_copy(tmp_path / "a.xls")
    assert mask(opened, 1, 0) == "yyyy-mm-dd"
    assert sheet.colinfo_map[0].width == (len("2024-01-02 00:00:00") + 2) * 256


def test_a_formula_that_is_none_fails(tmp_path):
    columns = "<fields><field><name>s</name><formula>Y</formula></field></fields>"
    done = run(ktr(grid("g", {"s": "String"}, [["1+"]]), writer(tmp_path / "a", "", "", columns)))
    assert "Formula [1+]" in done.log.problems[0].en


def test_workbooks_begin_as_their_template_and_take_styles_from_its_cells(tmp_path):
    old(tmp_path / "t.xls", ["head"], [5], sheets=("zero",))
    template = (
        f"<template><enabled>Y</enabled><filename>{tmp_path}/t.xls</filename></template>"
        "<startingCell>A4</startingCell>"
    )
    columns = "<fields><field><name>k</name><styleCell>zero!A2</styleCell></field></fields>"
    xml = writer(tmp_path / "a", template, "", columns)
    finished(TWO, xml.replace("<startingCell>A1</startingCell>", ""))
    opened = book(tmp_path / "a.xls")
    assert opened.sheet_by_name("one").col_values(0) == ["", "", "", "k", 1.0, 2.0]
    cell = opened.sheet_by_name("one").cell_xf_index(4, 0)
    assert opened.format_map[opened.xf_list[cell].format_key].format_str == "0.000"


def test_styles_of_existing_cells_are_kept_where_asked(tmp_path):
    old(tmp_path / "a.xls", [1], [2], sheets=("one",))
    keep = "<leaveExistingStylesUnchanged>Y</leaveExistingStylesUnchanged>"
    columns = "<fields><field><name>k</name><format>0</format></field></fields>"
    finished(TWO, writer(tmp_path / "a", keep, "reuse", columns))
    opened = book(tmp_path / "a.xls")
    assert [mask(opened, at, 0) for at in (1, 2)] == ["0.000", "0"]


@pytest.mark.parametrize(
    "wanted",
    [
        "<fields><field><name>k</name><commentField>s</commentField></field></fields>",
        "<fields><field><name>k</name><hyperlinkField>s</hyperlinkField></field></fields>",
        "<template><sheet_enabled>Y</sheet_enabled><sheetname>t</sheetname></template>",
    ],
)
def test_what_only_xlsx_can_hold_is_refused(tmp_path, wanted):
    with pytest.raises(PrepareError, match="xlsx workbooks only"):
        run(ktr(TWO, writer(tmp_path / "a", wanted)))


def test_rows_are_not_shifted_down_in_an_old_sheet(tmp_path):
    old(tmp_path / "a.xls", ["old"], [9])
    push = "<rowWritingMethod>push</rowWritingMethod>"
    done = run(ktr(TWO, writer(tmp_path / "a", push, "reuse")))
    assert "cannot be shifted down" in done.log.problems[0].en
    finished(TWO, writer(tmp_path / "b", push))
    assert cells(tmp_path / "b.xls")[0] == ["k", "s"]
