"""Servers with what happened in them, shared by the tests of the gateway and of the API."""

from collections.abc import Iterator

import pytest

from tests.component.portal.api import Api, api_of
from tests.component.portal.served import Served, served
from tests.component.portal.shop_world import Shop, open_shop
from tests.component.portal.world import make_world


@pytest.fixture(scope="package")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("dagster")) as server:
        make_world(server)
        yield server


@pytest.fixture(scope="package")
def api(two: Served) -> Iterator[Api]:
    with api_of(two) as served_api:
        yield served_api


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("shop")) as opened:
        yield opened
