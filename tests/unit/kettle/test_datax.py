"""DataX jobs run as DataX runs them: streams, text files, SQLite tables, and bad rows."""

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from onedata_resources.kettle.datax.compile import ktr_of_datax, read_datax
from onedata_resources.kettle.datax.signs import is_datax
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.lineage.columns import ColumnRef, TableRef
from onedata_resources.kettle.lineage.tables import table_lineage
from onedata_resources.kettle.reader import read_kettle_file, read_transformation
from tests.unit.kettle.datax_jobs import (
    TWO,
    csv,
    database,
    finished,
    job,
    plugin,
    ran,
    rejected,
    stream,
    text_file,
)

pytestmark = pytest.mark.row("F098")


def lines(folder: Path, name: str = "out") -> list[str]:
    """Return the lines of a written file."""
    return (folder / name).read_text(encoding="utf-8").splitlines()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A SQLite file with orders, and two empty tables."""
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as db:
        db.execute("create table orders (id integer, name text, amount real)")
        db.executemany("insert into orders values (?, ?, ?)", [(1, "a", 1.5), (2, None, 2.5)])
        db.execute("create table copy (number integer primary key, label text)")
        db.execute("create table log (what text)")
    return path


def rows(path: Path, query: str) -> list[Any]:
    """Return the rows of a query."""
    with sqlite3.connect(path) as db:
        return db.execute(query).fetchall()


def test_constants_of_every_type_are_printed_as_datax_prints_them(tmp_path: Path) -> None:
    columns = [
        {"value": "DataX", "type": "string"},
        {"value": 19880808, "type": "long"},
        {"value": "1988-08-08 08:08:08", "type": "date"},
        {"value": True, "type": "bool"},
        {"value": 0.5, "type": "double"},
        {"value": "test", "type": "bytes"},
    ]
    finished(job(stream(*columns, rows=2), text_file(tmp_path)))
    assert lines(tmp_path) == ["DataX,19880808,1988-08-08 08:08:08,true,0.5,test"] * 2


def test_each_channel_makes_the_rows_of_a_stream(tmp_path: Path) -> None:
    finished(job(stream(*TWO, rows=3), text_file(tmp_path), speed={"channel": 4}))
    assert len(lines(tmp_path)) == 12


def test_random_columns_stay_in_their_ranges(tmp_path: Path) -> None:
    columns = [
        {"random": "3,5", "type": "long"},
        {"random": "2,20", "type": "string"},
        {"random": "1,1", "type": "bool"},
        {"random": "2024-01-01 00:00:00, 2024-01-31 00:00:00", "type": "date"},
        {"random": "2,3", "type": "double"},
        {"random": "3,1", "type": "bool"},
    ]
    finished(job(stream(*columns, rows=400), text_file(tmp_path, dateFormat="yyyy-MM")))
    found = [line.split(",") for line in lines(tmp_path)]
    assert {each[0] for each in found} == {"3", "4", "5"}
    assert {len(each[1]) for each in found} == set(range(2, 21))
    assert {each[2] for each in found} == {"true"}
    assert {each[3] for each in found} == {"2024-01"}
    assert all(2 <= float(each[4]) < 4 for each in found)
    assert {each[5] for each in found} == {"true", "false"}


def test_columns_of_a_file_get_their_types_and_constants(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        'id;name;day;ok\n1;" x;y ";2024.01.02;TRUE\n2;\\N;2024.02.30;false\n', encoding="utf-8"
    )
    reader = csv(
        tmp_path / "in.csv",
        {"index": 3, "type": "boolean"},
        {"index": 0, "type": "long"},
        {"value": "cn", "type": "string"},
        {"index": 2, "type": "date", "format": "yyyy.MM.dd"},
        {"index": 1, "type": "string"},
        {"index": 0, "type": "string"},
        fieldDelimiter=";",
        skipHeader=True,
        nullFormat="\\N",
    )
    finished(job(reader, text_file(tmp_path, nullFormat="-", dateFormat="yyyyMMdd")))
    assert lines(tmp_path) == ["true,1,cn,20240102,x;y,1", "false,2,cn,20240301,-,2"]


def test_dates_without_a_format_are_dates_times_or_both(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("2024-01-02\n08:09:10\n2024-01-02 03:04:05\n")
    finished(job(csv(tmp_path / "in.csv", {"index": 0, "type": "date"}), text_file(tmp_path)))
    assert lines(tmp_path) == ["2024-01-02 00:00:00", "1970-01-01 08:09:10", "2024-01-02 03:04:05"]


@pytest.mark.parametrize("path", ["data/*.csv", "data", "data/", "data/a*"])
def test_folders_and_wildcards_name_files(tmp_path: Path, path: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a1.csv").write_text("1\n")
    (tmp_path / "data/a2.csv").write_text("2\n")
    (tmp_path / "data/deeper").mkdir()
    (tmp_path / "data/deeper/a3.csv").write_text("3\n")
    reader = csv(f"{tmp_path}/{path}", {"index": 0, "type": "string"})
    finished(job(reader, text_file(tmp_path)))
    assert sorted(lines(tmp_path)) == ["1", "2", "3"]


def test_packed_files_and_encodings_are_read_and_written(tmp_path: Path) -> None:
    (tmp_path / "in.gz").write_bytes(gzip.compress("北京,1\n".encode("gbk")))
    columns = [{"index": 0, "type": "string"}, {"index": 1, "type": "string"}]
    reader = csv(tmp_path / "in.gz", *columns, compress="gzip", encoding="gbk")
    finished(job(reader, text_file(tmp_path, compress="gzip", suffix=".csv", header=["城", "n"])))
    written = gzip.decompress((tmp_path / "out.csv.gz").read_bytes())
    assert written.decode() == "城,n\n北京,1\n"


@pytest.mark.parametrize(
    ("form", "expected"), [("csv", '"a,b","say ""hi"""'), ("text", 'a,b,say "hi"')]
)
def test_only_csv_encloses_delimiters(tmp_path: Path, form: str, expected: str) -> None:
    columns = [{"value": "a,b", "type": "string"}, {"value": 'say "hi"', "type": "string"}]
    finished(job(stream(*columns), text_file(tmp_path, fileFormat=form)))
    assert lines(tmp_path) == [expected]


