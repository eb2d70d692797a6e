"""Workbooks in and out."""

from datetime import datetime

import openpyxl
import pytest

from tests.unit.kettle.running import ktr, rows_of, run, step, text_output
from tests.unit.kettle.test_inputs import fields

COLUMNS = fields(("n", "Number:0.0"), ("s", "String"), ("d", "Date:yyyy-MM-dd"), ("b", "Boolean"))
HEAD = ["n", "s", "d", "b"]
DAY = datetime(2024, 1, 2)  # noqa: DTZ001 - cells have no time zone


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def excel_input(path, settings: str = "", columns: str = COLUMNS) -> str:
    return step(
        "in",
        "ExcelInput",
        f"<file><name>{path}</name><file_required>Y</file_required></file><header>Y</header>"
        f"<noempty>Y</noempty><spreadsheet_type>POI</spreadsheet_type>{columns}{settings}",
    )


def read(tmp_path, settings: str = "", columns: str = COLUMNS) -> list[str]:
    source = excel_input(tmp_path / "a.xlsx", settings, columns)
    done = run(ktr(source, text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    return rows_of(tmp_path / "o")


def test_cells_are_read_by_their_own_type(tmp_path):
    workbook(tmp_path / "a.xlsx", one=[HEAD, [1.5, 7, DAY, True], ["2", "x", "2024-03-04", "Y"]])
    assert read(tmp_path) == ["1.5|7.0|2024-01-02|Y", "2.0|x|2024-03-04|Y"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", ["1.0", "2.0", "9.0"]),
        ("<noempty>N</noempty>", ["1.0", "", "2.0", "9.0"]),
        ("<stoponempty>Y</stoponempty>", ["1.0", "9.0"]),
        ("<limit>2</limit>", ["1.0", "2.0"]),
        ("<sheets><sheet><name>two</name></sheet></sheets>", ["9.0"]),
        ("<sheets><sheet><name>none</name></sheet></sheets>", []),
        ("<sheets><sheet><name>one</name><startrow>1</startrow></sheet></sheets>", ["2.0"]),
    ],
)
def test_rows_and_sheets_are_chosen(tmp_path, settings, expected):
    workbook(tmp_path / "a.xlsx", one=[["n"], [1], [None], [2]], two=[["n"], [9]])
    columns = fields(("n", "Number:0.0"))
    source = excel_input(tmp_path / "a.xlsx", settings, columns)
    if "noempty>N" in settings:
        source = source.replace("<noempty>Y</noempty>", "")
    run(ktr(source, text_output("o", tmp_path / "o")))
    assert rows_of(tmp_path / "o") == expected


def test_sheets_and_rows_are_told(tmp_path):
    workbook(tmp_path / "a.xlsx", one=[["n"], [1]], two=[["n"], [9]])
    settings = (
        "<sheetfield>sheet</sheetfield><sheetrownumfield>at</sheetrownumfield>"
        "<rownumfield>row</rownumfield><extensionFieldName>ext</extensionFieldName>"
    )
    source = excel_input(tmp_path / "a.xlsx", settings, fields(("n", "Integer:0")))
    out = "".join(
        f"<field><name>{n}</name><format>{m}</format></field>"
        for n, m in (("n", "0"), ("sheet", ""), ("at", "0"), ("row", "0"), ("ext", ""))
    )
    run(ktr(source, text_output("o", tmp_path / "o", f"<fields>{out}</fields>")))
    assert rows_of(tmp_path / "o") == ["1|one|2|1|xlsx", "9|two|2|2|xlsx"]


@pytest.mark.parametrize(
    ("settings", "status", "expected"),
    [
        ("", "Finished (with errors)", None),
        ("<error_ignored>Y</error_ignored>", "Finished", ["1", "", "3"]),
        ("<error_ignored>Y</error_ignored><error_line_skipped>Y</error_line_skipped>",
         "Finished", ["1", "3"]),
        ("<strict_types>Y</strict_types>", "Finished (with errors)", None),
    ],
)  # fmt: skip
def test_cells_that_do_not_fit(tmp_path, settings, status, expected):
    workbook(tmp_path / "a.xlsx", one=[["n"], [1], ["x"], [3]])
    source = excel_input(tmp_path / "a.xlsx", settings, fields(("n", "Integer:0")))
    done = run(ktr(source, text_output("o", tmp_path / "o")))
    assert done.status == status
    assert expected is None or rows_of(tmp_path / "o") == expected


def test_a_file_that_is_no_workbook_is_told(tmp_path):
    (tmp_path / "a.xlsx").write_text("no workbook")
    done = run(ktr(excel_input(tmp_path / "a.xlsx"), step("d", "Dummy")))
    [problem] = done.log.problems
    assert "cannot be read as a workbook" in problem.en
