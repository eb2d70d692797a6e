"""Fixtures that every test may ask for. Fakes of clients are in `tests/fakes.py`."""

import os
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import settings

from onedata_resources.settings import home_dir, project_dir
from onedata_resources.store import secrets
from scripts.source_state import source_state
from tests.directory import Directory, directory_of_session
from tests.row_report import RowReport
from tests.services import (
    MARIADB,
    POSTGRES,
    Service,
    ServiceMissingError,
    fresh_database,
    running,
)

# What is printed is as wide as each test says: pytest loads GNU readline, which tells the workers
# of pytest-xdist of a terminal of 80 columns, and the console of the CLI asks when it is imported,
# which the conftest.py of a folder below may do.
for _name in ("COLUMNS", "LINES"):
    os.environ.pop(_name, None)


# A test says what is true, not how long that may take: machines differ.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Report which rows of `docs/features.csv` the tests of this run prove."""
    collect_only = bool(config.option.collectonly)
    sources = source_state(project_dir())
    report = RowReport(home_dir(), sources, collect_only=collect_only)
    config.pluginmanager.register(report, "row-report")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep a folder's tests in one worker where they share what is costly to start."""
    from tests.shares import SharesOfFolders

    return SharesOfFolders(config, log)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Let this process hash passwords at no price; that of people's is in `test_secrets.py`."""
    from argon2 import PasswordHasher

    quick = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "hasher", quick)
        yield


def database_of_session(service: Service) -> Iterator[str]:
    """Start the server if nobody has, and lend a fresh database; skip where it cannot run."""
    try:
        with running(service), fresh_database(service) as url:
            yield url
    except ServiceMissingError as missing:
        pytest.skip(str(missing))


def server_of_session(service: Service) -> Iterator[Service]:
    """Start the server if nobody has, and keep it; skip where it cannot run."""
    try:
        with running(service):
            yield service
    except ServiceMissingError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Service]:
    """Keep PostgreSQL running for the whole session."""
    yield from server_of_session(POSTGRES)


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[Service]:
    """Keep MariaDB running for the whole session."""
    yield from server_of_session(MARIADB)


@pytest.fixture(scope="module")
def postgres_url(postgres_server: Service) -> Iterator[str]:
    """Lend a module the URL of an empty PostgreSQL database, dropped after its tests."""
    with fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="module")
def mariadb_url(mariadb_server: Service) -> Iterator[str]:
    """Lend a module the URL of an empty MariaDB database, dropped after its tests."""
    with fresh_database(mariadb_server) as url:
        yield url


@pytest.fixture(scope="session")
def directory() -> Iterator[Directory]:
    """Lend a subtree of a running slapd, with people and groups, deleted at the end."""
    try:
        with directory_of_session() as lent:
            yield lent
    except ServiceMissingError as missing:
        pytest.skip(str(missing))
