"""What SQLAlchemy's inspector leaves out of a database's structure, one question for a schema.

That is: types in the database's own words, rows by its statistics, tables whose rows the account
may not read, and partitions, which are parts of a table and none of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import Connection, Row, text

SYSTEM_SCHEMAS = frozenset(
    {"information_schema", "pg_catalog", "pg_toast", "mysql", "performance_schema", "sys"}
)

_POSTGRES_TYPES = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
  CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = :schema AND a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""
_POSTGRES_TABLES = """
SELECT c.relname, c.reltuples, c.relkind, c.relispartition,
  has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = :schema AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""
_MYSQL_TYPES = """
SELECT table_name, column_name, column_type FROM information_schema.columns
WHERE table_schema = coalesce(:schema, database())
"""
_MYSQL_TABLES = """
SELECT table_name, table_rows FROM information_schema.tables
WHERE table_schema = coalesce(:schema, database()) AND table_type <> 'VIEW'
"""
_SQLITE_TYPES = """
SELECT t.name, c.name, c.type FROM sqlite_master t JOIN pragma_table_xinfo(t.name) c
WHERE t.type = 'table'
"""
_SQLITE_UNIQUE = """
SELECT t.name, i.name, c.name FROM sqlite_master t JOIN pragma_index_list(t.name) i
JOIN pragma_index_info(i.name) c
WHERE t.type = 'table' AND i."unique" AND NOT i.partial AND i.origin <> 'pk'
ORDER BY t.name, i.name, c.seqno
"""
"""The inspector reads constraints out of the text of CREATE TABLE, and misses some."""
_SQLITE_TABLES = "SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl"
_SQLITE_HAS_STATISTICS = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'"


_MARIADB_CHECKS = """
SELECT table_name, check_clause FROM information_schema.check_constraints
WHERE constraint_schema = coalesce(:schema, database())
"""
"""The inspector sees none of those that stand beside their column."""


@dataclass(frozen=True)
class Facts:
    """Of one schema: types by column, what is told by table, and tables set apart.

    `bases` are the types that domains are made of, whose sizes the inspector leaves out.
    """

    types: dict[tuple[str, str], str] = field(default_factory=dict)
    bases: dict[tuple[str, str], str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    unique: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    checks: dict[str, list[str]] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()
    partitions: frozenset[str] = frozenset()


def schemas_of(connection: Connection, names: list[str], wanted: tuple[str, ...]) -> list[str]:
    """Return the schemas to look at, "" for the one that the URL names.

    Without a wish that is the URL's database in SQLite and MySQL, else each that is no system's.
    """
    if wanted:
        return list(wanted)
    dialect = connection.dialect.name
    if dialect == "sqlite" or (dialect in {"mysql", "mariadb"} and connection.engine.url.database):
        return [""]
    return [name for name in names if name not in SYSTEM_SCHEMAS and not name.startswith("pg_")]


def facts_of(connection: Connection, schema: str) -> Facts:
    """Return the facts of a schema; a dialect that is not known here has none."""
    match connection.dialect.name:
        case "postgresql":
            return _postgres(connection, schema)
        case "mysql" | "mariadb":
            return _mysql(connection, schema)
        case "sqlite":
            return _sqlite(connection)
        case _:
            return Facts()


def _postgres(connection: Connection, schema: str) -> Facts:
    tables = connection.execute(text(_POSTGRES_TABLES), {"schema": schema}).all()
    counted = {row[0]: int(row[1]) for row in tables if row[1] >= 0 and row[2] not in {"v", "f"}}
    types = connection.execute(text(_POSTGRES_TYPES), {"schema": schema}).all()
    return Facts(
        types={(row[0], row[1]): row[2] for row in types},
        bases={(row[0], row[1]): row[3] for row in types if row[3]},
        rows=counted,
        unreadable=frozenset(row[0] for row in tables if not row[4]),
        partitions=frozenset(row[0] for row in tables if row[3]),
    )


def _mysql(connection: Connection, schema: str) -> Facts:
    values = {"schema": schema or None}
    counted = connection.execute(text(_MYSQL_TABLES), values).all()
    return Facts(
        types=_types(connection.execute(text(_MYSQL_TYPES), values).all()),
        rows={row[0]: int(row[1]) for row in counted if row[1] is not None},
        checks=_checks(connection, values),
    )


def _checks(connection: Connection, values: dict[str, str | None]) -> dict[str, list[str]]:
    """Return the conditions of tables; MySQL's own are the inspector's to tell."""
    if not getattr(connection.dialect, "is_mariadb", False):
        return {}
    found: dict[str, list[str]] = {}
    for table, condition in connection.execute(text(_MARIADB_CHECKS), values):
        found.setdefault(table, []).append(condition)
    return found


def _sqlite(connection: Connection) -> Facts:
    has_statistics = connection.execute(text(_SQLITE_HAS_STATISTICS)).first()
    counted = connection.execute(text(_SQLITE_TABLES)).all() if has_statistics else []
    return Facts(
        types=_types(connection.execute(text(_SQLITE_TYPES)).all()),
        rows={row[0]: int(row[1]) for row in counted},
        unique=_unique(connection.execute(text(_SQLITE_UNIQUE)).all()),
    )


def _unique(rows: Sequence[Row]) -> dict[str, list[tuple[str, ...]]]:
    """Return the unique columns of each table; an index with an expression among them has none."""
    keys: dict[str, list[tuple[str, ...]]] = {}
    for (table, _), columns in groupby(rows, key=lambda row: (row[0], row[1])):
        names = tuple(row[2] for row in columns)
        if None not in names:
            keys.setdefault(table, []).append(names)
    return keys


def _types(rows: Sequence[Row]) -> dict[tuple[str, str], str]:
    return {(table, column): type_ for table, column, type_ in rows}
