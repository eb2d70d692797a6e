# ruff: noqa: DTZ001 - moments in Kettle have no time zone
"""Reading databases: types, queries, parameters, and what is refused."""

import sqlite3
from datetime import datetime

import pytest

from onedata_resources.clients.lake import LakeClient
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output
from tests.unit.kettle.tables import lake_output, query, sale_database, table_input


@pytest.fixture
def database(tmp_path):
    return sale_database(tmp_path)


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
