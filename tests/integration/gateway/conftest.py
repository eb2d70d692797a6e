"""The two projects of the gateway's tests, with every record in MariaDB."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import yaml

from onedata_resources.clients.dagster_records import SETTING
from tests.component.portal.served import INSTANCE, Served, served
from tests.component.portal.settled import Settled, settled
from tests.component.portal.test_launches import PLACED
from tests.component.portal.world import make_world
from tests.conftest import database_of_session
from tests.services import MARIADB

STORAGE = {
    "custom": {
        "module": "onedata_resources.dagster_database",
        "class": "ChosenStorage",
        "config": {},
    }
}


@pytest.fixture(scope="package")
def chosen() -> Iterator[str]:
    """Let Dagster's records be in a database of MariaDB; lend its URL."""
    for lent in database_of_session(MARIADB):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(SETTING, lent)
            yield lent


@pytest.fixture(scope="package")
def two(chosen: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    config = INSTANCE + yaml.safe_dump({"storage": STORAGE})
    with served(tmp_path_factory.mktemp("dagster"), config=config) as server:
        make_world(server)
        assert on_mysql(server, chosen)
        yield server


@pytest.fixture(scope="package")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settled]:
    """A queue of its own, and the settings of projects in a third database."""
    for dagsters in database_of_session(MARIADB):
        for records in database_of_session(MARIADB):
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(SETTING, dagsters)
                folder = tmp_path_factory.mktemp("queue")
                settings = {"alpha": PLACED, "beta": {**PLACED, "resource_group": "other"}}
                with settled(folder, settings, records=records, storage=STORAGE) as made:
                    assert on_mysql(made.server, dagsters)
                    yield made


def on_mysql(server: Served, url: str) -> bool:
    """Tell whether the server's records are in this database."""
    return server.instance.run_storage.mysql_url.count(f"/{sa.make_url(url).database}?") == 1
