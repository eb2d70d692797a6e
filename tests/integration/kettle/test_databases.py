"""TableInput, TableOutput and ExecSQL on real PostgreSQL and MariaDB servers."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

pytestmark = pytest.mark.integration

CREATE = """create table sale(id int primary key, name varchar(40), amount numeric(10,2),
  day date, at timestamp null, rate double precision, big bigint)"""
COLUMNS = {
    "id": "Integer:0", "name": "String", "amount": "Number:0.00", "day": "Date:yyyy-MM-dd",
    "at": "Date:yyyy-MM-dd HH:mm:ss", "rate": "Number:0.0", "big": "Integer:0",
}  # fmt: skip
ROWS = [
    ["1", "中文 'x' \\ , tab\t", "1.50", "2024-02-29", "2024-01-02 03:04:05", "0.5", "9000000000"],
    ["2", "", "", "", "", "", ""],
]


@pytest.fixture(params=["postgres_url", "mariadb_url"])
def database(request) -> Iterator[str]:
    """Lend a database with an empty table."""
    url = request.getfixturevalue(request.param)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("drop table if exists sale"))
        connection.execute(sa.text(CREATE))
    yield url
    engine.dispose()


def rows(url: str, query: str) -> list[tuple]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(sa.text(query))]
    engine.dispose()
    return found


def output(settings: str = "") -> str:
    return step("out", "TableOutput", f"<connection>db</connection><table>sale</table>{settings}")


def test_rows_survive_a_round_trip(database, tmp_path):
    done = run(ktr(grid("g", COLUMNS, ROWS), output()), connections={"db": database})
    assert done.status == "Finished", done.log.text()
    settings = "<connection>db</connection><sql>select * from sale order by id</sql>"
    listed = "".join(
        f"<field><name>{name}</name><format>{kind.partition(':')[2]}</format></field>"
        for name, kind in COLUMNS.items()
    )
    xml = ktr(
        step("in", "TableInput", settings),
        text_output("o", tmp_path / "o", f"<fields>{listed}</fields>"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["|".join(row) for row in ROWS]
    assert metrics(done, "in").input == 2


def test_a_repeated_column_name_gets_a_number(database, tmp_path):
    run(ktr(grid("g", COLUMNS, ROWS), output()), connections={"db": database})
    sql = "select a.id, b.id from sale a join sale b on a.id = b.id where a.id = 1"
    source = step("in", "TableInput", f"<connection>db</connection><sql>{sql}</sql>")
    done = run(ktr(source, text_output("o", tmp_path / "o")), connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert (tmp_path / "o").read_text() == "id|id_1\n1|1\n"


def test_parameters_are_bound(database, tmp_path):
    run(ktr(grid("g", COLUMNS, ROWS), output()), connections={"db": database})
    settings = (
        "<connection>db</connection><sql>select name from sale where id = ? and '%?' = '%?'</sql>"
        "<lookup>p</lookup>"
    )
    xml = ktr(
        grid("p", {"k": "Integer"}, [["1"]]),
        step("in", "TableInput", settings),
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert len(rows_of(tmp_path / "o")) == 1


def test_an_error_undoes_what_is_not_committed_and_truncate_empties(database):
    pairs = {"id": "Integer", "name": "String"}
    bad = grid("g", pairs, [["1", "a"], ["2", "b"], ["1", "again"]])
    done = run(ktr(bad, output()), connections={"db": database})
    assert done.status == "Finished (with errors)"
    assert rows(database, "select count(*) from sale") == [(0,)]
    run(ktr(grid("g", pairs, [["1", "a"]]), output()), connections={"db": database})
    again = grid("g", pairs, [["7", "b"]])
    done = run(ktr(again, output("<truncate>Y</truncate>")), connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows(database, "select id from sale") == [(7,)]


def test_refused_rows_take_the_error_hop(database, tmp_path):
    pairs = {"id": "Integer", "name": "String"}
    source = grid("g", pairs, [["1", "a"], ["1", "again"], ["2", "b"]])
    hop = (
        "<step_error_handling><error><source_step>out</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled></error></step_error_handling>"
    )
    xml = ktr(source, output(), text_output("e", tmp_path / "e"), extra=hop)
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "e") == ["1|again"]
    assert rows(database, "select id from sale order by id") == [(1,), (2,)]


def test_scripts_run_with_variables(database):
    script = step(
        "s",
        "ExecSQL",
        "<connection>db</connection><replace_variables>Y</replace_variables>"
        "<sql>insert into sale(id, name) values (${N}, '50% ; off'); delete from sale where id = 99"
        "</sql>",
    )
    done = run(ktr(script, step("d", "Dummy")), connections={"db": database}, variables={"N": "5"})
    assert done.status == "Finished", done.log.text()
    assert rows(database, "select id, name from sale") == [(5, "50% ; off")]


def test_a_refused_query_and_an_absent_server_are_told(database):
    source = step("in", "TableInput", "<connection>db</connection><sql>select * from no_such</sql>")
    away = re.sub(r":\d+/", ":1/", database)
    for url, en, zh, kind in (
        (database, "An error occurred executing SQL: .*no_such", "执行 SQL 出错", "bad_input"),
        (away, r"trying to connect to the database .*127\.0\.0\.1:1/", "无法连接", "unavailable"),
    ):
        settings = {"db": "KETTLE_CONNECTION_DB"}
        done = run(ktr(source, step("d", "Dummy")), connections={"db": url}, settings=settings)
        assert done.status == "Finished (with errors)"
        assert metrics(done, "in").errors == 1
        [problem] = done.log.problems
        assert (problem.subject, problem.kind) == ("in.0", kind)
        assert re.search(en, problem.en)
        assert zh in problem.zh
        assert ("KETTLE_CONNECTION_DB" in problem.en) == (url == away)


def test_numbers_come_from_a_sequence_of_the_database(postgres_url, tmp_path):
    engine = sa.create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(sa.text("drop sequence if exists numbers"))
        connection.execute(sa.text("create sequence numbers start 7 increment 3"))
    engine.dispose()
    numbered = step(
        "n", "Sequence",
        "<valuename>n</valuename><use_database>Y</use_database><connection>db</connection>"
        "<schema>public</schema><seqname>numbers</seqname>",
    )  # fmt: skip
    source = grid("g", {"k": "String"}, [["a"], ["b"], ["c"]])
    xml = ktr(source, numbered, text_output("o", tmp_path / "o"))
    done = run(xml, connections={"db": postgres_url})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["a|7", "b|10", "c|13"]
