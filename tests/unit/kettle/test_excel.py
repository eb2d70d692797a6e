"""Workbooks in and out."""

from datetime import datetime

import openpyxl
import pytest

from tests.unit.kettle.reading import excel_input, fields, workbook
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

COLUMNS = fields(("n", "Number:0.0"), ("s", "String"), ("d", "Date:yyyy-MM-dd"), ("b", "Boolean"))
HEAD = ["n", "s", "d", "b"]
DAY = datetime(2024, 1, 2)  # noqa: DTZ001 - cells have no time zone


def read(tmp_path, settings: str = "", columns: str = COLUMNS) -> list[str]:
    source = excel_input(tmp_path / "a.xlsx", settings, columns)
    done = run(ktr(source, text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    return rows_of(tmp_path / "o")


def test_cells_are_read_by_their_own_type(tmp_path):
    workbook(tmp_path / "a.xlsx", one=[HEAD, [1.5, 7, DAY, True], ["2", "x", "2024-03-04", "Y"]])
    assert read(tmp_path) == ["1.5|7.0|2024-01-02|Y", "2.0|x|2024-03-04|Y"]


ONE = "<sheets><sheet><name>one</name><startrow>{}</startrow></sheet></sheets>"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("<limit>1</limit>", ["1.0"]),
        ("<limit>3</limit>", ["1.0", "2.0"]),
        ("<limit>4</limit>", ["1.0", "2.0", "3.0"]),
        ("<limit>5</limit>", ["1.0", "2.0", "3.0", "8.0", "9.0"]),
        ("<limit>3</limit>" + ONE.format(1), ["2.0", "3.0"]),
    ],
)
def test_a_limit_is_a_place_in_the_sheet(tmp_path, settings, expected):
    workbook(tmp_path / "a.xlsx", one=[["n"], [1], [2], [3]], two=[["n"], [8], [9]])
    assert read(tmp_path, settings, fields(("n", "Number:0.0"))) == expected


def test_a_sheet_that_ends_before_the_limit_leaves_it_to_the_next_one(tmp_path):
    workbook(tmp_path / "a.xlsx", one=[[8]], two=[[7], [6], [5]])
    source = excel_input(tmp_path / "a.xlsx", "<limit>2</limit>", fields(("n", "Number:0.0")))
    source = source.replace("<header>Y</header>", "")
    run(ktr(source, text_output("o", tmp_path / "o")))
    assert rows_of(tmp_path / "o") == ["8.0", "7.0", "6.0"]


def test_a_missing_workbook_is_excused_only_where_another_is_there(tmp_path):
    workbook(tmp_path / "a.xlsx", one=[["n"], [1]])
    columns = fields(("n", "Number:0.0")) + "<error_ignored>Y</error_ignored>"
    gone = excel_input(tmp_path / "gone.xlsx", "", columns)
    assert run(ktr(gone, step("d", "Dummy"))).status == "Finished (with errors)"
    here = f"<file><name>{tmp_path}/a.xlsx</name></file>"
    done = run(ktr(gone.replace("<file>", f"{here}<file>", 1), step("d", "Dummy")))
    assert (done.status, metrics(done, "d").read) == ("Finished", 1)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", ["1.0", "2.0", "9.0"]),
        ("<noempty>N</noempty>", ["1.0", "", "2.0", "9.0"]),
        ("<stoponempty>Y</stoponempty>", ["1.0", "9.0"]),
        ("<limit>2</limit>", ["1.0"]),
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
    done = run(ktr(excel_input(tmp_path / "a.xlsx", columns=COLUMNS), step("d", "Dummy")))
    [problem] = done.log.problems
    assert "cannot be read as a workbook" in problem.en


def excel_writer(path, settings: str = "", file: str = "", columns: str = "") -> str:
    return step(
        "o",
        "TypeExitExcelWriterStep",
        f"<header>Y</header><startingCell>A1</startingCell>{settings}<file><name>{path}</name>"
        f"<extention>xlsx</extention><sheetname>one</sheetname>"
        f"<if_file_exists>{'reuse' if 'reuse' in file else 'new'}</if_file_exists>"
        f"<if_sheet_exists>{'reuse' if 'reuse' in file else 'new'}</if_sheet_exists>"
        f"{file.replace('reuse', '')}</file>{columns}",
    )


