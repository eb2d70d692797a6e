"""Tables that dagster-mysql made alone get texts of any length that are compared by every sign."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from dagster_mysql.storage import DagsterMySQLStorage

from onedata_resources.dagster_mysql import changes, open_mysql, session_url, tables
from tests.conftest import database_of_session
from tests.services import MARIADB

pytestmark = [pytest.mark.integration, pytest.mark.row("F034")]
Described = dict[str, list[object]]


@pytest.fixture(scope="module")
def url() -> Iterator[sa.URL]:
    for lent in database_of_session(MARIADB):
        yield sa.make_url(lent)


def described(engine: sa.Engine) -> Described:
    """Return what must stay: nullability and defaults of columns, indexes, keys."""
    look = sa.inspect(engine)
    return {
        name: [
            [(each["name"], each["nullable"], each["default"]) for each in look.get_columns(name)],
            look.get_indexes(name),
            look.get_unique_constraints(name),
            look.get_foreign_keys(name),
            look.get_pk_constraint(name),
        ]
        for name in sorted(tables())
    }


def test_columns_become_roomy_and_exact_and_keep_all_else(url):
    DagsterMySQLStorage(url.render_as_string(hide_password=False))
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    before = described(engine)
    with engine.connect() as connection:
        assert any("`snapshot_body` LONGBLOB NOT NULL" in each for each in changes(connection))
        assert any("`asset_key` varchar(512)" in each for each in changes(connection))
    open_mysql(url)
    assert described(engine) == before
    with engine.connect() as connection:
        assert list(changes(connection)) == []


def test_connections_are_strict_and_know_every_sign(url):
    engine = sa.create_engine(session_url(url), poolclass=sa.NullPool)
    with engine.connect() as connection:
        mode = connection.exec_driver_sql("SELECT @@session.sql_mode").scalar_one()
        assert connection.exec_driver_sql("SELECT '🏬'").scalar_one() == "🏬"
    assert "STRICT_TRANS_TABLES" in mode.split(",")
