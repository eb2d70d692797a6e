"""A server in this process, where no test lets it start a run; a small transformation."""

import base64

import pytest
from starlette.testclient import TestClient

from onedata_resources.kettle.server.app import create_app
from onedata_resources.kettle.server.config import CarteConfig
from tests.unit.kettle_server.files import generated

LIMITS = {
    "max_body_bytes": 200_000,
    "max_unpacked_bytes": 100_000,
    "max_package_files": 20,
    "max_objects": 5,
}


@pytest.fixture
def app():
    app = create_app(CarteConfig(**LIMITS))
    yield app
    app.state.carte.catalogue.close()


@pytest.fixture
def carte(app):
    return TestClient(app, follow_redirects=False, headers={"Authorization": basic()})


def basic(user: str = "cluster", password: str = "cluster") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture
def ktr(tmp_path):
    (tmp_path / "t.ktr").write_text(generated("t"))
