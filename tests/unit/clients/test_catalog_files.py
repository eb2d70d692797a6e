"""A folder of files as tables: what is found out, what is reported, and what is never read."""

import gzip
import json
import os
import time

import polars as pl
import pytest
import xlsxwriter

from onedata_assets.domain.metadata.model import Family, TableKind, TableName
from onedata_assets.domain.metadata.structure import Wanted
from onedata_resources.clients.catalog_files import files_samples, files_structure
from onedata_resources.clients.catalog_whole import whole_files
from onedata_resources.errors import UnavailableError


def only(folder):
    [table] = files_structure(folder, Wanted()).tables
    return table


def rows_of(folder):
    [(_, frame)] = files_samples(folder, [only(folder)], wanted=Wanted())
    return frame


def whole_of(folder, tables) -> pl.DataFrame:
    [(_, whole)] = whole_files(folder, tables, folder / "copies", 100)
    assert isinstance(whole, pl.LazyFrame)
    return whole.collect()


def test_a_csv_file_of_gb18030_with_semicolons_is_understood(tmp_path):
    text = "编号;姓名;金额;日期\n" + "007;王芳;1.5;2024-01-01\n008;李雷;;2024-01-02\n" * 3
    (tmp_path / "客户.csv").write_bytes(text.encode("gb18030"))
    table = only(tmp_path)
    assert (table.name, table.kind) == (TableName("", "客户.csv"), TableKind.FILE)
    assert [each.name for each in table.columns] == ["编号", "姓名", "金额", "日期"]
    assert table.column("编号").family is Family.TEXT  # leading noughts are signs, not numbers
    told = {name: table.properties[name] for name in ("encoding", "delimiter", "header")}
    assert told == {"encoding": "gb18030", "delimiter": ";", "header": "yes"}
    assert rows_of(tmp_path)["姓名"][0] == "王芳"


def test_the_families_of_columns_are_found_out(tmp_path):
    (tmp_path / "a.csv").write_text(
        "id,price,day,at,ok\n1,1.5,2024-01-01,2024-01-01 10:00:00,true\n"
    )
    families = [Family.INTEGER, Family.FLOAT, Family.DATE, Family.MOMENT, Family.BOOLEAN]
    assert [each.family for each in only(tmp_path).columns] == families


@pytest.mark.parametrize("text", ["1,2\n3,4\n", "wang,beijing\nli,beijing\nwang,shanghai\n"])
def test_a_file_without_names_gets_some(tmp_path, text):
    (tmp_path / "a.csv").write_text(text)
    assert only(tmp_path).properties["header"] == "no"
    assert [each.name for each in only(tmp_path).columns] == ["column0", "column1"]


def test_files_of_one_shape_are_one_table_with_a_pattern(tmp_path):
    for month in range(1, 13):
        path = tmp_path / "sales" / f"sales_2024-{month:02}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"id,amount\n{month},1.5\n")
    assert str(only(tmp_path).name) == "sales/sales_*.csv"
    assert sorted(rows_of(tmp_path)["id"]) == list(range(1, 13))


def test_a_file_of_another_shape_is_a_table_of_its_own(tmp_path):
    for number, header in enumerate(["id,a", "id,a", "id,b"]):
        (tmp_path / f"t{number}.csv").write_text(f"{header}\n1,2\n")
    names = {str(each.name) for each in files_structure(tmp_path, Wanted()).tables}
    assert names == {"t*.csv", "t2.csv"}


def test_a_lone_file_keeps_its_name_until_there_are_more_of_its_shape(tmp_path):
    (tmp_path / "top10.csv").write_text("id,a\n1,2\n")
    assert str(only(tmp_path).name) == "top10.csv"
    (tmp_path / "top20.csv").write_text("id,b\n1,2\n")
    names = {str(each.name) for each in files_structure(tmp_path, Wanted()).tables}
    assert names == {"top10.csv", "top20.csv"}
    (tmp_path / "top20.csv").write_text("id,a\n1,2\n")
    assert str(only(tmp_path).name) == "top*.csv"


def test_a_lone_file_of_a_day_is_the_first_of_its_series(tmp_path):
    (tmp_path / "orders_2026-11-27.csv").write_text("id,a\n1,2\n")
    assert str(only(tmp_path).name) == "orders_*.csv"
    assert only(tmp_path).rows is None
    assert rows_of(tmp_path).height == 1


