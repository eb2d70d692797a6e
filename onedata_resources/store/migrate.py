"""Brings the tables of a store to the state that this release works with, by Alembic.

A change of `tables.py` comes with a revision under `migrations/versions`; a test compares both.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from onedata_resources.clients.database_url import shown
from onedata_resources.errors import BadInputError

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = "store_version"
"""The table of the revision: Dagster and MLflow have their own, and may share the database."""
_LOCKS = {
    "postgresql": ("SELECT pg_advisory_lock(4210001)", "SELECT pg_advisory_unlock(4210001)"),
    "mysql": ("SELECT GET_LOCK('onedata_store', 300)", "SELECT RELEASE_LOCK('onedata_store')"),
}
"""How one process at a time is let in, and how it leaves. Of SQLite a file beside it is locked."""


def migrate(engine: sa.Engine) -> None:
    """Apply every revision that the database lacks; one process at a time.

    Raises:
        BadInputError: The database was made by a newer release.
    """
    with _alone(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        heads = ScriptDirectory.from_config(config).get_heads()
        if set(
            MigrationContext.configure(
                connection, opts={"version_table": VERSIONS}
            ).get_current_heads()
        ) == set(heads):
            return
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise BadInputError(
                f"The store {shown(engine.url)} was made by a newer release of OneData ({error}):"
                " install that release, or name another database in STORE_URL.",
                f"平台存储 {shown(engine.url)} 由更新版本的 OneData 创建（{error}）："
                "请安装该版本，或在 STORE_URL 中指定其他数据库。",
            ) from error
        connection.commit()


@contextmanager
def _alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Yield a connection while no other process migrates the same database."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    with _locked(Path(f"{file}.lock")) if file else nullcontext(), engine.connect() as connection:
        take, leave = _LOCKS.get(engine.dialect.name, ("SELECT 1", "SELECT 1"))
        connection.exec_driver_sql(take)
        try:
            yield connection
        finally:
            connection.rollback()
            connection.exec_driver_sql(leave)
            connection.commit()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
