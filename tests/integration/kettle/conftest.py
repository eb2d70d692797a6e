"""The databases and the mail server that Kettle's steps are tested on."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from onedata_assets.cli.processes import free_port
from tests.integration.kettle.commits import TAKEN
from tests.integration.kettle.databases import DATABASES, url_of
from tests.integration.kettle.kept_mail import Kept


@pytest.fixture(params=DATABASES)
def database(request, tmp_path) -> Iterator[str]:
    """Lend a database with a table of names, of which no two are the same."""
    url = url_of(request, tmp_path)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for table in ("child", "named", "other", "dim", "junk", "made"):
            connection.execute(sa.text(f"drop table if exists {table}"))
        made = "create table {}(id int primary key, name varchar(20) unique)"
        connection.execute(sa.text(made.format("named")))
        connection.execute(sa.text(made.format("other")))
        connection.execute(sa.text(f"insert into named values (1, '{TAKEN}')"))
    yield url
    engine.dispose()


@pytest.fixture
def mails() -> Iterator[Kept]:
    """Lend a mail server that keeps what it takes."""
    kept = Kept()
    kept.port = free_port()
    server = Controller(kept, hostname="127.0.0.1", port=kept.port)
    server.start()
    yield kept
    server.stop()
