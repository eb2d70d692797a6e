"""One server for the tests that leave it as it was."""

import sqlite3

import pytest

from tests.integration.carte.serving import serving


@pytest.fixture(scope="session")
def database(tmp_path_factory):
    """Return the path of a database with one table of 100 rows."""
    path = tmp_path_factory.mktemp("db") / "源.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table 源表(编号 integer, name text, amount real)")
        rows = [(n, f"名{n % 7}", n / 4) for n in range(100)]
        connection.executemany("insert into 源表 values (?, ?, ?)", rows)
    connection.close()
    return path


@pytest.fixture(scope="session")
def server(database, tmp_path_factory):
    lake = tmp_path_factory.mktemp("lake")
    with serving(
        connections={"retail": f"sqlite:///{database}"}, lake_uri=str(lake), stop_grace_seconds=1
    ) as running:
        yield running
