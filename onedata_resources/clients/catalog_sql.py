"""The structure of a SQL database: asked of SQLAlchemy's inspector for whole schemas at once.

Samples of rows are in `catalog_rows.py`; what one dialect alone tells is in `catalog_facts.py`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Inspector, inspect
from sqlalchemy.engine.reflection import ObjectKind
from sqlalchemy.exc import DBAPIError, SAWarning, SQLAlchemyError

from onedata_assets.domain.metadata.model import (
    UNDECLARED,
    Column,
    Declared,
    ForeignKey,
    Table,
    TableKind,
    TableName,
)
from onedata_assets.domain.metadata.structure import Problem, Structure, Wanted, structure_of
from onedata_resources.clients.catalog_checks import limits_of
from onedata_resources.clients.catalog_declared import declared_of
from onedata_resources.clients.catalog_facts import Facts, facts_of, schemas_of
from onedata_resources.clients.catalog_keys import indexes, unique_keys
from onedata_resources.clients.catalog_types import family_of, sqlite_family, written
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.database_url import first_line

Asked = dict[str, Any]
"""What the inspector tells of each table, by its name."""


def sql_structure(database: DatabaseClient, wanted: Wanted) -> Structure:
    """Return the tables and views of a database; no row is read.

    A table that the account may not see into, and a view that no longer compiles, are problems of
    their own: whatever else the database has is told.

    Raises:
        UnavailableError: The database does not answer, or its file is missing.
        BadInputError: The database refused to list its tables.
    """
    tables: list[Table] = []
    problems: list[Problem] = []
    with database.connect() as connection, warnings.catch_warnings():
        # Types and indexes that SQLAlchemy does not know: the database's own words tell the type.
        warnings.simplefilter("ignore", SAWarning)
        inspector = inspect(connection)
        names = inspector.get_schema_names()
        for schema in schemas_of(connection, names, wanted.schemas):
            scan = _SchemaScan(connection, inspector, schema, wanted)
            tables += scan.tables()
            problems += scan.problems
    return structure_of(tables, problems)


class _SchemaScan:
    """One schema while it is looked at."""

    def __init__(
        self, connection: Connection, inspector: Inspector, schema: str, wanted: Wanted
    ) -> None:
        self._connection = connection
        self._inspector = inspector
        self._schema = schema
        self._wanted = wanted
        self._facts: Facts = facts_of(connection, schema)
        self.problems: list[Problem] = []

    def tables(self) -> list[Table]:
        """Return the tables and views, and note the problems."""
        return self._of_kind(TableKind.TABLE) + self._of_kind(TableKind.VIEW)

    def _of_kind(self, kind: TableKind) -> list[Table]:
        listed = self._listed(kind)
        names = [name for name in listed if self._wanted.takes(self._name(name))]
        names = [name for name in names if name not in self._facts.partitions]
        if not names:
            return []
        columns = self._ask(self._inspector.get_multi_columns, kind, names, report=True)
        readable = [name for name in names if name in columns]
        if not readable:  # to SQLAlchemy no names are all names
            return []
        asked = {
            part: self._ask(question, kind, readable)
            for part, question in (
                ("primary", self._inspector.get_multi_pk_constraint),
                ("unique", self._inspector.get_multi_unique_constraints),
                ("foreign", self._inspector.get_multi_foreign_keys),
                ("indexes", self._inspector.get_multi_indexes),
                ("comment", self._inspector.get_multi_table_comment),
                ("checks", self._inspector.get_multi_check_constraints),
            )
        }
        self._note_unreadable(readable)
        return [self._table(name, kind, columns[name], asked) for name in readable]

    def _listed(self, kind: TableKind) -> list[str]:
        schema = self._schema or None
        if kind is TableKind.TABLE:
            return self._inspector.get_table_names(schema)
        views = self._inspector.get_view_names(schema)
        if self._connection.dialect.name == "postgresql":
            views += self._inspector.get_materialized_view_names(schema)
        return views

    def _ask(
        self,
        question: Callable[..., dict[Any, Any]],
        kind: TableKind,
        names: Sequence[str],
        *,
        report: bool = False,
    ) -> Asked:
        """Return the answer for all names at once, or for each by itself where one spoils it."""
        found, spoilt = self._answer(question, kind, names)
        if spoilt is not None:
            for name in names:
                one, spoilt = self._answer(question, kind, [name])
                found |= one
                if spoilt is not None and report:
                    self._note(name, spoilt)
        return found

    def _answer(
        self, question: Callable[..., dict[Any, Any]], kind: TableKind, names: Sequence[str]
    ) -> tuple[Asked, DBAPIError | None]:
        """Return an answer, or what the database refused it with.

        Raises:
            DBAPIError: The connection is lost.
        """
        kinds = ObjectKind.TABLE if kind is TableKind.TABLE else ObjectKind.ANY_VIEW
        schema = self._schema or None
        broken: dict[Any, SQLAlchemyError] = {}
        try:
            with self._connection.begin_nested():
                found = question(schema, filter_names=names, kind=kinds, unreflectable=broken)
        except NotImplementedError:  # a dialect without comments, for example
            return {}, None
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            return {}, error
        for (_, name), error in broken.items():
            self._note(name, error)
        return {name: value for (_, name), value in found.items()}, None

    def _note(self, name: str, error: BaseException) -> None:
        """Note once why a table is not told; the driver's error is the cause of SQLAlchemy's."""
        reason = first_line(error.__cause__ or error)
        problem = Problem(
            self._name(name),
            f"The database does not describe it: {reason}. Let the account read it, or repair the"
            " view.",
            f"数据库未能给出其结构：{reason}。请授予该账号读取权限，或修复该视图。",
        )
        if problem not in self.problems:  # each question about a broken view meets the same error
            self.problems.append(problem)

    def _note_unreadable(self, names: Sequence[str]) -> None:
        for name in names:
            if name in self._facts.unreadable:
                self.problems.append(
                    Problem(
                        self._name(name),
                        "The account may not read its rows (SELECT): only its structure is known.",
                        "该账号没有读取其数据的权限（SELECT），仅能得知结构。",
                    )
                )

    def _name(self, name: str) -> TableName:
        return TableName(self._schema, name)

    def _table(
        self, name: str, kind: TableKind, columns: list[dict[str, Any]], asked: dict[str, Asked]
    ) -> Table:
        def told(part: str) -> Any:  # noqa: ANN401  the inspector's own dictionaries
            return asked[part].get(name) or {}

        conditions = [each["sqltext"] for each in told("checks")]
        conditions += self._facts.checks.get(name, [])
        checks = limits_of(conditions, self._connection.dialect.name)
        return Table(
            name=self._name(name),
            kind=kind,
            columns=tuple(self._column(name, each, checks) for each in columns),
            comment=told("comment").get("text") or "",
            primary_key=tuple(told("primary").get("constrained_columns") or ()),
            unique_keys=unique_keys(
                told("unique"), told("indexes"), self._facts.unique.get(name, [])
            ),
            foreign_keys=self._foreign_keys(told("foreign")),
            indexes=indexes(told("indexes")),
            rows=self._facts.rows.get(name),
        )

    def _column(self, table: str, told: dict[str, Any], checks: Mapping[str, Declared]) -> Column:
        own = self._facts.types.get((table, told["name"]))
        default = told.get("default")
        return Column(
            name=told["name"],
            type=written(told["type"], self._connection.dialect) if own is None else own,
            family=(
                family_of(told["type"])
                if own is None or self._connection.dialect.name != "sqlite"
                else sqlite_family(told["type"], own)
            ),
            nullable=bool(told.get("nullable", True)),
            comment=told.get("comment") or "",
            default=None if default is None else str(default),
            declared=declared_of(
                told["type"],
                self._connection.dialect.name,
                checks.get(told["name"].casefold(), UNDECLARED),
                self._facts.bases.get((table, told["name"]), ""),
            ),
        )

    def _foreign_keys(self, told: list[dict[str, Any]]) -> tuple[ForeignKey, ...]:
        keys = [
            ForeignKey(
                tuple(each["constrained_columns"]),
                TableName(each["referred_schema"] or self._schema, each["referred_table"]),
                tuple(each["referred_columns"]),
            )
            for each in told
        ]
        return tuple(sorted(keys, key=lambda key: (key.columns, key.parent)))