def cells(path, sheet: str = "one") -> list[list]:
    return [list(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


TWO = grid("g", {"k": "Integer:0", "s": "String"}, [["1", "a"], ["2", "=b"]])


def test_rows_are_written_behind_their_titles(tmp_path):
    done = run(ktr(TWO, excel_writer(tmp_path / "a")))
    assert done.status == "Finished", done.log.text()
    assert cells(tmp_path / "a.xlsx") == [["k", "s"], [1, "a"], [2, "=b"]]
    assert metrics(done, "o").output == 3
    assert [each.path for each in done.outcome.files] == [f"{tmp_path}/a.xlsx"]


@pytest.mark.parametrize(
    ("settings", "file", "expected"),
    [
        ("", "", [["k"], [1], [2]]),
        ("<footer>Y</footer>", "", [["k"], [1], [2], ["k"]]),
        ("<startingCell>B2</startingCell>", "",
         [[None, None], [None, "k"], [None, 1], [None, 2]]),
        ("<appendLines>Y</appendLines><appendOmitHeader>Y</appendOmitHeader>", "reuse",
         [["old"], [9], [1], [2]]),
        ("<appendLines>Y</appendLines><appendEmpty>1</appendEmpty>", "reuse",
         [["old"], [9], [None], ["k"], [1], [2]]),
        ("", "reuse", [["k"], [1], [2]]),
        ("<rowWritingMethod>push</rowWritingMethod>", "reuse",
         [["k"], [1], [2], ["old"], [9]]),
    ],
)  # fmt: skip
def test_existing_files_and_sheets_are_kept_or_made_anew(tmp_path, settings, file, expected):
    workbook(tmp_path / "a.xlsx", one=[["old"], [9]])
    one = grid("g", {"k": "Integer:0"}, [["1"], ["2"]])
    xml = excel_writer(tmp_path / "a", settings, file)
    if "startingCell" in settings:
        xml = xml.replace("<startingCell>A1</startingCell>", "")
    done = run(ktr(one, xml))
    assert done.status == "Finished", done.log.text()
    assert cells(tmp_path / "a.xlsx") == expected


def test_fields_have_formats_formulas_links_and_comments(tmp_path):
    rows = grid(
        "g", {"d": "Date:yyyy-MM-dd", "f": "String", "u": "String"},
        [["2024-01-02", "1+1", "https://example.org"]],
    )  # fmt: skip
    columns = (
        "<fields><field><name>d</name><format>yyyy-mm-dd</format><title>day</title>"
        "<commentField>u</commentField></field>"
        "<field><name>f</name><formula>Y</formula><hyperlinkField>u</hyperlinkField></field></fields>"
    )
    done = run(ktr(rows, excel_writer(tmp_path / "a", columns=columns)))
    assert done.status == "Finished", done.log.text()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["one"]
    assert [sheet["A1"].value, sheet["A2"].value, sheet["B2"].value] == ["day", DAY, "=1+1"]
    assert sheet["A2"].comment.text == "https://example.org"
    assert sheet["B2"].hyperlink.target == "https://example.org"


def test_sheets_begin_as_their_template(tmp_path):
    workbook(tmp_path / "t.xlsx", base=[["x", "y"]])
    template = (
        f"<template><enabled>Y</enabled><filename>{tmp_path}/t.xlsx</filename>"
        "<sheet_enabled>Y</sheet_enabled><sheetname>base</sheetname></template>"
    )
    xml = excel_writer(tmp_path / "a", template + "<startingCell>A2</startingCell>")
    done = run(ktr(TWO, xml.replace("<startingCell>A1</startingCell>", "")))
    assert done.status == "Finished", done.log.text()
    assert cells(tmp_path / "a.xlsx")[:2] == [["x", "y"], ["k", "s"]]


def test_workbooks_are_split(tmp_path):
    run(ktr(TWO, excel_writer(tmp_path / "a", file="<splitevery>1</splitevery>")))
    assert cells(tmp_path / "a_0.xlsx") == [["k", "s"], [1, "a"]]
    assert cells(tmp_path / "a_1.xlsx") == [["k", "s"], [2, "=b"]]
