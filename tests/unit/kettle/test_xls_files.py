"""ExcelOutput: which files there are, what they begin as, and what cannot be written."""

import pytest
import xlwt

from onedata_resources.kettle.errors import PrepareError
from tests.unit.kettle.running import grid, ktr, run
from tests.unit.kettle.workbooks import ONE, book, cells, mask, output, written


def test_workbooks_are_split_and_numbered(tmp_path):
    written(tmp_path, "<footer>Y</footer>", "<splitevery>2</splitevery>",
            rows=[["1"], ["2"], ["3"]])  # fmt: skip
    assert cells(tmp_path / "a_0.xls") == [["k"], [1.0], [2.0], ["k"]]
    assert cells(tmp_path / "a_1.xls") == [["k"], [3.0], ["k"]]


def test_sized_columns_fail_in_the_second_file_as_in_kettle(tmp_path):
    file = "<splitevery>1</splitevery><autosizecolums>Y</autosizecolums>"
    done = run(ktr(grid("g", ONE, [["1"], ["2"]]), output(tmp_path / "a", "", file)))
    assert done.status == "Finished (with errors)"
    assert cells(tmp_path / "a_0.xls") == [["k"], [1.0]]


def test_rows_are_appended_to_the_last_sheet_without_titles(tmp_path):
    written(tmp_path)
    written(tmp_path, "<append>Y</append>", rows=[["3"]])
    assert cells(tmp_path / "a.xls") == [["k"], [1.0], [2.0], [3.0]]


def template(path, *, formula: bool = False):
    made = xlwt.Workbook()
    sheet = made.add_sheet("first")
    sheet.write(0, 0, "above")
    sheet.col(0).set_style(xlwt.easyxf(num_format_str="0.0000"))
    if formula:
        sheet.write(5, 5, xlwt.Formula("A1"))
    made.add_sheet("second").write(0, 0, "other")
    made.save(str(path))


def test_workbooks_begin_as_their_template_and_take_the_formats_of_its_columns(tmp_path):
    template(tmp_path / "t.xls")
    text = f"<template><enabled>Y</enabled><filename>{tmp_path}/t.xls</filename></template>"
    written(tmp_path, text)
    assert cells(tmp_path / "a.xls") == [["above"], ["k"], [1.0], [2.0]]
    assert cells(tmp_path / "a.xls", 1) == [["other"]]
    assert mask(book(tmp_path / "a.xls"), 2, 0) == "0.0000"
    written(tmp_path, f"{text}<append>Y</append>", rows=[["3"]])
    assert cells(tmp_path / "a.xls") == [["above"], ["k"], [1.0], [2.0], [3.0]]
    template(tmp_path / "a.xls")
    written(tmp_path, text, rows=[["4"]])
    assert cells(tmp_path / "a.xls") == [["above"], ["k"], [4.0]]


def test_a_template_that_the_copy_would_rob_is_refused(tmp_path):
    template(tmp_path / "t.xls", formula=True)
    text = f"<template><enabled>Y</enabled><filename>{tmp_path}/t.xls</filename></template>"
    done = run(ktr(grid("g", ONE, [["1"]]), output(tmp_path / "a", text)))
    assert "formulas" in done.log.problems[0].en


def test_without_rows_a_file_has_no_titles_or_is_not_there(tmp_path):
    written(tmp_path, rows=[])
    assert cells(tmp_path / "a.xls") == []
    late = "<do_not_open_newfile_init>Y</do_not_open_newfile_init>"
    run(ktr(grid("g", ONE, []), output(tmp_path / "b", "", late)))
    assert not (tmp_path / "b.xls").exists()


def test_a_missing_folder_is_made_only_where_asked(tmp_path):
    done = run(ktr(grid("g", ONE, [["1"]]), output(tmp_path / "x" / "a")))
    assert "Couldn't open file" in done.log.problems[0].en
    make = "<create_parent_folder>Y</create_parent_folder>"
    run(ktr(grid("g", ONE, [["1"]]), output(tmp_path / "x" / "a", "", make)))
    assert cells(tmp_path / "x" / "a.xls") == [["k"], [1.0]]


def test_a_sheet_that_is_full_fails_and_keeps_what_it_has(tmp_path):
    rows = [[str(n)] for n in range(65_536)]
    done = run(ktr(grid("g", ONE, rows), output(tmp_path / "a")))
    assert "no room for row 65537" in done.log.problems[0].en
    assert len(cells(tmp_path / "a.xls")) == 65_536


def test_a_picture_is_refused_only_where_it_would_show(tmp_path):
    image = f"<header_image>{tmp_path}/logo.png</header_image>"
    (tmp_path / "logo.png").write_bytes(b"")
    written(tmp_path, custom=image)
    split = output(tmp_path / "a", "", "<splitevery>1</splitevery>", custom=image)
    with pytest.raises(PrepareError, match="header image"):
        run(ktr(grid("g", ONE, []), split))