def test_mixed_encodings_are_reported_and_every_line_is_read(tmp_path):
    lines = ["编号,姓名\n".encode(), *(f"{n},王芳小明\n".encode() for n in range(9))]
    lines += [f"{n},李雷韩梅\n".encode("gb18030") for n in range(9, 12)]
    (tmp_path / "a.csv").write_bytes(b"".join(lines))
    [problem] = files_structure(tmp_path, Wanted()).problems
    assert "gb18030" in problem.en
    assert set(rows_of(tmp_path)["姓名"]) == {"王芳小明", "李雷韩梅"}


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "订单号,客户,性别\nD0001,张伟,男\nD0002,李娜,女\nD0003,王磊,男\n"),
        ("big5", "訂單號,客戶,性別\nD0001,張偉,男\nD0002,李娜,女\nD0003,王磊,男\n"),
    ],
)
def test_a_file_in_one_encoding_is_not_told_to_be_mixed(tmp_path, encoding, text):
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert files_structure(tmp_path, Wanted()).problems == ()
    assert only(tmp_path).properties["encoding"] == encoding


def test_another_encoding_far_behind_the_beginning_is_reported(tmp_path):
    with (tmp_path / "a.csv").open("wb") as file:
        file.write("编号,姓名\n".encode())
        file.write("1,王芳小明的家\n".encode() * 400_000)
        file.write("1,李雷韩梅的家\n".encode("gb18030") * 200_000)
    assert "gb18030" in files_structure(tmp_path, Wanted()).problems[0].en


