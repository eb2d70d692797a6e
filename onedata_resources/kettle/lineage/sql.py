"""The tables and columns of SQL in a step, read with sqlglot. No database is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onedata_resources.kettle.lineage.columns import Columns, Refs, TableRef

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.optimizer.scope import Scope

_DIALECTS = {"postgresql": "postgres", "greenplum": "postgres", "mariadb": "mysql",
             "mysql": "mysql",
             "sqlite": "sqlite", "oracle": "oracle", "mssql": "tsql", "mssqlnative": "tsql",
             "hive2": "hive"}  # fmt: skip
_VARIABLE = re.compile(r"\$\{[^${}]*\}|%%[^%]+%%")


def _parsed(sql: str, dialect: str) -> list[exp.Expr]:
    """Return the statements; SQL that cannot be read gives none.

    Variables that are still in it become names, and question marks stay parameters.
    """
    import sqlglot
    from sqlglot.errors import SqlglotError

    text = _VARIABLE.sub("kettle_variable", sql)
    try:
        found = sqlglot.parse(text, read=_DIALECTS.get(dialect) or None)
    except SqlglotError:
        return []
    return [each for each in found if each is not None]


def query_columns(sql: str, connection: str, dialect: str) -> tuple[Columns, set[TableRef]]:
    """Return the query's columns with their sources, and the tables that it reads."""
    from sqlglot.optimizer.scope import build_scope

    statements = _parsed(sql, dialect)
    reads = {ref for each in statements for ref in _tables(each, connection)}
    root = build_scope(statements[0]) if len(statements) == 1 else None
    columns = _scope_columns(root, connection) if root is not None else Columns()
    return columns, reads


def script_tables(sql: str, connection: str, dialect: str) -> tuple[set[TableRef], set[TableRef]]:
    """Return the tables that a script reads, and those that it writes."""
    from sqlglot import exp

    reads: set[TableRef] = set()
    writes: set[TableRef] = set()
    for statement in _parsed(sql, dialect):
        target = None
        if isinstance(statement, exp.Insert | exp.Update | exp.Delete | exp.Create | exp.Merge):
            target = statement.this.find(exp.Table) if statement.this is not None else None
        own = {_ref(target, connection)} if isinstance(target, exp.Table) else set()
        writes |= own
        reads |= _tables(statement, connection) - own
    return reads, writes


def _tables(statement: exp.Expr, connection: str) -> set[TableRef]:
    from sqlglot import exp

    named = {each.alias_or_name for each in statement.find_all(exp.CTE)}
    return {
        _ref(table, connection)
        for table in statement.find_all(exp.Table)
        if table.name and not (table.name in named and not table.db)
    }


def _ref(table: exp.Table, connection: str) -> TableRef:
    return TableRef(connection, table.db, table.name)


def _scope_columns(scope: Scope, connection: str) -> Columns:
    """Return the columns that a query's scope gives, subqueries and unions resolved."""
    from sqlglot import exp

    if scope.set_operation_scopes:
        return _union([_scope_columns(each, connection) for each in scope.set_operation_scopes])
    sources = {
        name: Columns(rest=_ref(source, connection))
        if isinstance(source, exp.Table)
        else _scope_columns(source, connection)
        for name, source in scope.sources.items()
        if name in scope.selected_sources
    }
    known: dict[str, Refs] = {}
    rest: TableRef | None = None
    select = scope.expression
    for projection in select.selects if isinstance(select, exp.Query) else []:
        if projection.is_star:
            starred = _starred(projection, sources)
            known |= {name: refs for each in starred for name, refs in each.known.items()}
            rests = {each.rest for each in starred if each.rest is not None}
            rest = rests.pop() if len(rests) == 1 else None
        else:
            name = projection.alias_or_name or projection.sql()
            known[name] = _refs(projection, sources, scope, connection)
    return Columns(known, rest)


def _starred(projection: exp.Expr, sources: dict[str, Columns]) -> list[Columns]:
    from sqlglot import exp

    if isinstance(projection, exp.Column) and projection.table in sources:
        return [sources[projection.table]]
    return list(sources.values())


def _refs(projection: exp.Expr, sources: dict[str, Columns], scope: Scope, connection: str) -> Refs:
    from sqlglot import exp

    found: Refs = frozenset()
    for column in projection.find_all(exp.Column):
        if column.find_ancestor(exp.Select) is scope.expression:
            found |= _column_refs(column, sources)
    nested = {id(query) for query in projection.find_all(exp.Query)}
    for inner in scope.subquery_scopes:
        if id(inner.expression) in nested:
            columns = _scope_columns(inner, connection)
            found = found.union(*columns.known.values())
    return found


def _column_refs(column: exp.Column, sources: dict[str, Columns]) -> Refs:
    """Return where a column comes from; without a table name only if one source can have it."""
    if column.table:
        source = sources.get(column.table)
        return source.refs(column.name) if source is not None else frozenset()
    exact = [each for each in sources.values() if column.name in each.known]
    candidates = exact or [each for each in sources.values() if each.rest is not None]
    return candidates[0].refs(column.name) if len(candidates) == 1 else frozenset()


def _union(parts: list[Columns]) -> Columns:
    """Return the columns of a union: names of the first part, sources by position."""
    first, *others = parts
    lists = [list(each.known.values()) for each in others]
    known = {
        name: refs.union(*(values[number] for values in lists if number < len(values)))
        for number, (name, refs) in enumerate(first.known.items())
    }
    rests = {each.rest for each in parts if each.rest is not None}
    return Columns(known, rests.pop() if len(rests) == 1 else None)
