"""Files that tell of lines that do not fit and of missing files, where errors are ignored."""

import re
from pathlib import Path

import pytest

from tests.unit.kettle.reading import excel_input, fields, text_input, workbook
from tests.unit.kettle.running import ktr, rows_of, run, step, text_output


@pytest.mark.parametrize(
    ("settings", "lines"),
    [
        ("", "1\n3\n3\n"),
        ("<error_line_skipped>Y</error_line_skipped>", "1\n3\n3\n"),
        ("<header>Y</header><nr_headerlines>1</nr_headerlines>", "1\n3\n3\n"),
        ("<noempty>N</noempty>", "2\n4\n4\n"),
    ],
)
def test_the_numbers_of_bad_lines_go_to_a_file(tmp_path, settings, lines):
    (tmp_path / "in.txt").write_text("1,2\n\n3,x\n4,5\ny,z\n")
    (tmp_path / "bad").mkdir()
    settings += (
        "<error_ignored>Y</error_ignored><line_number_files_destination_directory>"
        f"{tmp_path}/bad</line_number_files_destination_directory>"
        "<line_number_files_extension>line</line_number_files_extension>"
    )
    columns = fields(("a", "Integer:#"), ("b", "Integer:#"))
    source = text_input(tmp_path / "in.txt", columns, settings)
    if "<header>" in settings:
        source = source.replace("<header>N</header>", "")
    done = run(ktr(source, step("d", "Dummy")))
    assert done.status == "Finished", done.log.text()
    [path] = (tmp_path / "bad").iterdir()
    assert re.fullmatch(r"in\.txt\.\d{8}-\d{6}\.line", path.name)
    assert path.read_text() == lines
    assert str(path) in [each.path for each in done.outcome.files]


def test_lines_are_numbered_through_the_pages(tmp_path):
    pages = ["page", "1", "x", "end", "page", "y", "4", "end", "page", "z"]
    (tmp_path / "in.txt").write_text("\n".join(["title", *pages]) + "\n")
    (tmp_path / "bad").mkdir()
    settings = (
        "<layout_paged>Y</layout_paged><nr_lines_per_page>2</nr_lines_per_page>"
        "<nr_lines_doc_header>1</nr_lines_doc_header><footer>Y</footer>"
        "<nr_footerlines>1</nr_footerlines><header>Y</header><nr_headerlines>1</nr_headerlines>"
        "<error_ignored>Y</error_ignored><line_number_files_destination_directory>"
        f"{tmp_path}/bad</line_number_files_destination_directory>"
    )
    source = text_input(tmp_path / "in.txt", fields(("a", "Integer:#")), settings)
    done = run(ktr(source.replace("<header>N</header>", ""), step("d", "Dummy")))
    assert done.status == "Finished", done.log.text()
    [path] = (tmp_path / "bad").iterdir()
    assert path.read_text() == "3\n6\n10\n"


def test_files_without_bad_lines_and_missing_files(tmp_path):
    (tmp_path / "in.txt").write_text("1\n")
    (tmp_path / "bad").mkdir()
    settings = "<error_ignored>Y</error_ignored>" + "".join(
        f"<{kind}_destination_directory>{tmp_path}/bad</{kind}_destination_directory>"
        f"<{kind}_extension>{kind}</{kind}_extension>"
        for kind in ("line_number_files", "error_line_files")
    )
    missing = f"<file><name>{tmp_path}/none.txt</name><file_required>Y</file_required>"
    source = text_input(tmp_path / "in.txt", fields(("a", "Integer:#")), settings)
    done = run(ktr(source.replace("<file>", missing), text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["1"]
    [path] = (tmp_path / "bad").iterdir()
    assert re.fullmatch(r"none\.txt\.\d{8}-\d{6}\.error_line_files", path.name)
    assert path.read_text() == "This file does not exist\n"


def test_a_folder_for_bad_lines_that_is_not_there_fails_the_step(tmp_path):
    (tmp_path / "in.txt").write_text("x\n")
    settings = (
        "<error_ignored>Y</error_ignored><line_number_files_destination_directory>"
        f"{tmp_path}/none</line_number_files_destination_directory>"
    )
    source = text_input(tmp_path / "in.txt", fields(("a", "Integer:#")), settings)
    assert run(ktr(source, step("d", "Dummy"))).status == "Finished (with errors)"


def error_files(folder, *kinds: str) -> str:
    return "<error_ignored>Y</error_ignored>" + "".join(
        f"<{kind}_destination_directory>{folder}</{kind}_destination_directory>"
        f"<{kind}_extension>{kind[:4]}</{kind}_extension>"
        for kind in kinds
    )


def test_the_numbers_of_rows_that_do_not_fit_go_to_a_file_for_each_sheet(tmp_path):
    workbook(
        tmp_path / "a.xlsx", one=[["n"], [1], ["x"], ["y"]], two=[["n"], [5]], three=[["n"], ["z"]]
    )
    (tmp_path / "bad").mkdir()
    settings = error_files(tmp_path / "bad", "bad_line_files", "line_number_files")
    done = run(ktr(excel_input(tmp_path / "a.xlsx", settings, fields(("n", "Integer:0"))),
                   step("d", "Dummy")))  # fmt: skip
    assert done.status == "Finished", done.log.text()
    found = {path.name: path.read_text() for path in (tmp_path / "bad").iterdir()}
    assert {re.sub(r"\d{8}-\d{6}", "at", name): text for name, text in found.items()} == {
        "a.xlsx_one.at.line": "3\n4\n",
        "a.xlsx_three.at.line": "2\n",
    }
    assert {Path(each.path).name for each in done.outcome.files} >= set(found)


def test_a_missing_file_is_told_in_a_file_where_errors_are_ignored(tmp_path):
    workbook(tmp_path / "a.xlsx", one=[["n"], [1]])
    (tmp_path / "bad").mkdir()
    settings = error_files(tmp_path / "bad", "error_line_files")
    source = excel_input(tmp_path / "a.xlsx", settings, fields(("n", "Integer:0")))
    missing = f"<name>{tmp_path}/none.xlsx</name><file_required>Y</file_required>"
    done = run(ktr(source.replace("<file>", f"<file>{missing}"), text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["1"]
    [path] = (tmp_path / "bad").iterdir()
    assert re.fullmatch(r"none\.xlsx\.\d{8}-\d{6}\.erro", path.name)
    assert path.read_text() == "This file does not exist\n"
