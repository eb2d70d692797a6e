"""Where Dagster keeps its records: one setting chooses SQLite, PostgreSQL or MySQL.

`dagster.yaml` names `ChosenStorage`. How each storage differs from Dagster's own is in
`dagster_storage.py` (SQLite) and `dagster_mysql.py`; the URL is read in
`clients/dagster_records.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dagster import Bool, Field
from dagster._config.config_schema import UserConfigSchema
from dagster._core.storage.base_storage import DagsterStorage
from dagster._serdes import ConfigurableClass, ConfigurableClassData
from sqlalchemy import Engine, event

from onedata_resources.clients.dagster_records import SETTING, records_url
from onedata_resources.clients.database_server import let_in
from onedata_resources.clients.database_url import dialect_of
from onedata_resources.dagster_files import OPTIONAL_BASE_DIR
from onedata_resources.dagster_storage import BatchingSqliteStorage, write_in_batches
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import sqlalchemy as sa

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

    Raises:
        OneDataError: The server does not let the account in, or the extra is not installed.
    """
    with let_in(url, SETTING):
        pass
    write_in_batches()
    try:
        return _open_mysql(url) if dialect_of(url) == "mysql" else _open_postgres(url)
    except ModuleNotFoundError as error:
        raise BadInputError(
            f"{SETTING} needs the package {error.name}: install onedata[databases].",
            f"{SETTING} 需要 {error.name} 包：请安装 onedata[databases]。",
        ) from error


def _open_mysql(url: sa.URL) -> DagsterStorage:
    from onedata_resources.dagster_mysql import open_mysql

    return open_mysql(url)


def _open_postgres(url: sa.URL) -> DagsterStorage:
    from dagster_postgres.storage import DagsterPostgresStorage

    made = DagsterPostgresStorage(url.render_as_string(hide_password=False))
    for part in (made.run_storage, made.event_log_storage, made.schedule_storage):
        _keep_utc(part._engine)  # pyright: ignore[reportAttributeAccessIssue]
    return made


def _keep_utc(engine: Engine) -> None:
    """Let the server's times be UTC: Dagster takes them for it, whatever the server's zone is."""

    @event.listens_for(engine, "connect")
    def set_zone(connection: Any, _record: object) -> None:  # noqa: ANN401  a driver's object
        with connection.cursor() as cursor:
            cursor.execute("SET TIME ZONE 'UTC'")
        connection.commit()
