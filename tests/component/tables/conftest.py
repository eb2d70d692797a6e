"""A portal over a lake with tables of two projects, and a real Dagster that knows them."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from onedata_portal.api.reloading import Reloads
from onedata_portal.gateway.dagster_ui.app import dagster_app
from onedata_portal.portal import make_portal
from onedata_portal.server import portal_app
from onedata_resources.clients.lake import LakeClient
from onedata_resources.store.database import open_store
from tests.component.gateway.browser import KEY, Clock, House, house
from tests.component.portal.served import ADMIN, PREFIX, Served, served
from tests.component.portal.world import launch
from tests.component.tables.standard_house import members, project  # noqa: F401  fixtures

CODE = Path(__file__).with_name("code_of_tables.py")
TABLES = ["dwd/member", "dim/keeper", "dim/undeclared", "dwd/salary", "dws/contact", "ads/caller"]


@pytest.fixture(scope="session")
def code(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    lake = tmp_path_factory.mktemp("lake")
    os.environ["LAKE_OF_TEST"] = str(lake)
    try:
        with served(tmp_path_factory.mktemp("dagster"), str(CODE)) as server:
            run = launch(server, ADMIN, "__ASSET_JOB", TABLES)
            assert server.finished(run) == "SUCCESS"
            server.made = {"lake": lake, "run": run}
            yield server
    finally:
        del os.environ["LAKE_OF_TEST"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    house(folder).portal.store.close()
    return folder / "store.db"


@pytest.fixture
def home(
    code: Served, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    shutil.copy(template, tmp_path / "store.db")
    shutil.copytree(code.made["lake"], tmp_path / "lake")
    store, clock = open_store(f"sqlite:///{tmp_path}/store.db"), Clock()
    lake = LakeClient(str(tmp_path / "lake"))
    portal = make_portal(store, KEY, lake=lake, default_project="common", clock=clock)
    pages = dagster_app(code.process, PREFIX, lambda scope, change: None)
    yield House(portal, clock, portal_app(portal, dagster=pages))
    portal.messages.close()
    store.close()


@pytest.fixture
def without_reload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the definitions a home of their own, and load them only once.

    A reload starts a code server, which takes seconds; that it happens is tested in
    `test_registers_over_api.py`.
    """

    async def nothing(*_: object) -> None: ...

    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(Reloads, "after_change", nothing)
