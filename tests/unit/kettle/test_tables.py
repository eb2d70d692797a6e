# ruff: noqa: DTZ001 - moments in Kettle have no time zone
"""Reading and writing databases and the lake."""

import sqlite3
from datetime import datetime

import polars as pl
import pytest

from onedata_resources.clients.lake import LakeClient
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

TABLE = """create table sale(id INTEGER PRIMARY KEY, name VARCHAR(20), amount NUMERIC(10,2),
  day DATE, at TIMESTAMP, paid BOOLEAN)"""
ROWS = [
    (1, "a", None, "2024-01-02", "2024-01-02 03:04:05", 1),
    (2, None, 2.5, None, "2024-01-02 03:04:05.678", 0),
    (3, "", 3, "2024-02-29", None, None),
]


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "source.db"
    with sqlite3.connect(path) as connection:
        connection.execute(TABLE)
        connection.executemany("insert into sale values (?,?,?,?,?,?)", ROWS)
    connection.close()
    return f"sqlite:///{path}"


def query(url: str, sql: str) -> list[tuple]:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def table_input(sql: str, settings: str = "") -> str:
    return step("in", "TableInput", f"<connection>db</connection><sql>{sql}</sql>{settings}")


def table_output(table: str, settings: str = "", connection: str = "db") -> str:
    return step(
        "out",
        "TableOutput",
        f"<connection>{connection}</connection><table>{table}</table>{settings}",
    )


def lake_output(settings: str = "<truncate>Y</truncate>", layer: str = "ods") -> str:
    return table_output("t", f"<schema>{layer}</schema>{settings}", connection="lake")


@pytest.fixture
def lake(tmp_path):
    return LakeClient(str(tmp_path / "lake"))


def test_declared_types_decide_what_sqlite_values_are(database, lake):
    done = run(
        ktr(table_input("select * from sale"), lake_output()),
        connections={"db": database},
        lake=lake,
    )
    assert done.status == "Finished", done.log.text()
    frame = lake.scan(["ods", "t"]).collect().sort("id")
    assert frame.rows() == [
        (1, "a", None, datetime(2024, 1, 2), datetime(2024, 1, 2, 3, 4, 5), True),
        (2, None, 2.5, None, datetime(2024, 1, 2, 3, 4, 5, 678000), False),
        (3, None, 3.0, datetime(2024, 2, 29), None, None),
    ]
    assert metrics(done, "in").input == 3
    assert metrics(done, "out").output == 3


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select count(*) n from sale", ["3"]),
        ("select null x, max(amount) m from sale", ["|3"]),
        ("select amount * 1 x from sale where amount &gt; 0 order by 1", ["2.5", "3.0"]),
        ("select coalesce(name, id) x from sale order by id", ["a", "2", ""]),
        ("select id from sale where id &gt; 99", []),
        ("select name || '!' from sale where id = 1", ["a!"]),
        ("with t as (select id from sale) select 7 - id i from t where id = 1", ["6"]),
        ("select 1 /* ; */ as a -- end", ["1"]),
    ],
)
def test_any_query_is_read(database, tmp_path, sql, expected):
    done = run(
        ktr(table_input(sql), text_output("o", tmp_path / "o")), connections={"db": database}
    )
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == expected


def test_a_repeated_column_name_gets_a_number(database, tmp_path):
    sql = "select a.id, b.id from sale a join sale b on a.id = b.id where a.id = 1"
    run(ktr(table_input(sql), text_output("o", tmp_path / "o")), connections={"db": database})
    assert (tmp_path / "o").read_text() == "id|id_1\n1|1\n"


def test_a_value_that_does_not_fit_what_came_before_is_told(database, tmp_path):
    with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
        connection.executemany("insert into sale(id) values (?)", [(n,) for n in range(10, 400)])
    connection.close()
    sql = "select case when id = 390 then 0.5 else id end x from sale order by id"
    done = run(
        ktr(table_input(sql), text_output("o", tmp_path / "o")), connections={"db": database}
    )
    assert done.status == "Finished (with errors)"
    assert metrics(done, "in").errors == 1


def test_a_limit_a_variable_and_a_refused_query(database, tmp_path):
    settings = "<variables_active>Y</variables_active><limit>1</limit>"
    xml = ktr(
        table_input("select id from ${T} order by id", settings), text_output("o", tmp_path / "o")
    )
    run(xml, connections={"db": database}, variables={"T": "sale"})
    assert rows_of(tmp_path / "o") == ["1"]
    done = run(xml, connections={"db": database}, variables={"T": "nowhere"})
    assert done.status == "Finished (with errors)"
    assert "nowhere" in done.log.text()


EACH = "<execute_each_row>Y</execute_each_row>"


