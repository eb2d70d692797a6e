"""The tables in each database are those that the records describe, and stay when opened again."""

import multiprocessing

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from onedata_resources.errors import BadInputError, UnavailableError
from onedata_resources.store.database import open_store
from onedata_resources.store.migrate import VERSIONS
from onedata_resources.store.people import People
from onedata_resources.store.tables import Record
from tests.integration.store.conftest import NOW


@pytest.mark.row("F034", "F035")
def test_the_revisions_make_the_tables_of_the_records(store):
    with store.engine.connect() as connection:
        opts = {"compare_type": True, "version_table": VERSIONS}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Record.metadata) == []


def test_opening_again_keeps_what_is_there(store, store_url):
    People(store).add("lin", now=NOW)
    again = open_store(store_url)
    assert People(again).get("lin").created_at == NOW
    again.close()


def _open(url: str) -> None:
    open_store(url).close()


def test_several_processes_open_a_new_store_at_once(tmp_path):
    url = f"sqlite:///{tmp_path}/store.db"
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=_open, args=(url,)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0, 0]


def test_a_store_of_a_newer_release_is_refused_and_left_as_it_is(tmp_path):
    url = f"sqlite:///{tmp_path}/store.db"
    opened = open_store(url)
    with opened.engine.begin() as connection:
        connection.execute(sa.text("UPDATE store_version SET version_num = '9999'"))
    with pytest.raises(BadInputError, match="newer release"):
        open_store(url)
    with opened.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM store_version")) == "9999"
    opened.close()


@pytest.mark.parametrize(
    ("url", "error", "said"),
    [
        ("oracle://a:b@c/d", BadInputError, "runs on SQLite, PostgreSQL and MySQL"),
        ("nonsense", BadInputError, "cannot be read"),
        ("postgresql://u:geheim@127.0.0.1:1/x", UnavailableError, "does not answer"),
        ("mysql://u:geheim@127.0.0.1:1/x", UnavailableError, "does not answer"),
    ],
)
def test_a_store_that_cannot_be_opened_says_why_without_its_password(url, error, said):
    with pytest.raises(error, match=said) as raised:
        open_store(url)
    assert "geheim" not in str(raised.value)


def test_a_database_that_dagster_uses_too_keeps_its_tables(tmp_path):
    url = f"sqlite:///{tmp_path}/shared.db"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num TEXT)"))
        connection.execute(sa.text("INSERT INTO alembic_version VALUES ('of dagster')"))
    open_store(url).close()
    open_store(url).close()
    with engine.connect() as connection:
        kept = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    assert kept == "of dagster"
    engine.dispose()
