"""Make MLflow's database, and print its URL: beside Dagster's, on the same PostgreSQL server.

A database of its own, because both keep their schema's version in a table `alembic_version`.
"""

import os
import subprocess
import sys

import sqlalchemy as sa


def store_url() -> sa.URL:
    """Return the URL of MLflow's database."""
    return sa.URL.create(
        "postgresql",
        username=os.environ["DAGSTER_PG_USER"],
        password=os.environ["DAGSTER_PG_PASSWORD"],
        host=os.environ["DAGSTER_PG_HOST"],
        port=int(os.environ.get("DAGSTER_PG_PORT") or 5432),
        database=os.environ.get("MLFLOW_PG_DB") or "mlflow",
    )


def make(url: sa.URL) -> None:
    """Make the database where it is missing; bring the tables of an older MLflow up to date."""
    server = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    named = sa.text("SELECT 1 FROM pg_database WHERE datname = :name")
    with server.connect() as connection:
        if connection.execute(named, {"name": url.database}).scalar() is None:
            quoted = connection.dialect.identifier_preparer.quote_identifier(str(url.database))
            connection.execute(sa.text(f"CREATE DATABASE {quoted}"))
    server.dispose()
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
    make(store_url())
    sys.stdout.write(whole(store_url()))
