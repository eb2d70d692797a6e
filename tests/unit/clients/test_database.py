"""DatabaseClient on SQLite: types, parameters, and errors that say where and what to do."""

from datetime import date

import polars as pl
import pytest

from onedata_resources.clients.database import DatabaseClient
from onedata_resources.errors import BadInputError, UnavailableError

pytestmark = pytest.mark.row("S20")


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "名 字 #1.db"
    path.touch()
    client = DatabaseClient(f"sqlite:///{path}")
    client.execute(
        'CREATE TABLE t (id INTEGER PRIMARY KEY, price FLOAT, day DATE, at DATETIME, "姓名" TEXT)'
    )
    client.execute("INSERT INTO t VALUES (1, 2, '2017-01-01', '2017-01-01 10:00:00', '王')")
    client.execute("INSERT INTO t VALUES (2, 2.5, NULL, NULL, NULL)")
    return client


def test_bulk_reads_keep_the_databases_types(database):
    frame = database.read("SELECT * FROM t ORDER BY id")
    assert frame.rows() == [
        (1, 2.0, date(2017, 1, 1), pl.select(pl.datetime(2017, 1, 1, 10)).item(), "王"),
        (2, 2.5, None, None, None),
    ]


def test_an_expression_that_is_null_in_its_first_row_is_read(database):
    frame = database.read("SELECT id, CASE WHEN id = 2 THEN 'x' END AS late FROM t ORDER BY id")
    assert frame["late"].to_list() == [None, "x"]


def test_an_empty_result_has_its_columns(database):
    frame = database.read("SELECT id, price FROM t WHERE id > 9")
    assert (frame.columns, frame.height) == (["id", "price"], 0)


def test_named_parameters_are_bound_not_pasted(database):
    assert database.rows('SELECT id FROM t WHERE "姓名" = :name', name="' OR 1=1 --") == []
    assert database.row("SELECT COUNT(*) FROM t WHERE id >= :low", low=1) == (2,)


def test_a_failing_statement_undoes_what_came_before_it(database):
    from sqlalchemy import text

    def delete_then_fail() -> None:
        with database.connect() as connection:
            connection.execute(text("DELETE FROM t"))
            connection.execute(text("SELECT * FROM missing"))

    with pytest.raises(BadInputError):
        delete_then_fail()
    assert database.row("SELECT COUNT(*) FROM t") == (2,)


@pytest.mark.parametrize("query", ["SELECT * FROM missing", "SELEC 1", "SELECT nothing FROM t"])
def test_a_refused_query_says_why_and_on_which_database(database, query):
    with pytest.raises(BadInputError, match="refused the statement") as caught:
        database.read(query)
    assert "拒绝" in caught.value.zh


def test_a_row_that_is_not_there_is_an_error(database):
    with pytest.raises(BadInputError, match="no row"):
        database.row("SELECT id FROM t WHERE id = 9")


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_missing_file_names_the_demo_only_where_the_demo_makes_it(tmp_path, monkeypatch, is_demo):
    url = f"sqlite:///{tmp_path}/none.db"
    monkeypatch.setenv("RETAIL_SOURCE_URL", url if is_demo else f"sqlite:///{tmp_path}/retail.db")
    with pytest.raises(UnavailableError, match=r"none\.db is missing") as error:
        DatabaseClient(url).read("SELECT 1")
    for text in (error.value.en, error.value.zh):
        assert ("demo.seed" in text) is is_demo
        assert ("sqlite:////" in text) is not is_demo


def test_a_missing_file_is_told_and_not_created(tmp_path):
    path = tmp_path / "away.db"
    with pytest.raises(UnavailableError, match=r"away\.db is missing"):
        DatabaseClient(f"sqlite:///{path}").read("SELECT 1")
    assert not path.exists()


@pytest.mark.parametrize(
    "url",
    ["postgresql://reader:s3cret@127.0.0.1:1/retail", "mysql://reader:s3cret@127.0.0.1:1/retail"],
)
def test_a_server_that_is_away_is_unavailable_and_its_password_stays_hidden(url):
    with pytest.raises(UnavailableError, match=r"reader:\*\*\*@127\.0\.0\.1:1/retail") as caught:
        DatabaseClient(url, connect_timeout_seconds=2).read("SELECT 1")
    assert "s3cret" not in str(caught.value)


def test_a_url_that_is_none_is_refused_without_repeating_it():
    with pytest.raises(BadInputError) as caught:
        DatabaseClient("retail db password=s3cret").read("SELECT 1")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "hint", "zh"),
    [
        ("postgresql://u:s3cret@h:notaport/x", "port must be a number", "端口须为数字"),
        ("postgresql://u:p@s3cret@127.0.0.1:9/x", "written %40", "须写作 %40"),
        ("retail.db", "sqlite:////absolute/path.db", "sqlite:////绝对路径.db"),
        ("", "cannot be read", "无法识别"),
    ],
)
def test_a_malformed_url_is_refused_with_a_hint_and_without_its_password(url, hint, zh):
    with pytest.raises(BadInputError) as caught:
        DatabaseClient(url).row("SELECT 1")
    assert hint in caught.value.en
    assert zh in caught.value.zh
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", " postgresql"])
def test_other_spellings_of_postgresql_are_taken(scheme):
    url = f"{scheme}://u:s3cret@127.0.0.1:1/x"
    with pytest.raises(UnavailableError, match=r"postgresql://u:\*\*\*@127\.0\.0\.1:1/x"):
        DatabaseClient(url).row("SELECT 1")


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("nosuch://u:s3cret@h/db", "No SQLAlchemy dialect 'nosuch'"),
        ("mysql+mysqldb://u:s3cret@h/db", "driver MySQLdb is not installed"),
    ],
)
def test_a_dialect_without_a_driver_is_told(url, hint):
    with pytest.raises(BadInputError, match=hint) as caught:
        DatabaseClient(url).read("SELECT 1")
    assert "安装" in caught.value.zh
    assert "s3cret" not in str(caught.value)


def test_tables_are_listed(database):
    assert database.tables() == ["t"]


def test_writes_tell_how_many_rows_they_touched(database):
    assert database.execute("UPDATE t SET price = :p", p=1) == 2


def test_bulk_reads_are_frames(database):
    assert database.read("SELECT 1 AS one").equals(pl.DataFrame({"one": [1]}))
