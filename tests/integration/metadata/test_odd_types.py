"""Tables with types that few have, and tables whose rows cannot be had: none spoils others."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import make_url, text

from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Problem, Wanted
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.catalog_rows import sql_samples
from onedata_resources.clients.catalog_sql import sql_structure
from onedata_resources.clients.catalog_whole import whole_sql
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.errors import UnavailableError

pytestmark = [pytest.mark.integration, pytest.mark.row("S10")]
POSTGRES = {
    "point": "(1,2)", "box": "(1,1),(0,0)", "tsvector": "'a'", "xml": "<a/>", "money": "$1.50",
    "timetz": "10:00:00+08", "cidr": "10.0.0.0/8", "inet": "10.0.0.1", "regclass": "pg_class",
    "macaddr": "08:00:2b:01:02:03", '"char"': "x", "bit(4)": "1010", "varbit": "101",
    "int4range": "[1,5)", "int4multirange": "{[1,3),[5,7)}", "point[]": '{"(1,2)"}',
    "numeric[]": "{1.5,NaN}", "int[]": "{{1,2},{3,4}}", "date": "infinity", "mood": "sad",
    "timestamptz": "2020-01-01 00:00:00+00 BC", "numeric": "1" * 60, "pair": "(1,a)",
    "mood[]": "{sad}", "jsonpath": '$."a"', "pg_lsn": "16/B374D848", "time": "24:00:00",
    "interval": "1 day 02:03:04", "jsonb": '{"a": 1}', "tid": "(1,1)", "oidvector": "1 2",
}  # fmt: skip
"""Types of PostgreSQL with a value, as it is written."""
READ_AS = {"money": Decimal("1.50")}
MARIADB = {
    "TIME": "838:59:59", "DATE": "0000-00-00", "DATETIME": "0000-00-00 00:00:00",
    "SET('a','b')": "a,b", "ENUM('a','b')": "a", "DECIMAL(65,30)": "1" * 35 + "." + "0" * 30,
    "JSON": '{"a": 1}', "YEAR": 2026, "BIGINT UNSIGNED": 2**64 - 1, "TINYINT(1)": 1,
    "VARCHAR(9) CHARACTER SET gbk": "中文",
}  # fmt: skip
"""Types of MariaDB with a value, as it is read."""


@pytest.fixture
def postgres(postgres_url):
    client = DatabaseClient(postgres_url)
    client.execute("CREATE SCHEMA odd")
    client.execute("CREATE TYPE odd.mood AS ENUM ('sad', 'glad')")
    client.execute("CREATE TYPE odd.pair AS (a int, b text)")
    with client.connect() as connection:
        connection.execute(text("SET LOCAL search_path = odd, public"))
        for number, (kind, value) in enumerate(POSTGRES.items()):
            name = f'"t{number:02} %%"'  # one sign: drivers halve it
            connection.exec_driver_sql(f"CREATE TABLE {name} (v {kind})", {})
            connection.exec_driver_sql(
                f"INSERT INTO {name} VALUES (%(value)s), (NULL)", {"value": value}
            )
    yield client
    client.execute("DROP SCHEMA odd CASCADE")


@pytest.fixture
def mariadb(mariadb_url):
    client = DatabaseClient(mariadb_url)
    with client.connect() as connection:
        connection.execute(text("SET SESSION sql_mode = ''"))
        for number, (kind, value) in enumerate(MARIADB.items()):
            connection.execute(text(f"CREATE TABLE odd_{number:02} (v {kind})"))
            connection.execute(
                text(f"INSERT INTO odd_{number:02} VALUES (:value), (NULL)"), {"value": value}
            )
    yield client
    for number in range(len(MARIADB)):
        client.execute(f"DROP TABLE odd_{number:02}")


def whole(client, folder, wanted) -> dict[str, pl.DataFrame | Problem]:
    tables = sql_structure(client, wanted).tables
    found = whole_sql(client, tables, Path(folder), 1000)
    return {
        str(table.name.name): rows if isinstance(rows, Problem) else rows.collect()
        for table, rows in found
    }


def test_values_of_every_type_of_postgresql_are_read(postgres, tmp_path, capfd):
    found = whole(postgres, tmp_path / "copies", Wanted(schemas=("odd",)))
    assert [each["v"].to_list() for each in found.values()] == [
        [READ_AS.get(kind, value), None] for kind, value in POSTGRES.items()
    ]
    assert capfd.readouterr() == ("", "")


def test_every_type_of_postgresql_is_sampled(postgres, capfd):
    tables = sql_structure(postgres, Wanted(schemas=("odd",))).tables
    samples = [rows for _, rows in sql_samples(postgres, tables)]
    assert [each["v"].null_count() for each in samples] == [1] * len(POSTGRES)
    assert capfd.readouterr() == ("", "")


def test_values_of_every_type_of_mariadb_are_read(mariadb, tmp_path):
    found = whole(mariadb, tmp_path / "copies", Wanted(include=("odd_*",)))
    assert [each["v"].to_list() for each in found.values()] == [
        [value, None] for value in MARIADB.values()
    ]


def test_bits_and_shapes_of_mariadb_are_read(mariadb_url, tmp_path):
    client = DatabaseClient(mariadb_url)
    client.execute("CREATE TABLE bits (few BIT(10), flag BIT(1), place GEOMETRY, raw BLOB)")
    client.execute("INSERT INTO bits VALUES (5, 1, ST_GeomFromText('POINT(1 2)'), x'00ff')")
    client.execute("INSERT INTO bits VALUES (NULL, NULL, NULL, NULL)")
    found = whole(client, tmp_path / "copies", Wanted(include=("bits",)))["bits"]
    client.execute("DROP TABLE bits")
    assert (found["few"].to_list(), found["flag"].to_list()) == ([5, None], [1, None])
    assert (found["place"].dtype, found["raw"].to_list()) == (pl.Binary, [b"\x00\xff", None])


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
ROWS = st.lists(st.tuples(st.none() | TEXTS, st.none() | TEXTS), max_size=8)


@pytest.mark.parametrize("lent", ["postgres_url", "mariadb_url"])
@given(rows=ROWS)
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_texts_are_read_as_they_are(request, lent, tmp_path_factory, rows):
    client = DatabaseClient(request.getfixturevalue(lent))
    client.execute("DROP TABLE IF EXISTS texts")
    client.execute("CREATE TABLE texts (no INTEGER, a TEXT, b TEXT)")
    with client.connect() as connection:
        for number, (a, b) in enumerate(rows):
            told = {"no": number, "a": a, "b": b}
            connection.execute(text("INSERT INTO texts VALUES (:no, :a, :b)"), told)
    found = whole(client, tmp_path_factory.mktemp("t") / "copies", Wanted(include=("texts",)))
    client.execute("DROP TABLE texts")
    assert found["texts"].sort("no").select("a", "b").rows() == rows


@pytest.fixture
def refused(postgres_url):
    """What the account may not read, or fails when it is read, beside a table that is sound."""
    client = DatabaseClient(postgres_url)
    for statement in (
        "CREATE SCHEMA shut",
        "CREATE TABLE shut.secret (id INTEGER)",
        "CREATE VIEW shut.hidden AS SELECT * FROM shut.secret",
        "CREATE MATERIALIZED VIEW shut.stored AS SELECT * FROM shut.secret",
        "CREATE TABLE shut.sound AS SELECT 1 AS v",
        "CREATE VIEW shut.broken AS SELECT 1 / (v - v) AS x FROM shut.sound",
        "CREATE TABLE shut.empty ()",
        "CREATE ROLE odd_reader LOGIN PASSWORD 'odd_reader'",
        "GRANT USAGE ON SCHEMA shut TO odd_reader",
        "GRANT SELECT ON shut.sound, shut.broken, shut.empty TO odd_reader",
    ):
        client.execute(statement)
    reader = make_url(postgres_url).set(username="odd_reader", password="odd_reader")
    yield reader.render_as_string(hide_password=False)
    client.execute("DROP SCHEMA shut CASCADE")
    client.execute("DROP ROLE odd_reader")


def test_what_cannot_be_read_is_told_and_spoils_nothing_else(refused, tmp_path, capfd):
    found = whole(DatabaseClient(refused), tmp_path / "copies", Wanted(schemas=("shut",)))
    told = {name: rows for name, rows in found.items() if isinstance(rows, Problem)}
    assert set(told) == {"secret", "hidden", "stored", "broken"}
    assert all("permission denied" in told[name].en for name in ("secret", "hidden", "stored"))
    assert "division by zero" in told["broken"].en
    assert found["sound"].to_dict(as_series=False) == {"v": [1]}
    assert capfd.readouterr() == ("", "")


def test_a_view_of_mariadb_that_fails_spoils_nothing_else(mariadb_url, tmp_path):
    client = DatabaseClient(mariadb_url)
    client.execute("CREATE TABLE sound (id INTEGER)")
    client.execute("INSERT INTO sound VALUES (1), (2)")
    client.execute("CREATE VIEW sound_two AS SELECT (SELECT id FROM sound) AS x")
    found = whole(client, tmp_path / "copies", Wanted(include=("sound*",)))
    client.execute("DROP VIEW sound_two")
    client.execute("DROP TABLE sound")
    assert "more than 1 row" in found["sound_two"].en
    assert found["sound"]["id"].sort().to_list() == [1, 2]


def test_a_database_that_is_away_is_no_problem_of_its_tables(tmp_path, postgres_url):
    away = Catalog({"WHERE": "postgresql://nobody@127.0.0.1:1/none"})
    tables = sql_structure(DatabaseClient(postgres_url), Wanted()).tables
    rows = away.whole(Source("s", SourceKind.SQL, "WHERE", Wanted()), tables, tmp_path)
    with pytest.raises(UnavailableError):
        list(rows)