@pytest.mark.parametrize(
    ("settings", "marks", "expected"),
    [
        (EACH, "id = ?", [3, 1]),
        ("", "id in (?, ?)", [1, 3]),
        (f"{EACH}<limit>1</limit>", "id >= ?", [3, 1]),
    ],
)
def test_rows_of_another_step_bind_the_parameters(database, tmp_path, settings, marks, expected):
    """The limit holds for each query."""
    settings = f"<lookup>p</lookup>{settings}"
    query = f"select id from sale where {marks} order by id".replace(">", "&gt;")
    xml = ktr(
        grid("p", {"k": "Integer"}, [["3"], ["1"]]),
        table_input(query, settings),
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert [int(row) for row in rows_of(tmp_path / "o")] == expected


@pytest.mark.parametrize("given", [[["3"], ["1"]], []])
def test_parameters_that_do_not_fit_the_question_marks_are_refused(database, tmp_path, given):
    xml = ktr(
        grid("p", {"k": "Integer"}, given),
        table_input("select id from sale where id = ?", "<lookup>p</lookup>"),
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished (with errors)"
    assert ("gives 2 values" if given else "none were found") in done.log.text()


def test_a_date_column_with_other_text_is_told(database, tmp_path):
    query(database, "select 1")
    with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
        connection.execute("insert into sale(id, day) values (9, 'soon')")
    connection.close()
    done = run(
        ktr(table_input("select * from sale"), text_output("o", tmp_path / "o")),
        connections={"db": database},
    )
    assert done.status == "Finished (with errors)"
    assert "'day' is declared as a date but holds [soon]" in done.log.text()


def test_an_absent_database_is_told(tmp_path):
    done = run(
        ktr(table_input("select 1"), step("d", "Dummy")),
        connections={"db": f"sqlite:///{tmp_path}/no/such.db"},
    )
    assert done.status == "Finished (with errors)"
    assert metrics(done, "in").errors == 1


PAIRS = {"id": "Integer:0", "name": "String"}


def test_rows_are_written_in_bulk_and_passed_on(database, tmp_path):
    rows = [[str(n), f"n{n}"] for n in range(10, 2510)]
    fields = (
        "<specify_fields>Y</specify_fields><fields><field><column_name>id</column_name>"
        "<stream_name>id</stream_name></field></fields>"
    )
    xml = ktr(
        grid("g", PAIRS, rows), table_output("sale", fields), text_output("o", tmp_path / "o")
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert query(database, "select count(*), max(id), max(name) from sale") == [(2503, 2509, "a")]
    assert (metrics(done, "out").output, metrics(done, "out").written) == (2500, 2500)
    assert len(rows_of(tmp_path / "o")) == 2500


def test_an_error_undoes_what_is_not_committed(database):
    rows = [["10", "x"], ["11", "y"], ["1", "taken"]]
    done = run(ktr(grid("g", PAIRS, rows), table_output("sale")), connections={"db": database})
    assert done.status == "Finished (with errors)"
    assert metrics(done, "out").errors == 1
    assert query(database, "select count(*) from sale") == [(3,)]


def test_rows_before_a_commit_stay_as_in_kettle(database):
    rows = [["10", "x"], ["11", "y"], ["1", "taken"]]
    output = table_output("sale", "<commit>2</commit>")
    run(ktr(grid("g", PAIRS, rows), output), connections={"db": database})
    assert query(database, "select count(*) from sale") == [(5,)]


def test_a_single_transaction_leaves_nothing_behind(database):
    rows = [["10", "x"], ["11", "y"], ["1", "taken"]]
    output = table_output("sale", "<commit>1</commit>")
    info = "<unique_connections>Y</unique_connections>"
    run(ktr(grid("g", PAIRS, rows), output, info=info), connections={"db": database})
    assert query(database, "select count(*) from sale") == [(3,)]


def test_refused_rows_take_the_error_hop(database, tmp_path):
    rows = [["10", "x"], ["1", "taken"], ["11", "y"]]
    hop = (
        "<step_error_handling><error><source_step>out</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled><descriptions_valuename>why</descriptions_valuename>"
        "</error></step_error_handling>"
    )
    xml = ktr(
        grid("g", PAIRS, rows), table_output("sale"), text_output("e", tmp_path / "e"), extra=hop
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    [bad] = rows_of(tmp_path / "e")
    assert bad.startswith("1|taken|UNIQUE constraint failed")
    assert query(database, "select count(*) from sale") == [(5,)]
    assert (metrics(done, "out").output, metrics(done, "out").rejected) == (2, 1)


def test_truncate_empties_the_table_even_without_rows(database):
    output = table_output("sale", "<truncate>Y</truncate>")
    run(ktr(grid("g", PAIRS, []), output), connections={"db": database})
    assert query(database, "select count(*) from sale") == [(0,)]


def test_scripts_run_before_rows_flow(database, tmp_path):
    script = step(
        "s",
        "ExecSQL",
        "<connection>db</connection><sql>create table made(x TEXT); insert into made values"
        " ('a;b'); insert into made values ('c')</sql><insert_field>n</insert_field>",
    )
    xml = ktr(
        table_input("select x from made order by x"), text_output("o", tmp_path / "o"), script,
        text_output("n", tmp_path / "n"), hops=[("in", "o"), ("s", "n")],
    )  # fmt: skip
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["a;b", "c"]
    assert rows_of(tmp_path / "n") == ["2"]


def day(text: str) -> list[str]:
    return [text, text]


DAYS = {"d": "Date:yyyy-MM-dd", "t": "String"}


def days(lake) -> list[str]:
    return sorted(lake.scan(["ods", "t"]).collect()["t"].to_list())


def test_truncate_replaces_the_lake_table_in_one_version(lake):
    for rows in (["2024-01-01", "2024-01-02"], ["2024-01-03"]):
        done = run(ktr(grid("g", DAYS, [day(each) for each in rows]), lake_output()), lake=lake)
        assert done.status == "Finished", done.log.text()
        assert days(lake) == rows
    assert [each.version for each in lake.history(["ods", "t"])] == [1, 0]


def test_a_partition_replaces_only_its_days(lake):
    first = ["2024-01-01", "2024-01-02", "2024-01-03"]
    run(ktr(grid("g", DAYS, [day(each) for each in first]), lake_output()), lake=lake)
    variables = {
        "LAKE_PARTITION_COLUMN": "d",
        "LAKE_PARTITION_FROM": "2024-01-02",
        "LAKE_PARTITION_TO": "2024-01-03",
    }
    for _ in range(2):
        rows = [["2024-01-02", "new"]]
        done = run(ktr(grid("g", DAYS, rows), lake_output()), lake=lake, variables=variables)
        assert done.status == "Finished", done.log.text()
        assert days(lake) == ["2024-01-01", "2024-01-03", "new"]


def test_a_partition_of_named_values_replaces_only_their_rows(lake):
    fields, names = {"d": "String", "t": "String"}, ["a", "it's", "c"]
    run(ktr(grid("g", fields, [day(each) for each in names]), lake_output()), lake=lake)
    variables = {"LAKE_PARTITION_COLUMN": "d", "LAKE_PARTITION_VALUES": '["it\'s"]'}
    for _ in range(2):
        rows = [["it's", "new"]]
        done = run(ktr(grid("g", fields, rows), lake_output()), lake=lake, variables=variables)
        assert done.status == "Finished", done.log.text()
        assert days(lake) == ["a", "c", "new"]


def test_rows_outside_the_partition_fail_and_change_nothing(lake):
    run(ktr(grid("g", DAYS, [day("2024-01-01")]), lake_output()), lake=lake)
    variables = {
        "LAKE_PARTITION_COLUMN": "d",
        "LAKE_PARTITION_FROM": "2024-01-02",
        "LAKE_PARTITION_TO": "2024-01-03",
    }
    rows = [day("2024-01-05")]
    done = run(ktr(grid("g", DAYS, rows), lake_output()), lake=lake, variables=variables)
    assert done.status == "Finished (with errors)"
    assert metrics(done, "out").errors == 1
    assert days(lake) == ["2024-01-01"]


def test_appending_adds_once_per_run(lake):
    for token in ("one", "one", "two"):
        xml = ktr(grid("g", DAYS, [day("2024-01-01")]), lake_output("<truncate>N</truncate>"))
        done = run(xml, lake=lake, variables={"LAKE_APPEND_TOKEN": token})
        assert done.status == "Finished", done.log.text()
    assert days(lake) == ["2024-01-01"] * 2


def test_a_failed_run_leaves_the_previous_version(lake):
    run(ktr(grid("g", DAYS, [day("2024-01-01")]), lake_output()), lake=lake)
    bad = grid("g", {"s": "String"}, [["1"], ["x"]])
    meta = "<fields><meta><name>s</name><type>Integer</type></meta></fields>"
    done = run(ktr(bad, step("c", "SelectValues", meta), lake_output()), lake=lake)
    assert done.status == "Finished (with errors)"
    assert days(lake) == ["2024-01-01"]
    assert [each.version for each in lake.history(["ods", "t"])] == [0]


def test_no_rows_make_an_empty_table(lake):
    done = run(ktr(grid("g", DAYS, []), lake_output()), lake=lake)
    assert done.status == "Finished", done.log.text()
    assert lake.scan(["ods", "t"]).collect().shape == (0, 2)


def test_the_lake_can_be_read(lake, tmp_path):
    lake.write(["ods", "t"], pl.DataFrame({"a": [1, 2]}))
    source = step("in", "TableInput", "<connection>lake</connection><sql>select a from ods.t</sql>")
    run(ktr(source, text_output("o", tmp_path / "o")), lake=lake)
    assert sorted(rows_of(tmp_path / "o")) == ["1", "2"]
