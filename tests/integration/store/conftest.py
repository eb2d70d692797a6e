"""A store on each database that it runs on; its tables are empty before every test."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from onedata_resources.store.database import Store, opened
from onedata_resources.store.people import People
from onedata_resources.store.sessions import Sessions, SignedIn
from onedata_resources.store.tables import AuditHeadRecord, Record
from tests.conftest import database_of_session
from tests.services import MARIADB, POSTGRES

HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 26, 8, 30, 0, 123456, tzinfo=UTC)


# Databases of their own: other tests leave tables with such names in the shared ones.
SERVERS = {"postgres": POSTGRES, "mariadb": MARIADB}


@pytest.fixture(scope="session", params=["sqlite", *SERVERS])
def store_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('store')}/deep/store.db"
    else:
        yield from database_of_session(SERVERS[request.param])


@pytest.fixture(scope="session")
def migrated(store_url: str) -> Iterator[Store]:
    with opened(store_url) as store:
        yield store


@pytest.fixture
def store(migrated: Store) -> Store:
    with migrated.transaction() as session:
        for table in reversed(Record.metadata.sorted_tables):
            session.execute(table.delete())
        session.add(AuditHeadRecord(id=1, sequence=0, mark=""))
    return migrated


@pytest.fixture
def people(store: Store) -> People:
    """The people of the store, among them an administrator."""
    made = People(store)
    made.add("root", now=NOW, password="correct horse", is_admin=True)
    return made


def begin(store: Store, name: str, now: datetime = NOW, lasts: timedelta = 12 * HOUR) -> SignedIn:
    """Sign somebody in."""
    return Sessions(store).begin(name, address="10.0.0.1", agent="a browser", lasts=lasts, now=now)
