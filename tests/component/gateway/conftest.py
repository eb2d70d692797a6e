"""A portal for each test, over a store that is copied from one made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from onedata_portal.portal import make_portal
from onedata_portal.server import portal_app
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.notify import NotifyClient
from onedata_resources.store.database import open_store
from tests.component.gateway.browser import KEY, Clock, House, house


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    made = house(folder)
    with made.portal.store.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    made.portal.store.close()
    return folder / "store.db"


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Iterator[House]:
    shutil.copy(template, tmp_path / "store.db")
    store, clock = open_store(f"sqlite:///{tmp_path}/store.db"), Clock()
    notify = NotifyClient(f"file://{tmp_path}/messages.jsonl")
    lake = LakeClient(f"{tmp_path}/lake")
    portal = make_portal(
        store, KEY, lake=lake, default_project="common", clock=clock, notify=notify
    )
    yield House(portal, clock, portal_app(portal))
    portal.messages.close()
    store.close()
