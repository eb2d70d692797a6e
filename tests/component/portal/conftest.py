"""One server with what happened in two projects, shared by the tests of the gateway."""

from collections.abc import Iterator

import pytest

from tests.component.portal.served import Served, served
from tests.component.portal.world import make_world


@pytest.fixture(scope="package")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("dagster")) as server:
        make_world(server)
        yield server
