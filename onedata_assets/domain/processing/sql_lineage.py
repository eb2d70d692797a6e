"""Column lineage of a SELECT: for each result column, the table columns that it is made from.

Whether it only counts them is told too: of a count nothing personal is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot.lineage import Node

Columns = Mapping[str, str]
"""Column names with their SQL types."""

Source = tuple[str, str, str]
"""Layer, table and column."""


@dataclass(frozen=True)
class Making:
    """What a column is made from, sorted, and whether it only counts that."""

    sources: list[Source]
    is_count: bool


def column_makings(
    sql: str, tables: Mapping[tuple[str, str], Columns], dialect: str
) -> dict[str, Making]:
    """Return how each column is made; `tables` are those that the query reads.

    Raises:
        sqlglot.errors.SqlglotError: The query is no SELECT, or names a column that no table has.
    """
    from sqlglot import exp, parse_one
    from sqlglot.lineage import lineage

    schema: dict[str, object] = {}
    for (layer, table), columns in tables.items():
        schema[layer] = {**_mapping(schema.get(layer)), table: dict(columns)}
    tree = parse_one(sql, dialect=dialect)
    for table in tree.find_all(exp.Table):
        table.set("catalog", None)
    return {
        name: _making(root)
        for name, root in lineage(None, tree, schema=schema, dialect=dialect).items()
    }


def _making(root: Node) -> Making:
    leaves = list(_leaves(root, is_counted=False))
    sources = {source for source, _ in leaves}
    return Making(sorted(sources), bool(leaves) and all(counted for _, counted in leaves))


def _leaves(node: Node, *, is_counted: bool) -> Iterator[tuple[Source, bool]]:
    """Yield the table columns below a node, and whether a select on the way counts them."""
    from sqlglot import exp

    table = node.expression
    if isinstance(table, exp.Table):
        yield (table.db, table.name, exp.to_column(node.name).name), is_counted
        return
    counts = is_counted or _only_counts(table)
    for below in node.downstream:
        yield from _leaves(below, is_counted=counts)


def _only_counts(projection: object) -> bool:
    """Tell whether every column that a projection names stands within a count."""
    from sqlglot import exp

    if not isinstance(projection, exp.Alias):
        return False
    columns = list(projection.this.find_all(exp.Column))
    return bool(columns) and all(each.find_ancestor(exp.Count) is not None for each in columns)


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {}
