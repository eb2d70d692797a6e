"""Columns of types that few have, and that the bulk reader has not, come through a TableInput."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.integration.kettle.databases import rows
from tests.unit.kettle.running import ktr, rows_of, run, step, text_output

pytestmark = pytest.mark.integration
POSTGRES = {
    "point": "(1,2)", "tsvector": "'a'", "xml": "<a/>", "money": "$1.50", "cidr": "10.0.0.0/8",
    "inet": "10.0.0.1/24", "regclass": "pg_class", "macaddr": "08:00:2b:01:02:03", '"char"': "x",
    "bit(4)": "1010", "varbit": "101", "int4range": "[1,5)", "int4multirange": "{[1,3),[5,7)}",
    "numeric[]": "{1.5,NaN}", "int[]": "{{1,2},{3,4}}", "mood": "sad", "mood[]": "{sad}",
    "pair": "(1,a)", "pg_lsn": "16/B374D848", "tid": "(1,1)", "oidvector": "1 2",
    "interval": "1 day 02:03:04", "numeric": "0.123456789012", "numeric(30,12)": "1.000000000001",
    "oid": "5", "xid": "6", "text[]": "{a,b}", "uuid": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
}  # fmt: skip
"""Types of PostgreSQL with a value, as it is written and read."""


def read(url: str, sql: str, folder: Path) -> list[str]:
    """Return the lines that a transformation writes of a query."""
    asked = step("in", "TableInput", f"<connection>db</connection><sql>{sql}</sql>")
    done = run(ktr(asked, text_output("out", folder / "out.txt")), connections={"db": url})
    assert done.status == "Finished", done.log.text()
    return rows_of(folder / "out.txt")


@pytest.fixture
def postgres(postgres_url):
    """A database with a table that has every type; a second row is of nothing but nulls."""
    for statement in (
        "create type mood as enum ('sad')",
        "create type pair as (a int, b text)",
        f"create table odd ({', '.join(f'v{n} {kind}' for n, kind in enumerate(POSTGRES))})",
        "insert into odd values (null)",
    ):
        rows(postgres_url, statement)
    engine = sa.create_engine(postgres_url)
    with engine.begin() as connection:
        markers = ", ".join(["%s"] * len(POSTGRES))
        connection.exec_driver_sql(f"insert into odd values ({markers})", tuple(POSTGRES.values()))
    engine.dispose()
    yield postgres_url
    rows(postgres_url, "drop table odd")
    rows(postgres_url, "drop type mood, pair")


def test_values_of_every_type_of_postgresql_come_through(postgres, tmp_path, capfd):
    nulls, values = read(postgres, "select * from odd order by v27 nulls first;", tmp_path)
    assert [each.strip() for each in values.split("|")] == list(POSTGRES.values())
    assert set(nulls) <= {"|", " "}
    assert "panicked" not in capfd.readouterr().err


def test_columns_of_one_name_and_a_comment_at_the_end_are_read(postgres, tmp_path):
    sql = "select v3 a, v3 a, 1 b from odd where v3 is not null -- money"
    assert read(postgres, sql, tmp_path) == ["$1.50|$1.50|1"]


def test_a_time_with_a_zone_is_the_time_that_is_written(postgres, tmp_path):
    [line] = read(postgres, "select timetz '10:00:00+08' t", tmp_path)
    assert line.startswith("1970/01/01 10:00:00")


@pytest.mark.parametrize("value", ["1e40::numeric", "'NaN'::numeric"])
def test_a_number_beyond_kettles_is_named_with_its_column(postgres, tmp_path, value):
    asked = step("in", "TableInput", f"<connection>db</connection><sql>select {value} total</sql>")
    done = run(ktr(asked, text_output("out", tmp_path / "out")), connections={"db": postgres})
    assert done.status != "Finished"
    assert "Column 'total' holds" in done.log.text()


def test_times_and_long_decimals_of_mariadb_come_through_in_order(mariadb_url, tmp_path):
    rows(mariadb_url, "create table odd (id int, t time(6), d decimal(30,12))")
    for values in ("3, '838:59:59', 1.000000000001", "1, '-10:00:00.5', null",
                   "2, '10:11:12.345', 2.5", "4, null, 0"):  # fmt: skip
        rows(mariadb_url, f"insert into odd values ({values})")
    for ending in ("", " limit 9", ";"):
        lines = read(mariadb_url, f"select t, d, id from odd order by id desc{ending}", tmp_path)
        assert [[each.strip() for each in line.split("|")] for line in lines] == [
            ["", "0.0", "4"],
            ["1970/02/04 22:59:59.000", "1.000000000001", "3"],
            ["1970/01/01 10:11:12.345", "2.5", "2"],
            ["1969/12/31 13:59:59.500", "", "1"],
        ]
    rows(mariadb_url, "drop table odd")