def test_a_file_of_ten_gigabytes_is_sampled_and_never_read_whole(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(b"id,name\n" + b"1,x\n" * 2_000_000)
    os.truncate(path, 10 << 30)  # the rest is a hole, which takes no room on disk
    begun = time.perf_counter()
    assert [each.name for each in only(tmp_path).columns] == ["id", "name"]
    assert time.perf_counter() - begun < 5


def test_json_lines_with_a_broken_one_are_read(tmp_path):
    record = {"id": 1, "姓名": "王", "tags": ["a"], "place": {"city": "北京"}}
    text = json.dumps(record, ensure_ascii=False)
    (tmp_path / "a.jsonl").write_text(f"{text}\n{{broken\n{text}\n", encoding="utf-8")
    table = only(tmp_path)
    assert [(each.name, each.family) for each in table.columns] == [
        ("id", Family.INTEGER), ("姓名", Family.TEXT), ("tags", Family.NESTED),
        ("place", Family.NESTED),
    ]  # fmt: skip
    assert rows_of(tmp_path).height == 2


def test_an_array_of_objects_and_packed_lines_are_read(tmp_path):
    (tmp_path / "array.json").write_text('[\n {"a": 1},\n {"a": 2}\n]')
    (tmp_path / "lines.jsonl.gz").write_bytes(gzip.compress(b'{"b": 1}\n'))
    found = files_structure(tmp_path, Wanted())
    assert [(str(each.name), each.columns[0].name) for each in found.tables] == [
        ("array.json", "a"),
        ("lines.jsonl.gz", "b"),
    ]


def test_parquet_tells_its_types_and_rows(tmp_path):
    frame = pl.DataFrame({"id": range(5), "价格": [1.5] * 5}).with_columns(
        pl.col("id").cast(pl.Int32)
    )
    frame.write_parquet(tmp_path / "t.parquet")
    table = only(tmp_path)
    assert ([each.type for each in table.columns], table.rows) == (["Int32", "Float64"], 5)


def test_sheets_of_a_workbook_are_tables(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "客户"
    for row in (["编号", "姓名"], [1, "王芳"], [2, "李雷"]):
        sheet.append(row)
    book.create_sheet("空")
    book.save(tmp_path / "book.xlsx")
    table = only(tmp_path)
    assert str(table.name) == "book.xlsx#客户"
    assert [each.family for each in table.columns] == [Family.INTEGER, Family.TEXT]
    assert rows_of(tmp_path)["姓名"].to_list() == ["王芳", "李雷"]


def test_records_of_xml_are_rows(tmp_path):
    body = "".join(f'<单 id="{n}"><价>1.5</价><客><名>王{n}</名></客></单>' for n in range(3))
    (tmp_path / "a.xml").write_text(f"<all><head/>{body}</all>", encoding="utf-8")
    table = only(tmp_path)
    assert [(each.name, each.family) for each in table.columns] == [
        ("id", Family.INTEGER), ("价", Family.FLOAT), ("客", Family.TEXT),
    ]  # fmt: skip
    assert rows_of(tmp_path)["客"].to_list() == ["王0", "王1", "王2"]


def test_entities_of_other_files_are_not_followed(tmp_path):
    (tmp_path / "secret.key").write_text("tell nobody")
    (tmp_path / "a.xml").write_text(
        f'<!DOCTYPE r [<!ENTITY s SYSTEM "{tmp_path}/secret.key">]><r><a><b>&s;</b></a></r>'
    )
    assert "nobody" not in str(rows_of(tmp_path).rows())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("a.parquet", b"no parquet"),
        ("a.xlsx", b"no workbook"),
        ("a.xml", b"<open>"),
        ("a.json", b"[1, 2]"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_reported_alone(tmp_path, name, content):
    (tmp_path / "good.csv").write_text("id\n1\n")
    (tmp_path / name).write_bytes(content)
    found = files_structure(tmp_path, Wanted())
    assert [str(each.name) for each in found.tables] == ["good.csv"]
    assert [str(each.table) for each in found.problems] == [name]


def test_three_thousand_columns_are_told(tmp_path):
    names = ",".join(f"c{number}" for number in range(3000))
    (tmp_path / "wide.csv").write_text(f"{names}\n{','.join(['1'] * 3000)}\n")
    assert len(only(tmp_path).columns) == 3000


def test_patterns_say_which_files_are_looked_at_and_hidden_ones_never_are(tmp_path):
    for name in ("a.csv", "b.csv", ".c.csv", "~$d.xlsx", "_done.csv"):
        (tmp_path / name).write_text("id\n1\n")
    found = files_structure(tmp_path, Wanted(exclude=("b*",)))
    assert [str(each.name) for each in found.tables] == ["a.csv"]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(UnavailableError, match="missing"):
        files_structure(tmp_path / "none", Wanted())


def test_titles_before_a_table_are_told_and_left_out(tmp_path):
    rows = "".join(f"2025-01-{day:02},{day}.5\n" for day in range(1, 20))
    text = f"导出时间：2025-01-01\n操作员：admin\n\n日期,销售额\n{rows}"
    (tmp_path / "a.csv").write_bytes(text.encode("gb18030"))
    found = files_structure(tmp_path, Wanted())
    [table], [problem] = found.tables, found.problems
    assert [(each.name, each.family) for each in table.columns] == [
        ("日期", Family.DATE), ("销售额", Family.FLOAT),
    ]  # fmt: skip
    assert (table.properties["skipped_lines"], table.notes) == ("3", {"lines_before_table": "3"})
    assert problem.is_partial
    assert "3" in problem.en
    assert "3" in problem.zh
    assert rows_of(tmp_path).height == 19
    assert whole_of(tmp_path, [table]).height == 19


def test_a_table_whose_fields_stand_apart_by_blanks_is_read_whole(tmp_path):
    lines = [f"{n}   {n / 4}  x{n}" for n in range(50)]
    (tmp_path / "a.txt").write_text("\n".join(["no  share  code", *lines]))
    table = only(tmp_path)
    assert [each.name for each in table.columns] == ["no", "share", "code"]
    assert whole_of(tmp_path, [table])["no"].to_list() == list(range(50))


@pytest.mark.parametrize(
    ("above", "names", "known"),
    [
        ([["员工花名册"]], ["工号", "工资"], ["工号", "工资"]),
        ([["员工花名册"], [], ["单位：元"]], ["工号", "工资"], ["工号", "工资"]),
        ([[None, "员工花名册"]], [None, "工号", "工资"], ["工号", "工资"]),
        ([], ["工号", "工资"], ["工号", "工资"]),
        ([["表"]], ["工号", None, "工资", "工资"], ["工号", "column1", "工资", "工资_1"]),
    ],
)
def test_a_sheet_has_the_names_of_its_columns_whatever_stands_above(tmp_path, above, names, known):
    rows = [[None if each is None else n for each in names] for n in (8000, 9000, 9500)]
    if "column1" in known:
        rows = [["0001", "a", 8000, 1], ["0002", "b", 9000, 2], ["0003", "c", 9500, 3]]
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        page = book.add_worksheet("人事")
        for n, row in enumerate([*above, names, *rows]):
            page.write_row(n, 0, row)
    found = files_structure(tmp_path, Wanted())
    assert [each.name for each in found.tables[0].columns] == known
    assert [each.is_partial for each in found.problems] == [True] * bool(above)
    assert rows_of(tmp_path).height == 3


def test_a_broken_line_of_json_is_told_with_its_place_and_not_read(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"a": 1}\n{"a": 2\n{"a": 3}\n')
    found = files_structure(tmp_path, Wanted())
    [problem] = found.problems
    assert problem.is_partial
    assert "line 2" in problem.en
    assert "第 2 行" in problem.zh
    assert whole_of(tmp_path, found.tables)["a"].to_list() == [1, 3]
