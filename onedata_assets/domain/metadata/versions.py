"""The structure of a source as a text that is stored, and back: equal structures, equal texts.

Rows of tables are not in it: they change with every write and would make each scan a version. How
two structures are compared is in `differences.py`; where texts are kept, in the store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from onedata_assets.domain.metadata.model import (
    Column,
    Family,
    ForeignKey,
    Index,
    Table,
    TableKind,
    TableName,
)
from onedata_assets.domain.metadata.structure import Problem, Structure, structure_of

FORM = 1


def content_of(structure: Structure) -> str:
    """Return a structure as compact JSON, its rows aside."""
    told = {
        "form": FORM,
        "tables": [_table(each) for each in structure.tables],
        "problems": [_problem(each) for each in structure.problems],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def rows_of(structure: Structure) -> dict[str, int]:
    """Return the rows of the tables whose statistics tell them."""
    return {str(each.name): each.rows for each in structure.tables if each.rows is not None}


def structure_from(content: str, rows: Mapping[str, int] | None = None) -> Structure:
    """Return the structure that a text tells, with rows that are known of its tables."""
    told = json.loads(content)
    tables = [_table_from(each, rows or {}) for each in told["tables"]]
    problems = [
        Problem(TableName(schema, name), en, zh, is_partial=bool(partial))
        for schema, name, en, zh, *partial in told["problems"]
    ]
    return structure_of(tables, problems)


def _table(table: Table) -> dict[str, Any]:
    """Return a table without what is empty; columns are lists, of which there are many."""
    told = {
        "name": _name(table.name),
        "kind": table.kind.value,
        "columns": [_column(each) for each in table.columns],
        "comment": table.comment,
        "primary": list(table.primary_key),
        "unique": [list(each) for each in table.unique_keys],
        "foreign": [
            [list(each.columns), _name(each.parent), list(each.parent_columns)]
            for each in table.foreign_keys
        ],
        "indexes": [[each.name, list(each.columns), each.unique] for each in table.indexes],
        "properties": table.properties,
        "notes": table.notes,
    }
    return {name: value for name, value in told.items() if value}


def _problem(problem: Problem) -> list[Any]:
    partial = [True] if problem.is_partial else []
    return [*_name(problem.table), problem.en, problem.zh, *partial]


def _name(name: TableName) -> list[str]:
    return [name.schema, name.name]


def _column(column: Column) -> list[Any]:
    """Return a column, the last parts left out where they are as most are."""
    told: list[Any] = [column.name, column.type, column.family.value]
    more: list[Any] = [column.nullable, column.comment, column.default]
    while more and more[-1] == [True, "", None][len(more) - 1]:
        more.pop()
    return told + more


def _column_from(told: list[Any]) -> Column:
    name, type_, family, *more = told
    return Column(name, type_, Family(family), *more)


def _table_from(told: dict[str, Any], rows: Mapping[str, int]) -> Table:
    name = TableName(*told["name"])
    return Table(
        name=name,
        kind=TableKind(told["kind"]),
        columns=tuple(_column_from(each) for each in told.get("columns", [])),
        comment=told.get("comment", ""),
        primary_key=tuple(told.get("primary", [])),
        unique_keys=tuple(tuple(each) for each in told.get("unique", [])),
        foreign_keys=tuple(
            ForeignKey(tuple(columns), TableName(*parent), tuple(parents))
            for columns, parent, parents in told.get("foreign", [])
        ),
        indexes=tuple(
            Index(index, tuple(columns), unique)
            for index, columns, unique in told.get("indexes", [])
        ),
        rows=rows.get(str(name)),
        properties=told.get("properties", {}),
        notes=told.get("notes", {}),
    )
