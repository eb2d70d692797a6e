"""A line of a CSV file that is no row of its table is told, and costs no other line."""

import polars as pl
import pytest

from onedata_assets.domain.metadata.structure import Wanted
from onedata_resources.clients.catalog_files import files_structure
from onedata_resources.clients.catalog_whole import whole_files

pytestmark = pytest.mark.row("S05")

LINES = [f'{n},"name {n}"' for n in range(60)]


def read(folder, text: str):
    """Return what is told of a file, and how many rows it has."""
    (folder / "a.csv").write_text(text)
    found = files_structure(folder, Wanted())
    [(_, whole)] = whole_files(folder, found.tables, folder / ".copies", 1000)
    assert isinstance(whole, pl.LazyFrame)
    return found.problems, whole.collect().height


@pytest.mark.parametrize("odd", ["900,a,b", "900"])
@pytest.mark.parametrize("titles", [[], ["日报", ""]])
def test_it_is_told_with_its_place(tmp_path, odd, titles):
    lines = [*titles, "id,name", *LINES[:30], odd, *LINES[30:]]
    problems, rows = read(tmp_path, "\n".join(lines))
    [told] = [each for each in problems if "no row" in each.en]
    assert rows == 60
    assert told.is_partial
    assert "1 is no row of the table and left out: more or fewer fields" in told.en
    assert f"line {len(titles) + 32}." in told.en
    assert f"首个在第 {len(titles) + 32} 行" in told.zh


def test_several_are_counted(tmp_path):
    lines = ["id,name", *LINES, "900", "901,a,b", "", "902,a"]
    [told], rows = read(tmp_path, "\n".join(lines))
    assert rows == 61
    assert told.en.startswith("Of the first 63 lines 2 are no row")


def test_of_a_file_of_rows_alone_nothing_is_told(tmp_path):
    text = "\n".join(["id,name", *LINES, '60,"a ""b"""', '61,"c\nd"'])
    assert read(tmp_path, text) == ((), 62)


@pytest.mark.parametrize("line", [r'60,"a \"b\", c"', '60,"a, b"', '60,"a;b"', "60,", '60,""'])
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_row_of_any_usual_form_is_none(tmp_path, line, end):
    text = "\n".join(["id,name", *LINES[:30], line, *LINES[30:]]) + end
    assert read(tmp_path, text) == ((), 61)
