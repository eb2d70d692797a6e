"""A database as steps see it: its address, its dialect and how names are written for it.

Connections to it are in `sql_session.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onedata_resources.kettle.connection_options import DatabaseOptions, options_of
from onedata_resources.kettle.connections import connection_url
from onedata_resources.kettle.engine.databases import dialect_of
from onedata_resources.kettle.engine.sql_names import quoted, table_name
from onedata_resources.kettle.shared_objects import find_connection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onedata_resources.kettle.engine.scope import StepScope
    from onedata_resources.kettle.model import Job, Transformation


@dataclass(frozen=True)
class Database:
    """A database that steps of a run speak to."""

    name: str
    url: str
    options: DatabaseOptions = field(default_factory=DatabaseOptions)

    @property
    def dialect(self) -> str:
        """Return `sqlite`, `postgresql`, `mysql` or another dialect."""
        return dialect_of(self.url)

    def quoted(self, name: str) -> str:
        """Return a column's name as SQL needs it."""
        return quoted(self.url, name, self.options)

    def table(self, schema: str, table: str) -> str:
        """Return a table's name as SQL needs it."""
        return table_name(self.url, schema, table, self.options)

    def emptying(self, table: str) -> str:
        """Return the statement that removes every row of a table, written as SQL needs it."""
        verb = "DELETE FROM" if self.dialect == "sqlite" else "TRUNCATE TABLE"
        return f"{verb} {table}"


def named_database(
    file: Transformation | Job, name: str, variables: Mapping[str, str], given: Mapping[str, str]
) -> Database | None:
    """Return the database of that name: the caller's, or the file's own; None where none is."""
    urls = {each.lower(): url for each, url in given.items()}
    if name.lower() in urls:
        return Database(name, urls[name.lower()])
    connection = find_connection(file, name, variables)
    if connection is None:
        return None
    return Database(name, connection_url(connection, variables), options_of(connection, variables))


def database_of(scope: StepScope, name: str) -> Database:
    """Return the database of the connection that the step names."""
    url = scope.connection(name)
    state = scope.state
    given = {each.lower() for each in state.context.connections}
    found = None
    if url and name.lower() not in given:
        found = find_connection(state.transformation, name, state.variables)
    options = options_of(found, state.variables) if found is not None else DatabaseOptions()
    return Database(name, url, options)
