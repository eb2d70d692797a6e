"""Where Dagster keeps its records: one setting chooses SQLite, PostgreSQL or MySQL.

`dagster.yaml` names `ChosenStorage`. How each storage differs from Dagster's own is in
`dagster_storage.py` (SQLite) and `dagster_mysql.py`; the URL is read in
`clients/dagster_records.py`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from dagster import Bool, Field
from dagster._config.config_schema import UserConfigSchema
from dagster._core.storage.base_storage import DagsterStorage
from dagster._serdes import ConfigurableClass, ConfigurableClassData
from sqlalchemy import Engine

from onedata_resources.clients.dagster_records import SETTING, records_url
from onedata_resources.clients.database_server import let_in
from onedata_resources.clients.database_url import dialect_of
from onedata_resources.clients.shared_engines import shared_engine
from onedata_resources.dagster_files import OPTIONAL_BASE_DIR
from onedata_resources.dagster_storage import BatchingSqliteStorage, write_in_batches
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import sqlalchemy as sa

MYSQL_UTC = "SET time_zone = '+00:00'"
POSTGRES_UTC = "SET TIME ZONE 'UTC'"
CONFIG = {**OPTIONAL_BASE_DIR, "server_only": Field(Bool, is_required=False, default_value=False)}


class ChosenStorage(DagsterStorage, ConfigurableClass):
    """Opens the storage that the settings choose; there are no instances of this class.

    `base_dir` is SQLite's folder; with `server_only` there is no SQLite, since containers do not
    share its files.
    """

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """Take a folder for SQLite, and whether SQLite will do."""
        return CONFIG

    @classmethod
    def from_config_value(  # pyright: ignore[reportIncompatibleMethodOverride]
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> DagsterStorage:
        """Open the chosen storage.

        Raises:
            OneDataError: The settings name no such storage, or it does not let the account in.
        """
        url = records_url()
        if url is not None:
            return open_server(url)
        if config_value.get("server_only"):
            raise BadInputError(
                f"{SETTING} is empty, and so is DAGSTER_PG_HOST: several containers cannot share"
                f" SQLite. Set {SETTING} to postgresql://... or mysql://...",
                f"{SETTING} 与 DAGSTER_PG_HOST 均为空：多个容器不能共用 SQLite。"
                f"请将 {SETTING} 设为 postgresql://... 或 mysql://...",
            )
        return BatchingSqliteStorage.from_config_value(inst_data, config_value)  # type: ignore[arg-type]


def open_server(url: sa.URL) -> DagsterStorage:
    """Return Dagster's storage in a PostgreSQL or MySQL database.

    Its connections are shared by all that this process opens, and in UTC: Dagster takes the
    server's times for it, whatever the server's zone is.

    Raises:
        OneDataError: The server does not let the account in, or the extra is not installed.
    """
    write_in_batches()
    is_mysql = dialect_of(url) == "mysql"
    try:
        _require_fit(url, os.getpid())
        storage = _open_mysql(url) if is_mysql else _open_postgres(url)
    except ModuleNotFoundError as error:
        raise BadInputError(
            f"{SETTING} needs the package {error.name}: install onedata[databases].",
            f"{SETTING} 需要 {error.name} 包：请安装 onedata[databases]。",
        ) from error
    return storage


@cache
def _require_fit(url: sa.URL, _process: int) -> None:
    """Look at a database once in each process; what was refused is asked again."""
    with let_in(url, SETTING):
        pass


def _open_mysql(url: sa.URL) -> DagsterStorage:
    from onedata_resources.dagster_mysql import open_mysql, session_url

    made = open_mysql(url)
    shared = shared_engine(session_url(url), isolation="REPEATABLE READ", zone=MYSQL_UTC)
    return _with_engine(made, shared)


def _open_postgres(url: sa.URL) -> DagsterStorage:
    from dagster_postgres.storage import DagsterPostgresStorage

    made = DagsterPostgresStorage(url.render_as_string(hide_password=False))
    return _with_engine(made, shared_engine(url, isolation="AUTOCOMMIT", zone=POSTGRES_UTC))


def _with_engine(made: Any, engine: Engine) -> DagsterStorage:  # noqa: ANN401  private attributes
    for part in (made.run_storage, made.event_log_storage, made.schedule_storage):
        part._engine = engine
    return made