def test_append_writes_another_file_and_nonconflict_none(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("before\n")
    finished(job(stream(*TWO), text_file(tmp_path, writeMode="append")))
    assert len(list(tmp_path.glob("out_*"))) == 1
    assert lines(tmp_path) == ["before"]
    conflict = ran(job(stream(*TWO), text_file(tmp_path, writeMode="nonConflict")))
    assert conflict.status != "Finished"
    assert lines(tmp_path) == ["before"]
    finished(job(stream(*TWO), text_file(tmp_path, name="new", writeMode="nonConflict")))
    assert lines(tmp_path, "new") == ["a,7"]


def test_columns_are_written_by_number(shop: Path) -> None:
    reader = database("sqlitereader", f"jdbc:sqlite:{shop}", table="orders", column=["id", "name"])
    writer = database(
        "sqlitewriter", f"jdbc:sqlite:{shop}", table="copy", column=["number", "label"]
    )
    run = finished(job(reader, writer))
    assert rows(shop, "select * from copy order by 1") == [(1, "a"), (2, None)]
    assert sum(each.output for each in run.steps) == 2


@pytest.mark.parametrize(
    "reader",
    [
        {"table": "orders", "column": ["id", "'x' || name"], "where": "id < 2"},
        {"querySql": "select id, name from orders where id = 1", "column": []},
        {"querySql": "select id + 0, upper(name) from orders where id = 1;"},
        {"querySql": "select * from (select id, name from orders) where id = 1"},
    ],
)
def test_tables_expressions_and_queries_are_read(shop: Path, reader: dict[str, Any]) -> None:
    read = database("rdbmsreader", f"jdbc:sqlite:{shop}", **reader)
    write = database("rdbmswriter", f"jdbc:sqlite:{shop}", table="copy", column=["number", "label"])
    finished(job(read, write))
    assert [number for number, _ in rows(shop, "select * from copy")] == [1]


def test_statements_run_before_and_after_also_without_rows(shop: Path) -> None:
    url = f"jdbc:sqlite:{shop}"
    read = database("sqlitereader", url, table="orders", column=["id", "name"], where="id > 9")
    write = database(
        "sqlitewriter",
        url,
        table="copy",
        column=["number", "label"],
        preSql=["insert into @table values (8, 'pre')", "insert into log values ('one; two')"],
        postSql=["insert into log select 'rows ' || count(*) from @table"],
    )
    finished(job(read, write))
    assert rows(shop, "select * from log") == [("one; two",), ("rows 1",)]


def test_replace_and_update_find_rows_by_their_keys(shop: Path) -> None:
    url = f"jdbc:sqlite:{shop}"
    read = database("sqlitereader", url, table="orders", column=["id", "name"])
    for mode in ("replace", "update(number)"):
        with sqlite3.connect(shop) as db:
            db.execute("delete from copy")
            db.execute("insert into copy values (1, 'old')")
        write = database(
            "sqlitewriter", url, table="copy", column=["number", "label"], writeMode=mode
        )
        finished(job(read, write))
        assert rows(shop, "select * from copy order by 1") == [(1, "a"), (2, None)]


def test_several_tables_go_into_one_or_each_into_its_own(shop: Path) -> None:
    with sqlite3.connect(shop) as db:
        for number in range(4):
            db.execute(f"create table part_{number} (id integer)")
        db.execute("insert into part_0 values (10)")
        db.execute("insert into part_1 values (11)")
    url = f"jdbc:sqlite:{shop}"
    read = database("sqlitereader", url, table="part_[0-1]", column=["id"])
    finished(job(read, database("sqlitewriter", url, table="copy", column=["number"])))
    assert rows(shop, "select number from copy order by 1") == [(10,), (11,)]
    finished(job(read, database("sqlitewriter", url, table=["part_2", "part_3"], column=["id"])))
    assert rows(shop, "select id from part_3") == [(11,)]


DIGEST = "2A289020F144A4B2304B87E02435FFAA"


def dirty(tmp_path: Path, **setting: Any) -> TransformationRun:
    """Run a file with two numbers and two that are none."""
    (tmp_path / "in.csv").write_text("1\nx\n3\ny\n")
    reader = csv(tmp_path / "in.csv", {"index": 0, "type": "long"})
    return ran(job(reader, text_file(tmp_path), **setting))


@pytest.mark.parametrize(
    ("setting", "ends_well"),
    [
        ({}, True),
        ({"errorLimit": {"record": 2}}, True),
        ({"errorLimit": {"record": 1}}, False),
        ({"errorLimit": {"record": 0}}, False),
        ({"errorLimit": {"percentage": 0.5}}, True),
        ({"errorLimit": {"percentage": 0.49}}, False),
        ({"errorLimit": {"record": 2, "percentage": 0}}, True),
    ],
)
def test_more_dirty_rows_than_the_limit_fail_the_job(
    tmp_path: Path, setting: dict[str, Any], ends_well: bool
) -> None:
    run = dirty(tmp_path, **setting)
    assert (run.status == "Finished") == ends_well
    if ends_well:
        assert lines(tmp_path) == ["1", "3"]
        assert rejected(run) == 2


def test_rows_that_the_database_refuses_are_dirty(shop: Path) -> None:
    url = f"jdbc:sqlite:{shop}"
    with sqlite3.connect(shop) as db:
        db.execute("insert into copy values (1, 'there')")
    read = database("sqlitereader", url, table="orders", column=["id", "name"])
    write = database("sqlitewriter", url, table="copy", column=["number", "label"])
    assert ran(job(read, write, errorLimit={"record": 0})).status != "Finished"
    run = finished(job(read, write, errorLimit={"record": 1}))
    assert rejected(run) == 1
    assert rows(shop, "select * from copy order by 1") == [(1, "there"), (2, None)]


@pytest.mark.parametrize(
    ("name", "paras", "expected"),
    [
        ("dx_substr", ["2", "5"], ["taxTe", "null"]),
        ("dx_pad", ["l", "12", "A"], ["AAAdataxTest", "AAAAAAAAAAAA"]),
        ("dx_pad", ["r", "4", "A"], ["data", "AAAA"]),
        ("dx_replace", ["2", "4", "**$1*"], ["da**$1*est", "null"]),
        ("dx_replace", ["5", "10", "****"], ["datax****", "null"]),
        ("dx_digest", ["md5", "toUpperCase"],
         [DIGEST, "D41D8CD98F00B204E9800998ECF8427E"]),
        ("dx_filter", ["like", "data.*"], ["null"]),
        ("dx_filter", ["not like", "data.*"], ["dataxTest"]),
        ("dx_filter", ["=", "null"], ["dataxTest"]),
        ("dx_filter", ["!=", "dataxTest"], ["dataxTest"]),
        ("dx_filter", [">", "a"], ["null"]),
    ],
)  # fmt: skip
def test_transformers_do_what_datax_documents(
    tmp_path: Path, name: str, paras: list[str], expected: list[str]
) -> None:
    (tmp_path / "in.csv").write_text("1,dataxTest\n2,\\N\n")
    columns = [{"index": 0, "type": "long"}, {"index": 1, "type": "string"}]
    reader = csv(tmp_path / "in.csv", *columns, nullFormat="\\N")
    finished(job(reader, text_file(tmp_path), plugin(name, columnIndex=1, paras=paras)))
    found = [line.split(",")[1] for line in lines(tmp_path)]
    assert found == expected


def test_numbers_are_filtered_as_numbers(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("9\n10\n\n11\n")
    reader = csv(tmp_path / "in.csv", {"index": 0, "type": "long"})
    kept = plugin("dx_filter", columnIndex=0, paras=[">=", "10"])
    finished(job(reader, text_file(tmp_path), kept))
    assert lines(tmp_path) == ["9"]


def test_placeholders_are_parameters(tmp_path: Path) -> None:
    text = job(stream({"value": "$day", "type": "string"}, rows=1), text_file(tmp_path, "f_${day}"))
    text = text.replace('"sliceRecordCount": 1', '"sliceRecordCount": ${n}')
    made = read_datax(text, name="job.json")
    assert {each.name for each in made.parameters} == {"day", "n"}
    finished(text, day="2024-01-02", n="2")
    assert lines(tmp_path, "f_2024-01-02") == ["2024-01-02"] * 2


PASSWORD = "s3cret-Pa55"
MYSQL = {"username": "root", "password": PASSWORD, "column": ["id"]}


def mysql(**more: Any) -> dict[str, Any]:
    """Return a reader of MySQL."""
    return database("mysqlreader", "jdbc:mysql://h:3306/d?useSSL=false", **{**MYSQL, **more})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (job(plugin("odpsreader"), text_file(Path())), "job.content[0].reader"),
        (job(stream(*TWO), plugin("hdfswriter")), "hdfswriter"),
        (job(stream({"value": "x", "type": "blob"}), text_file(Path())), "column[0].type"),
        (job(stream({"type": "long"}), text_file(Path())), "column[0]"),
        (job(stream({"random": "9,1", "type": "long"}), text_file(Path())), "column[0].random"),
        (job(csv("x", {"index": "a", "type": "long"}), text_file(Path())), "column[0].index"),
        (job(csv("x", "*"), text_file(Path())), "parameter.column"),
        (job(csv("x", {"index": 0}, compress="bzip2"), text_file(Path())), "compress"),
        (job(stream(*TWO), text_file(Path(), writeMode="over")), "writeMode"),
        (job(stream(*TWO), text_file(Path()), plugin("dx_groovy", code="x")), "transformer[0]"),
        (job(stream(*TWO), text_file(Path()), plugin("dx_substr", columnIndex=2, paras=[1, 2])),
         "transformer[0].parameter.columnIndex"),
        (job(mysql(), text_file(Path())), "connection[0]"),
        (job(mysql(table="t", column=["a", "b"]),
             database("postgresqlwriter", "jdbc:postgresql://h/d", table="t", column=["a"])),
         "writer.parameter.column"),
        (job(mysql(table="t"), database("postgresqlwriter", "jdbc:postgresql://h/d", table="t",
                                        column=["a"], writeMode="replace")), "writeMode"),
        (job(mysql(table="t"), database("mysqlwriter", "mysql://h/d", table="t", column=["a"])),
         "connection[0].jdbcUrl"),
        ('{"job": {"content": [{"reader": {"name": 1}}]}}', "job.content[0].writer"),
        ('{"job": {"password": "s3cret-Pa55" "content": []}}', "line 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_plugin_and_place_and_without_passwords(
    text: str, said: str
) -> None:
    with pytest.raises(KettleFileError) as caught:
        read_datax(text, name="job.json")
    assert said in caught.value.en
    assert "job.json" in caught.value.zh
    assert PASSWORD not in caught.value.en + caught.value.zh


def test_addresses_of_jdbc_become_connections() -> None:
    text = job(mysql(table="t"), text_file(Path()))
    (made,) = read_datax(text, name="job.json").connections
    assert (made.type, made.server, made.port, made.database) == ("MYSQL", "h", "3306", "d")
    assert made.attribute("EXTRA_OPTION_MYSQL.useSSL") == "false"
    assert PASSWORD not in repr(made)


def test_columns_are_followed_through_a_job(shop: Path) -> None:
    url = f"jdbc:sqlite:{shop}"
    read = database("sqlitereader", url, table="orders", column=["id", "name"])
    write = database("sqlitewriter", url, table="copy", column=["number", "label"])
    (written,) = table_lineage(read_datax(job(read, write), name="job.json")).writes
    orders = TableRef("sqlite_shop.db", "", "orders")
    assert written.ref == TableRef("sqlite_shop.db", "", "copy")
    assert written.columns == {
        "number": {ColumnRef(orders, "id")},
        "label": {ColumnRef(orders, "name")},
    }


def test_a_file_is_told_by_its_content_and_read_like_kettle_files(tmp_path: Path) -> None:
    text = job(stream(*TWO), text_file(tmp_path))
    path = tmp_path / "copy orders.json"
    path.write_text("// copies\n" + text, encoding="utf-8")
    assert is_datax(path.read_bytes())
    assert not is_datax(json.dumps({"job": {"content": []}}).encode())
    assert not is_datax(b"<transformation/>")
    assert read_kettle_file(path).name == "copy orders"


def test_the_generated_file_is_the_job(tmp_path: Path) -> None:
    text = job(stream(*TWO), text_file(tmp_path))
    again = read_transformation(ktr_of_datax(text, name="job.json"), name="job.ktr")
    assert again.steps == read_datax(text, name="job.json").steps
