"""Make a database beside Dagster's, on the same PostgreSQL or MySQL server, and print its URL.

    python deploy/docker/database.py mlflow|onedata

A database for each: MLflow and Dagster both keep their schema's version in a table
`alembic_version`, and what has a database of its own is backed up and restored alone.
"""

import os
import subprocess
import sys
from dataclasses import dataclass

import sqlalchemy as sa

from onedata_resources.clients.dagster_records import records_url
from onedata_resources.clients.database_server import EXACT, UTF8

VARIABLES = {"mlflow": "MLFLOW_PG_DB", "onedata": "ONEDATA_PG_DB"}
LOCK = 4210002
"""Of several containers that start at once, one makes the database and the others find it."""


@dataclass(frozen=True)
class Kind:
    """How one kind of server is asked; `first` is a database that is always there."""

    first: str
    lock: str
    named: str
    options: str = ""


KINDS = {
    "postgresql": Kind(
        first="postgres",
        lock="SELECT pg_advisory_lock(:lock)",
        named="SELECT 1 FROM pg_database WHERE datname = :name",
    ),
    "mysql": Kind(
        first="information_schema",
        lock="SELECT GET_LOCK(CONCAT('onedata_', :lock), 300)",
        named="SELECT 1 FROM information_schema.schemata WHERE schema_name = :name",
        options=f" CHARACTER SET {UTF8} COLLATE {EXACT}",
    ),
}


def url_of(name: str) -> sa.URL:
    """Return the URL of MLflow's database, or that of the platform's own records."""
    dagsters = records_url()
    if dagsters is None:
        sys.exit("Set DAGSTER_STORAGE_URL, or DAGSTER_PG_HOST and its fellows. 请设置数据库地址。")
    return dagsters.set(database=os.environ.get(VARIABLES[name]) or name)


def make(url: sa.URL) -> None:
    """Make the database where it is missing."""
    kind = KINDS[url.get_backend_name()]
    server = sa.create_engine(url.set(database=kind.first), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(kind.lock), {"lock": LOCK})
        if connection.execute(sa.text(kind.named), {"name": url.database}).scalar() is None:
            quoted = connection.dialect.identifier_preparer.quote_identifier(str(url.database))
            connection.execute(sa.text(f"CREATE DATABASE {quoted}{kind.options}"))
    server.dispose()


def upgrade_mlflow(url: sa.URL) -> None:
    """Bring the tables of an older MLflow up to date; a new one makes its own."""
    engine = sa.create_engine(url)
    filled = sa.inspect(engine).has_table("alembic_version")
    engine.dispose()
    if filled:
        upgrade = [sys.executable, "-m", "mlflow", "db", "upgrade", whole(url)]
        subprocess.run(upgrade, check=True, stdout=sys.stderr)  # noqa: S603 - fixed arguments


def whole(url: sa.URL) -> str:
    """Return the URL with its password."""
    return url.render_as_string(hide_password=False)


if __name__ == "__main__":
    wanted = url_of(sys.argv[1])
    make(wanted)
    if sys.argv[1] == "mlflow":
        upgrade_mlflow(wanted)
    sys.stdout.write(whole(wanted))
