"""Make a database beside Dagster's, on the same PostgreSQL server, and print its URL.

    python deploy/docker/database.py mlflow|onedata

A database for each: MLflow and Dagster both keep their schema's version in a table
`alembic_version`, and what has a database of its own is backed up and restored alone.
"""

import os
import subprocess
import sys

import sqlalchemy as sa

VARIABLES = {"mlflow": "MLFLOW_PG_DB", "onedata": "ONEDATA_PG_DB"}
LOCK = 4210002
"""Of several containers that start at once, one makes the database and the others find it."""


def url_of(name: str) -> sa.URL:
    """Return the URL of MLflow's database, or that of the platform's own records."""
    return sa.URL.create(
        "postgresql",
        username=os.environ["DAGSTER_PG_USER"],
        password=os.environ["DAGSTER_PG_PASSWORD"],
        host=os.environ["DAGSTER_PG_HOST"],
        port=int(os.environ.get("DAGSTER_PG_PORT") or 5432),
        database=os.environ.get(VARIABLES[name]) or name,
    )


def make(url: sa.URL) -> None:
    """Make the database where it is missing."""
    server = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    named = sa.text("SELECT 1 FROM pg_database WHERE datname = :name")
    with server.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        if connection.execute(named, {"name": url.database}).scalar() is None:
            quoted = connection.dialect.identifier_preparer.quote_identifier(str(url.database))
            connection.execute(sa.text(f"CREATE DATABASE {quoted}"))
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
