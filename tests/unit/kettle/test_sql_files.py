"""SQLFileOutput writes rows as INSERT statements, as Kettle's `getSQLOutput` makes them."""

import sqlite3

import polars as pl
import pytest

from onedata_resources.kettle.engine.steps.sql_files import _quoted
from onedata_resources.kettle.errors import PrepareError
from tests.unit.kettle.running import grid, ktr, metrics, run, step

COLUMNS = {"id": "Integer", "a name": "String", "day": "Date", "ok": "Boolean", "x": "Number"}
ROW = ["1", "it's", "2024/01/31 10:00:00.000", "Y", "1.5"]


def written(path, settings: str = "", file: str = "", rows=(ROW,), url: str = "sqlite:///x.db"):
    name = f"<file><name>{path}</name><extention>sql</extention>{file}</file>"
    table = "<connection>db</connection><table>t</table>"
    sql = step("f", "SQLFileOutput", table + name + settings)
    done = run(ktr(grid("g", COLUMNS, rows), sql, step("d", "Dummy")), connections={"db": url})
    assert done.status == "Finished", done.log.text()
    assert [metrics(done, "f").output, metrics(done, "d").read] == [len(rows)] * 2
    return done


@pytest.mark.parametrize(
    ("url", "statement"),
    [
        ("sqlite:///x.db", """INSERT INTO t(id, "a name", day, ok, x) VALUES (1,'it''s',"""),
        ("mysql://h/d", r"INSERT INTO t(id, `a name`, day, ok, x) VALUES (1,'it\'s',"),
        ("postgresql://h/d", """INSERT INTO t(id, "a name", day, ok, x) VALUES (1,E'it''s',"""),
    ],
)
def test_a_row_is_a_statement_of_the_database_s_dialect(tmp_path, url, statement):
    written(tmp_path / "o", url=url)
    mark = "E" if url.startswith("postgresql") else ""
    rest = f"'2024/01/31 10:00:00.000',{mark}'Y',1.5);"
    assert (tmp_path / "o.sql").read_text() == statement + rest


@pytest.mark.parametrize(
    ("dialect", "text"),
    [("sqlite", r"'a\nb\rc''d'"), ("mysql", r"'a\nb\rc\'d'"), ("postgresql", r"E'a\nb\rc''d'"),
     ("oracle", "'a'||chr(13)||'b'||chr(10)||'c''d'")],
)  # fmt: skip
def test_line_ends_and_quotes_in_texts(dialect, text):
    assert pl.select(_quoted(pl.lit("a\nb\rc'd"), dialect)).item() == text


def test_nulls_lines_dates_and_emptying(tmp_path):
    settings = (
        "<schema>s</schema><truncate>Y</truncate><startnewline>Y</startnewline>"
        "<dateformat>dd.MM.yyyy</dateformat>"
    )
    written(tmp_path / "o", settings, rows=[ROW, [""] * 5])
    assert (tmp_path / "o.sql").read_text() == (
        "DELETE FROM s.t;\n\n"
        """INSERT INTO s.t(id, "a name", day, ok, x) VALUES (1,'it''s','31.01.2024','Y',1.5);\n"""
        """INSERT INTO s.t(id, "a name", day, ok, x) VALUES (null,null,null,null,null);\n"""
    )


def test_the_file_can_be_run(tmp_path):
    written(tmp_path / "o", rows=[ROW, [""] * 5])
    with sqlite3.connect(":memory:") as database:
        database.execute('create table t(id int, "a name", day, ok, x)')
        database.executescript((tmp_path / "o.sql").read_text())
        rows = database.execute("select * from t").fetchall()
    assert rows == [(1, "it's", "2024/01/31 10:00:00.000", "Y", 1.5), (None,) * 5]


@pytest.mark.parametrize(
    ("every", "rows", "counts"),
    [(0, 4, [4]), (3, 7, [2, 3, 2]), (1, 3, [1, 1, 1]), (2, 4, [1, 2, 1])],
)
def test_the_first_of_several_files_has_a_row_less(tmp_path, every, rows, counts):
    split = f"<splitevery>{every}</splitevery>"
    settings = "<startnewline>Y</startnewline><addtoresult>Y</addtoresult>"
    done = written(tmp_path / "o", settings, split, [ROW] * rows)
    names = [f"o_{part}.sql" for part in range(len(counts))] if every else ["o.sql"]
    assert [each.path for each in done.outcome.files] == [str(tmp_path / name) for name in names]
    assert [len((tmp_path / each).read_text().splitlines()) for each in names] == counts


@pytest.mark.parametrize(
    ("file", "there"), [("", True), ("<DoNotOpenNewFileInit>Y</DoNotOpenNewFileInit>", False)]
)
def test_a_file_without_rows_is_there_unless_it_waits_for_one(tmp_path, file, there):
    written(tmp_path / "o", file=file, rows=[])
    assert (tmp_path / "o.sql").exists() is there


def test_files_are_appended_to_in_folders_that_are_made(tmp_path):
    file = "<append>Y</append><create_parent_folder>Y</create_parent_folder><split>Y</split>"
    for _ in range(2):
        written(tmp_path / "new" / "o", "<startnewline>Y</startnewline>", file)
    assert len((tmp_path / "new" / "o_0.sql").read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ("<table>t</table><connection>db</connection>", "name the file"),
        ("<connection>db</connection><file><name>/tmp/x</name></file>", "target table"),
        ("<connection>db</connection><table>t</table><file><name>/tmp/x</name></file>"
         "<create>Y</create>", "ExecSQL"),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused(settings, why):
    steps = (grid("g", COLUMNS, []), step("f", "SQLFileOutput", settings))
    with pytest.raises(PrepareError, match=why):
        run(ktr(*steps), connections={"db": "sqlite:///x.db"})
