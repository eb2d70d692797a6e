"""The three databases that Kettle's steps are tested on, and asking them."""

import pytest
import sqlalchemy as sa

DATABASES = [
    "sqlite",
    pytest.param("postgres_url", marks=pytest.mark.integration),
    pytest.param("mariadb_url", marks=pytest.mark.integration),
]
AUTO_KEY = {
    "sqlite": "integer primary key autoincrement",
    "postgresql": "serial primary key",
    "mysql+pymysql": "int auto_increment primary key",
}


def url_of(request: pytest.FixtureRequest, tmp_path) -> str:
    """Return the URL of the database that the parameter names."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/shop.db"
    return request.getfixturevalue(request.param)


def auto_key(url: str) -> str:
    """Return the type of a key that the database makes."""
    return AUTO_KEY[url.partition(":")[0]]


def rows(url: str, query: str) -> list[tuple]:
    """Run the statement and return its rows."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        done = connection.execute(sa.text(query))
        found = [tuple(row) for row in done] if done.returns_rows else []
    engine.dispose()
    return found
