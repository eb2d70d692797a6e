"""A word for the state of each table of a source, where the source has one without a look at rows.

Equal words mean equal rows; a table without one has to be looked at. Rows are read elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from onedata_assets.domain.metadata.model import Table, TableKind, TableName
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.lake import LakeClient

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# After a crash the counts start again: that is another word, and costs one look.
_POSTGRES = """
SELECT s.schemaname, s.relname, concat_ws('.', c.oid, c.relfilenode,
       pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid),
       pg_stat_get_tuples_deleted(c.oid))
FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid WHERE c.relkind = 'r'
"""
# Times are of whole seconds: in the second of a change, and the one after, another may follow.
_MYSQL = """
SELECT table_schema, table_name, concat(create_time, ' ', update_time)
FROM information_schema.tables
WHERE table_schema = DATABASE() AND update_time < NOW() - INTERVAL 2 SECOND
"""


def sql_states(database: DatabaseClient, tables: Iterable[Table]) -> dict[TableName, str]:
    """Return the states of the tables of a database, views aside, whose rows may be anywhere.

    PostgreSQL counts rows written, MySQL and MariaDB know the time of the last write since they
    were started, SQLite the times of its files.

    Raises:
        UnavailableError: The database does not answer, or its file is missing.
    """
    own = [each.name for each in tables if each.kind is TableKind.TABLE]
    if database.dialect == "sqlite":
        state = _files_state(Path(database.url.database or ""))
        return dict.fromkeys(own, state) if state else {}
    with database.connect() as connection:
        known = _told(connection)
    return {
        name: known[place]
        for name in own
        if (place := (name.schema or _home(database), name.name)) in known
    }


def lake_states(lake: LakeClient, tables: Iterable[Table]) -> dict[TableName, str]:
    """Return the newest version of each table of a lake."""
    return {
        each.name: str(lake.table((each.name.schema, each.name.name)).version()) for each in tables
    }


def _told(connection: Connection) -> dict[tuple[str, str], str]:
    match connection.dialect.name:
        case "postgresql":
            asked = _POSTGRES
        case "mysql" | "mariadb":
            asked = _MYSQL
            if not getattr(connection.dialect, "is_mariadb", False):
                connection.exec_driver_sql("SET SESSION information_schema_stats_expiry = 0")
        case _:
            return {}
    rows = connection.execute(sa.text(asked))
    return {(str(schema), str(name)): str(state) for schema, name, state in rows}


def _home(database: DatabaseClient) -> str:
    """Return the schema of tables that are known by their name alone."""
    return "public" if database.dialect == "postgresql" else database.url.database or ""


def _files_state(path: Path) -> str:
    """Return size and time of a database's file and of its log of writes."""
    files = [path, path.with_name(f"{path.name}-wal")]
    found = [each.stat() for each in files if each.is_file()]
    return " ".join(f"{each.st_size}.{each.st_mtime_ns}" for each in found)
