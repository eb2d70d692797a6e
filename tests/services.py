"""Real servers for integration tests: started on demand, one fresh database per session.

How a server is installed, started and stopped is in `scripts/test-services.sh`; the fixtures that
use this are in `tests/conftest.py`. What the directory slapd needs besides is in
`tests/directory.py`.
"""

import fcntl
import os
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "test-services.sh"
CANNOT_RUN_HERE = 3  # the script's exit status where a package is missing and cannot be installed
USER_AND_PASSWORD = "onedata:onedata"


class ServiceMissingError(Exception):
    """The server cannot run on this machine; the message says what to install."""


@dataclass(frozen=True)
class Server:
    """A server of `scripts/test-services.sh`."""

    name: str
    port: int


S = TypeVar("S", bound=Server)


@dataclass(frozen=True, kw_only=True)
class Service(Server):
    """A database server."""

    driver: str
    admin_database: str
    drop: str

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of one database."""
        return f"{self.driver}://{USER_AND_PASSWORD}@127.0.0.1:{self.port}/{database}"


POSTGRES = Service(
    name="postgres",
    driver="postgresql",
    port=int(os.environ.get("TEST_POSTGRES_PORT", "25432")),
    admin_database="postgres",
    drop='DROP DATABASE "{}" WITH (FORCE)',
)
MARIADB = Service(
    name="mariadb",
    driver="mysql+pymysql",
    port=int(os.environ.get("TEST_MARIADB_PORT", "23306")),
    admin_database="mysql",
    drop="DROP DATABASE `{}`",
)


def services_dir() -> Path:
    """Return the folder that holds the servers' data, as the script chooses it."""
    default = Path(tempfile.gettempdir()) / f"onedata-test-services-{os.getuid()}"
    return Path(os.environ.get("TEST_SERVICES_DIR") or default)


def call(action: str, service: Server) -> None:
    """Run one action of the script.

    Raises:
        ServiceMissingError: A package is missing and this account cannot install it.
        RuntimeError: The server did not start or stop.
    """
    done = subprocess.run(
        [SCRIPT, action, service.name],
        env={**os.environ, "TEST_SERVICES_DIR": str(services_dir())},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode == CANNOT_RUN_HERE:
        raise ServiceMissingError(done.stderr.strip())
    if done.returncode != 0:
        raise RuntimeError(f"{SCRIPT.name} {action} {service.name}: {done.stderr[-2000:]}")


@contextmanager
def running(service: S) -> Iterator[S]:
    """Keep the server running for the body; the last test session to leave stops it.

    Sessions hold a shared lock; one that can take it alone is the last. A server that was already
    started by hand keeps running.
    """
    folder = services_dir()
    folder.mkdir(parents=True, exist_ok=True)
    by_tests = folder / f"{service.name}.started-by-tests"
    with (folder / f"{service.name}.use.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        if not is_running(service):
            call("start", service)
            by_tests.touch()
        try:
            yield service
        finally:
            if by_tests.exists() and is_last(lock.fileno()):
                call("stop", service)
                by_tests.unlink(missing_ok=True)


def is_running(service: Server) -> bool:
    """Return whether the script finds the server's process."""
    environ = {**os.environ, "TEST_SERVICES_DIR": str(services_dir())}
    return (
        subprocess.run([SCRIPT, "status", service.name], env=environ, check=False).returncode == 0
    )


def is_last(lock: int) -> bool:
    """Return whether no other session holds the lock, and hold it alone if so."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def fresh_database(service: Service) -> Iterator[str]:
    """Create an empty database on a running server, give its URL, and drop it afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(
        service.url(service.admin_database), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield service.url(name)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(service.drop.format(name))
