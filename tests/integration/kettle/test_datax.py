"""DataX jobs between real MariaDB and PostgreSQL servers and files."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.unit.kettle.datax_jobs import (
    csv,
    database,
    finished,
    job,
    ran,
    rejected,
    stream,
    text_file,
)

pytestmark = [pytest.mark.integration, pytest.mark.row("F098")]

CREATE = """create table datax_sale(id int primary key, name varchar(40), amount numeric(10,2),
  day date, moment timestamp null, rate double precision, big bigint)"""
COLUMNS = ["id", "name", "amount", "day", "moment", "rate", "big"]
ROWS = [
    (1, "中文 'x'", "1.50", "2024-02-29", "2024-01-02 03:04:05", 0.5, 9000000000),
    (2, None, None, None, None, None, None),
]


class Server:
    """A database server as a DataX job names it."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.engine = sa.create_engine(url)
        self.kind = "mysql" if "mysql" in url else "postgresql"

    def plugin(self, what: str, **given: Any) -> dict[str, Any]:
        """Return a reader or writer of the server."""
        jdbc = f"jdbc:{self.kind}://{self.url.host}:{self.url.port}/{self.url.database}"
        account = {"username": self.url.username, "password": self.url.password}
        return database(f"{self.kind}{what}", jdbc, **account, **given)

    def execute(self, *statements: str) -> None:
        """Run statements."""
        with self.engine.begin() as connection:
            for each in statements:
                connection.execute(sa.text(each))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]


def prepared(url: str) -> Server:
    """Return the server with a table of two rows and an empty copy."""
    server = Server(url)
    copy = CREATE.replace("datax_sale", "datax_copy")
    server.execute("drop table if exists datax_sale", "drop table if exists datax_copy")
    server.execute(CREATE, copy)
    marks = ", ".join(f":{name}" for name in COLUMNS)
    with server.engine.begin() as connection:
        for row in ROWS:
            values = dict(zip(COLUMNS, row, strict=True))
            connection.execute(sa.text(f"insert into datax_sale values ({marks})"), values)
    return server


@pytest.fixture
def mariadb(mariadb_url: str) -> Server:
    """Lend a MariaDB."""
    return prepared(mariadb_url)


@pytest.fixture
def postgres(postgres_url: str) -> Server:
    """Lend a PostgreSQL."""
    return prepared(postgres_url)


@pytest.fixture(params=["mariadb", "postgres"])
def server(request: pytest.FixtureRequest) -> Server:
    """Lend each of both."""
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("column", [COLUMNS, ["*"]])
@pytest.mark.parametrize("way", [("mariadb", "postgres"), ("postgres", "mariadb")])
def test_tables_are_moved_between_servers(
    request: pytest.FixtureRequest, way: tuple[str, str], column: list[str]
) -> None:
    source, target = (request.getfixturevalue(each) for each in way)
    read = source.plugin("reader", table="datax_sale", column=column)
    finished(job(read, target.plugin("writer", table="datax_copy", column=COLUMNS)))
    query = "select * from datax_sale order by id"
    assert target.rows(query.replace("sale", "copy")) == source.rows(query)


def test_a_stream_fills_a_table_after_its_statements(server: Server) -> None:
    columns = [
        {"random": "1,1", "type": "long"},
        {"value": "DataX", "type": "string"},
        {"value": "1988-08-08 08:08:08", "type": "date"},
    ]
    server.execute("insert into datax_copy (id) values (7)")
    write = server.plugin(
        "writer",
        table="datax_copy",
        column=["id", "name", "moment"],
        preSql=["delete from @table"],
        postSql=["update @table set rate = 2.5"],
    )
    finished(job(stream(*columns), write))
    found = server.rows("select id, name, rate from datax_copy")
    assert found == [(1, "DataX", 2.5)]
    assert str(server.rows("select moment from datax_copy")[0][0]) == "1988-08-08 08:08:08"


def test_tables_are_written_to_files_as_datax_prints_them(server: Server, tmp_path: Path) -> None:
    read = server.plugin(
        "reader",
        table="datax_sale",
        column=["id", "amount", "day", "moment", "big"],
        where="id > 0",
    )
    header = ["a", "b", "c", "d", "e"]
    finished(job(read, text_file(tmp_path, nullFormat="\\N", header=header)))
    assert (tmp_path / "out").read_text(encoding="utf-8").splitlines() == [
        "a,b,c,d,e",
        "1,1.50,2024-02-29,2024-01-02 03:04:05,9000000000",
        "2,\\N,\\N,\\N,\\N",
    ]
    finished(job(read, text_file(tmp_path, dateFormat="yyyyMMdd")))
    assert (tmp_path / "out").read_text().splitlines()[0] == "1,1.5,20240229,20240102,9000000000"


def test_files_are_loaded_with_dirty_rows_left_out(server: Server, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("1,a\n1,twice\nx,no number\n2,b\n")
    columns = [{"index": 0, "type": "long"}, {"index": 1, "type": "string"}]
    write = server.plugin("writer", table="datax_copy", column=["id", "name"])
    text = job(csv(tmp_path / "in.csv", *columns), write, errorLimit={"record": 2})
    assert rejected(finished(text)) == 2
    assert server.rows("select id, name from datax_copy order by id") == [(1, "a"), (2, "b")]
    server.execute("delete from datax_copy")
    assert ran(text.replace('"record": 2', '"record": 1')).status != "Finished"


@pytest.mark.parametrize("mode", ["replace", "update", "update(id)"])
def test_rows_of_mysql_are_replaced_or_updated(mariadb: Server, mode: str) -> None:
    mariadb.execute("insert into datax_copy (id, name, rate) values (1, 'old', 3)")
    read = mariadb.plugin("reader", querySql="select id, name from datax_sale")
    write = mariadb.plugin("writer", table="datax_copy", column=["id", "`name`"], writeMode=mode)
    finished(job(read, write))
    rate = None if mode == "replace" else 3
    found = mariadb.rows("select id, name, rate from datax_copy order by id")
    assert found == [(1, "中文 'x'", rate), (2, None, None)]


def test_rows_of_postgresql_are_updated_by_given_keys(postgres: Server) -> None:
    postgres.execute("insert into datax_copy (id, name, rate) values (1, 'old', 3)")
    read = postgres.plugin("reader", table="datax_sale", column=["ID", "name"])
    write = postgres.plugin("writer", table="public.datax_copy", column=["ID", "name"],
                            writeMode="update (id)")  # fmt: skip
    finished(job(read, write))
    found = postgres.rows("select id, name, rate from datax_copy order by id")
    assert found == [(1, "中文 'x'", 3.0), (2, None, None)]


def test_a_session_holds_for_the_writes(mariadb: Server) -> None:
    columns = [{"value": 1, "type": "long"}, {"value": "x" * 60, "type": "string"}]
    write = mariadb.plugin("writer", table="datax_copy", column=["id", "name"])
    assert ran(job(stream(*columns), write, errorLimit={"record": 0})).status != "Finished"
    lenient = mariadb.plugin(
        "writer", table="datax_copy", column=["id", "name"], session=["set sql_mode = ''"]
    )
    finished(job(stream(*columns), lenient))
    assert mariadb.rows("select char_length(name) from datax_copy") == [(40,)]
