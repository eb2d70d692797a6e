"""How a container is told of the database server, of each kind, that the tests started."""

import sqlalchemy as sa

from tests.services import MARIADB, POSTGRES, Service

SERVERS: dict[str, tuple[Service, str]] = {
    "postgresql": (POSTGRES, "postgres_url"),
    "mysql": (MARIADB, "mariadb_url"),
}
"""The server, and the fixture that lends a database of it."""


def account(url: sa.URL) -> dict[str, str]:
    """Return the variables: parts for PostgreSQL, as compose.yaml has them, a URL for MySQL."""
    if url.get_backend_name() == "mysql":
        whole = url.set(drivername="mysql").render_as_string(hide_password=False)
        return {"DAGSTER_STORAGE_URL": whole}
    parts = {"HOST": url.host, "PORT": url.port, "USER": url.username, "PASSWORD": url.password}
    return {f"DAGSTER_PG_{name}": str(value) for name, value in parts.items()} | {
        "DAGSTER_PG_DB": str(url.database)
    }
