"""What a database says of its tables and queries: their columns, and whether they are there."""

from __future__ import annotations

from onedata_resources.kettle.engine.databases import require_file
from onedata_resources.kettle.engine.sql_columns import fields_of
from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.engine.sqlite_columns import (
    SqliteColumn,
    declared_kind,
    shown_names,
    sqlite_columns,
)
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.values.types import Field, KettleType, made_field

_SQLITE_LENGTHS = {KettleType.INTEGER: (9, 0)}


def sqlite_query_columns(session: Session, sql: str) -> list[SqliteColumn]:
    """Return the columns of a SQLite query.

    Raises:
        StepError: There is no such file, or the database refuses the query.
    """
    require_file(session.database.url)
    with session.lock:
        was_dirty = session.dirty
        try:
            return sqlite_columns(lambda each: session.query(each)[1], sql)
        finally:
            session.dirty = was_dirty
            session.rest()


def sqlite_fields(columns: list[SqliteColumn]) -> tuple[Field, ...]:
    """Return the fields of a SQLite query's columns."""
    names = shown_names(columns)
    return tuple(
        made_field(name, column.kind, *_SQLITE_LENGTHS.get(column.kind, (-1, -1)))
        for name, column in zip(names, columns, strict=True)
    )


def table_fields(session: Session, table: str) -> dict[str, Field]:
    """Return the columns of a table, which is named as SQL needs it, by lower-case name.

    Raises:
        StepError: There is no such table.
    """
    if session.database.dialect == "sqlite":
        return _sqlite_table_fields(session, table)
    description, _ = session.query(f"SELECT * FROM {table} WHERE 1 = 0")  # noqa: S608 - quoted
    session.rest()
    return {each.name.lower(): each for each in fields_of(description, session.database)}


def _sqlite_table_fields(session: Session, table: str) -> dict[str, Field]:
    session.query(f"SELECT * FROM {table} WHERE 1 = 0")  # noqa: S608 - quoted
    schema, _, name = table.rpartition(".")
    prefix = f"{schema}." if schema else ""
    _, rows = session.query(f"PRAGMA {prefix}table_info({name})")
    columns = [SqliteColumn(row[1], declared_kind(row[2]), declared=True) for row in rows]
    return {each.name.lower(): each for each in sqlite_fields(columns)}


def column_field(columns: dict[str, Field], name: str, table: str) -> Field:
    """Return the field of the table's column.

    Raises:
        StepError: The table has no such column.
    """
    found = columns.get(name.strip('"`[]').lower())
    if found is None:
        raise StepError(
            f"Table {table} has no field '{name}'; it has {', '.join(columns)}.",
            f"表 {table} 没有字段 '{name}'；已有字段：{', '.join(columns)}。",
        )
    return found


def table_exists(session: Session, table: str) -> bool:
    """Return whether the table, named as SQL needs it, can be read."""
    return _can_run(session, f"SELECT 1 FROM {table} WHERE 1 = 0")  # noqa: S608 - quoted


def column_exists(session: Session, table: str, column: str) -> bool:
    """Return whether the column, named as SQL needs it, can be read from the table."""
    # the table's name before it: SQLite reads an unknown name in double quotes as a text
    name = f"kettle_t.{column}"
    return _can_run(session, f"SELECT {name} FROM {table} kettle_t WHERE 1 = 0")  # noqa: S608


def _can_run(session: Session, sql: str) -> bool:
    with session.lock:
        session.raw  # noqa: B018 - a database that is away is told, and is not a missing table
        try:
            if session.database.dialect == "postgresql" and session.dirty:
                with session.attempt():
                    session.query(sql)
            else:
                session.query(sql)
        except StepError:
            session.rest()
            return False
        session.rest()
        return True
