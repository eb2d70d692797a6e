"""SQLFileOutput writes rows as INSERT statements, as Kettle's `getSQLOutput` makes them."""

import sqlite3

import polars as pl
import pytest

from onedata_resources.kettle.connection_options import DatabaseOptions
from onedata_resources.kettle.engine.sql_database import Database
from onedata_resources.kettle.engine.sql_definitions import create_table
from onedata_resources.kettle.engine.steps.sql_files import _quoted
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.values.types import Field, KettleType
from tests.unit.kettle.running import grid, ktr, metrics, run, step

K = KettleType
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


LENGTHS = {
    K.STRING: [-1, 1, 100, 300, 70_000, 20_000_000, 9_999_999],
    K.INTEGER: [-1, 4, 9, 18, 19],
    K.NUMBER: [-1, (10, 2), (16, -1), (20, 2)],
}
TYPES = {
    "sqlite": [
        *["TEXT"] * 5, "BLOB", "BLOB", "NUMERIC", *["INTEGER"] * 3, *["NUMERIC"] * 5,
        "DATETIME", "DATETIME", "CHAR(1)", "BLOB",
    ],
    "mysql": [
        "TINYTEXT", "CHAR(1)", "VARCHAR(100)", "TEXT", "MEDIUMTEXT", "LONGTEXT", "LONGTEXT",
        "INT", "INT", "INT", "BIGINT", "DECIMAL(19)", "DOUBLE", "DOUBLE", "DECIMAL(16)",
        "DECIMAL(20, 2)", "DATETIME", "DATETIME", "CHAR(1)", "LONGBLOB",
    ],
    "postgresql": [
        "TEXT", "VARCHAR(1)", "VARCHAR(100)", "VARCHAR(300)", "VARCHAR(70000)", "TEXT", "TEXT",
        "DOUBLE PRECISION", "SMALLINT", "INTEGER", "BIGINT", "NUMERIC(19, 0)",
        "DOUBLE PRECISION", "NUMERIC(12, 2)", "BIGINT", "NUMERIC(22, 2)",
        "TIMESTAMP", "TIMESTAMP", "CHAR(1)", " UNKNOWN",
    ],
}  # fmt: skip


@pytest.mark.parametrize("dialect", list(TYPES))
def test_columns_have_the_types_that_kettle_gives_them(dialect):
    fields = [
        Field("c", kind, *(length if isinstance(length, tuple) else (length,)))
        for kind, lengths in LENGTHS.items()
        for length in lengths
    ]
    fields += [Field("c", kind) for kind in (K.DATE, K.TIMESTAMP, K.BOOLEAN, K.BINARY)]
    url = "sqlite:///x.db" if dialect == "sqlite" else f"{dialect}://h/d"
    made = create_table(Database("db", url, DatabaseOptions(booleans=False)), "t", fields)
    types = made.removeprefix("CREATE TABLE t\n(\n  c ").removesuffix("\n)\n;").split("\n, c ")
    assert types == TYPES[dialect]


def test_booleans_are_of_their_own_type_where_the_connection_has_them():
    for url in ("mysql://h/d", "postgresql://h/d"):
        made = create_table(Database("db", url), "s.t", [Field("a b", K.BOOLEAN), Field("x")])
        assert made.startswith("CREATE TABLE s.t\n(\n  ")
        assert " BOOLEAN\n, x " in made


def test_the_table_of_a_file_is_made_first(tmp_path):
    written(tmp_path / "o", "<create>Y</create><truncate>Y</truncate>", rows=[ROW, [""] * 5])
    with sqlite3.connect(":memory:") as database:
        database.executescript((tmp_path / "o.sql").read_text())
        assert database.execute("select count(*) from t").fetchall() == [(2,)]


def test_a_table_of_an_unknown_kind_of_database_is_not_made():
    with pytest.raises(StepError, match="of kind mssql"):
        create_table(Database("db", "mssql+pymssql://h/d"), "t", [])


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
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused(settings, why):
    steps = (grid("g", COLUMNS, []), step("f", "SQLFileOutput", settings))
    with pytest.raises(PrepareError, match=why):
        run(ktr(*steps), connections={"db": "sqlite:///x.db"})
