"""What a scan of a SQL database meets: tables closed to the account, very wide ones, no server."""

import pytest
from sqlalchemy import make_url

from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.structure import Problem, Wanted
from onedata_resources.clients.catalog_rows import sql_samples
from onedata_resources.clients.catalog_sql import sql_structure
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.errors import UnavailableError

pytestmark = pytest.mark.integration


def as_reader(client, url):
    """Return the database as an account that may read one table of two."""
    parsed = make_url(url)
    reader = parsed.set(username="shop_reader", password="shop_reader")
    return DatabaseClient(reader.render_as_string(hide_password=False))


@pytest.fixture
def closed_postgres(postgres_url):
    client = DatabaseClient(postgres_url)
    client.execute("CREATE SCHEMA closed")
    client.execute("CREATE TABLE closed.secret (id INTEGER)")
    client.execute("CREATE TABLE closed.open_one (id INTEGER)")
    client.execute("CREATE ROLE shop_reader LOGIN PASSWORD 'shop_reader'")
    client.execute("GRANT USAGE ON SCHEMA closed TO shop_reader")
    client.execute("GRANT SELECT ON closed.open_one TO shop_reader")
    yield as_reader(client, postgres_url)
    client.execute("DROP SCHEMA closed CASCADE")
    client.execute("DROP ROLE shop_reader")


@pytest.fixture
def closed_mariadb(mariadb_url):
    client = DatabaseClient(mariadb_url)
    name = make_url(mariadb_url).database
    client.execute("CREATE TABLE secret (id INTEGER)")
    client.execute("CREATE TABLE open_one (id INTEGER)")
    client.execute("CREATE USER shop_reader IDENTIFIED BY 'shop_reader'")
    client.execute(f"GRANT INSERT ON {name}.secret TO shop_reader")
    client.execute(f"GRANT SELECT ON {name}.open_one TO shop_reader")
    yield as_reader(client, mariadb_url)
    client.execute("DROP USER shop_reader")
    client.execute("DROP TABLE secret, open_one")


def test_a_table_that_postgresql_keeps_from_the_account_is_named_and_the_others_are_read(
    closed_postgres,
):
    found = sql_structure(closed_postgres, Wanted(schemas=("closed",)))
    assert [str(each.table) for each in found.problems] == ["closed.secret"]
    samples = dict(sql_samples(closed_postgres, found.tables))
    refused = [str(table.name) for table, rows in samples.items() if isinstance(rows, Problem)]
    assert refused == ["closed.secret"]


def test_a_table_that_mariadb_keeps_from_the_account_is_named_and_the_others_are_read(
    closed_mariadb,
):
    found = sql_structure(closed_mariadb, Wanted(include=("secret", "open_one")))
    samples = {str(table.name): rows for table, rows in sql_samples(closed_mariadb, found.tables)}
    problems = [rows for rows in samples.values() if isinstance(rows, Problem)]
    assert {str(each.table) for each in [*found.problems, *problems]} == {"secret"}
    assert any("denied" in each.en for each in [*found.problems, *problems])
    assert samples["open_one"].columns == ["id"]


@pytest.mark.parametrize(("lent", "width"), [("postgres_url", 1600), ("mariadb_url", 1000)])
def test_the_very_wide_table_is_told_and_read(request, lent, width):
    client = DatabaseClient(request.getfixturevalue(lent))
    columns = ", ".join(f"c{number} INTEGER" for number in range(width))
    client.execute(f"CREATE TABLE wide ({columns})")
    [table] = sql_structure(client, Wanted(include=("wide",))).tables
    [(_, rows)] = sql_samples(client, [table])
    client.execute("DROP TABLE wide")
    assert (len(table.columns), rows.width) == (width, width)


def test_types_of_a_database_alone_are_told_in_its_words(postgres_url):
    client = DatabaseClient(postgres_url)
    client.execute("CREATE TYPE mood AS ENUM ('sad', 'happy')")
    client.execute(
        "CREATE TABLE odd (m mood, box box, spans int4range, facts jsonb, tags text[],"
        " at timestamptz, u uuid, net inet, raw bytea, pause interval)"
    )
    client.execute(
        "INSERT INTO odd VALUES ('sad', '(1,1),(0,0)', '[1,5)', '{\"甲\": 1}', '{a,b}',"
        " '2026-01-01T00:00:00Z', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '10.0.0.1', '\\x01',"
        " '1 hour')"
    )
    [table] = sql_structure(client, Wanted(include=("odd",))).tables
    [(_, rows)] = sql_samples(client, [table])
    assert not isinstance(rows, Problem)
    client.execute("DROP TABLE odd")
    client.execute("DROP TYPE mood")
    assert [each.type for each in table.columns][:6] == [
        "mood", "box", "int4range", "jsonb", "text[]", "timestamp with time zone",
    ]  # fmt: skip
    assert (rows["facts"].to_list(), rows["tags"].to_list()) == (['{"甲": 1}'], ['["a", "b"]'])


def test_partitions_are_parts_of_their_table(postgres_url):
    client = DatabaseClient(postgres_url)
    client.execute("CREATE TABLE sale (day DATE) PARTITION BY RANGE (day)")
    client.execute(
        "CREATE TABLE sale_1 PARTITION OF sale FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')"
    )
    found = sql_structure(client, Wanted(include=("sale*",)))
    client.execute("DROP TABLE sale")
    assert [each.name for each in found.tables] == [TableName("public", "sale")]


def test_a_large_table_is_sampled_over_all_of_it(postgres_url):
    client = DatabaseClient(postgres_url)
    client.execute("CREATE TABLE large AS SELECT generate_series(1, 200000) AS id")
    client.execute("ANALYZE large")
    [table] = sql_structure(client, Wanted(include=("large",))).tables
    [(_, rows)] = sql_samples(client, [table], rows=1000)
    client.execute("DROP TABLE large")
    assert rows.height == 1000
    assert rows["id"].max() > 10_000


def test_a_statement_that_takes_too_long_is_ended_and_told(postgres_url):
    client = DatabaseClient(postgres_url)
    client.execute("CREATE VIEW slow AS SELECT CAST(pg_sleep(30) AS TEXT) AS x")
    client.execute("CREATE TABLE quick AS SELECT 1 AS id")
    found = sql_structure(client, Wanted(include=("slow", "quick")))
    samples = {str(each.name): rows for each, rows in sql_samples(client, found.tables, seconds=1)}
    client.execute("DROP VIEW slow")
    client.execute("DROP TABLE quick")
    assert "timeout" in samples["public.slow"].en
    assert samples["public.quick"]["id"].to_list() == [1]


def test_a_database_that_is_away_says_so():
    client = DatabaseClient("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(UnavailableError):
        sql_structure(client, Wanted())
