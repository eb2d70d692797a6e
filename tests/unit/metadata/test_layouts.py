"""Where tables begin in texts and sheets, what parts their fields, and which lines are broken."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.metadata.file_formats.blanks import UNIT, blanks_of, parted
from onedata_assets.domain.metadata.file_formats.broken_lines import BrokenLines, broken_lines
from onedata_assets.domain.metadata.file_formats.layouts import Layout, begins_at, layout_of

ROWS = "".join(f"2025-01-{day:02},{day}.5,北京\n" for day in range(1, 20))
TABLE = "日期,销售额,城市\n" + ROWS


@pytest.mark.parametrize(
    ("before", "lines"),
    [
        ("", 0),
        ("导出时间：2025-01-01\n", 1),
        ("导出时间：2025-01-01\n操作员：admin\n\n", 3),
        ("\n销售日报\n\n\n", 4),
        ("销售日报,,\n", 1),
        ("销售日报,,\n单位：元,,\n,,\n", 3),
        ('"两行的\n标题"\n', 2),
        ("# exported, by x\n", 1),
        ("销售\u2028日报\x0c\r\n", 1),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_lines_before_a_table_are_told(before, lines, delimiter):
    text = (before + TABLE).replace(",", delimiter)
    assert layout_of(text) == (Layout(lines, delimiter) if lines else Layout())


@pytest.mark.parametrize(
    "text",
    [
        "name\nSmith, John\nDoe, Jane\nRoe, Ann\n",  # one column of names
        ",a\nx,1\ny,2\n",  # an index without a name
        "a,\nx,1\ny,2\n",
        "x,y\n1,2\n3,4\n",
        "a,b,c\n1,2\n3,4\n5,6\n",
        "1,2,3\n4,5,6\n",
        "id,name,city,note\n1,,,\n2,李,北京,x\n3,王,上海,y\n",  # a row of one value
        "#id,name,city\n1,a,b\n2,c,d\n",
        "这是一段文字，没有表格。\n第二行。\n",
        "id\n1\n2\n",
        "",
    ],
)
def test_a_table_that_begins_at_once_loses_no_line(text):
    assert layout_of(text) == Layout()


CELLS = st.text("ab12张. ", min_size=1, max_size=5).filter(lambda each: each.strip())


@given(
    st.integers(3, 6).flatmap(
        lambda width: st.lists(
            st.lists(CELLS, min_size=width, max_size=width), min_size=3, max_size=8
        )
    ),
    st.lists(st.text("题abc ", min_size=1, max_size=9), max_size=2),
)
def test_a_table_of_full_rows_begins_with_its_first_one(rows, titles):
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    text = "".join(f"{each}\n" for each in titles) + written.getvalue()
    assert layout_of(text).before in {len(titles), 0}
    if any(each.strip() for each in titles):
        assert layout_of(text).before == len(titles)


def test_a_merged_title_of_a_sheet_is_before_its_table():
    rows = [["工号", "姓名", "基本工资"], ["0001", "赵敏", "8000"], ["0002", "李雷", "9000"]]
    assert begins_at([["员工花名册", "", ""], ["", "", ""], *rows]) == 2
    assert begins_at(rows) == 0


@pytest.mark.parametrize(
    ("text", "blanks", "first"),
    [
        ("'OBS' 'GPA' 'TUCE'\n1 2.66 20\n2 2.89 22\n", " ", ["OBS", "GPA", "TUCE"]),
        ("a   b\n1   2\n10  3\n", " ", ["a", "b"]),
        ('  no  city\n  1   "New York"\n  2   Rome\n', " ", ["no", "city"]),
        ("no  a name  age\n1   Ann Lee    3\n2   Bob Ray    4\n", "  ", ["no", "a name", "age"]),
        ("no  a b\n1   2 3\n2   4 5\n", " ", ["no", "a", "b"]),
        ("speed dist\n1 4 2\n2 4 10\n3 7 4\n", " ", ["", "speed", "dist"]),
        ("1 2 3\n4 5 6\n7 8 9\n", " ", ["1", "2", "3"]),
    ],
)  # fmt: skip
def test_fields_that_stand_apart_by_blanks_are_parted(text, blanks, first):
    assert blanks_of(text) == blanks
    lines = parted(text, blanks).splitlines()
    assert lines[0].split(UNIT) == first
    assert {each.count(UNIT) for each in lines} == {len(first) - 1}


@pytest.mark.parametrize(
    "text",
    [
        "full name\nAnn Lee\nBob Ray\nCy Young\n",
        "address\n12 Main Street\n14 High Street\n",
        "text\nsome words of a sentence\nand others\nthree\n",
        "a\n1\n2\n3\n",
        "",
    ],
)
def test_words_in_one_column_are_no_table(text):
    assert blanks_of(text) == ""


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ('{"a": 1}\n{broken\n\n{"a": 2}\n', BrokenLines(1, 3, 2)),
        ('{"a": 1}\n{"a": 2}\n', None),
        ('{\n "a": 1,\n "b": 2\n}\n', None),
        ('[{"a": 1},\n{"a"\n]', None),
        ('{"a": 1}\r\n{"a": "行\u2028"}\r\n[\r\nx\r\n{"b": 1}', BrokenLines(2, 5, 3)),
    ],
)
def test_broken_lines_of_json_are_counted(text, broken):
    assert broken_lines(text) == broken
