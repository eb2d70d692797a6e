"""Column lineage of a SELECT: for each result column, the table columns that it is made from."""

from __future__ import annotations

from collections.abc import Mapping

Columns = Mapping[str, str]
"""Column names with their SQL types."""

Source = tuple[str, str, str]
"""Layer, table and column."""


def column_sources(
    sql: str, tables: Mapping[tuple[str, str], Columns], dialect: str
) -> dict[str, list[Source]]:
    """Return the sources of each column, sorted; `tables` are those that the query reads.

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
        name: sorted(
            {
                (node.expression.db, node.expression.name, exp.to_column(node.name).name)
                for node in root.walk()
                if isinstance(node.expression, exp.Table)
            }
        )
        for name, root in lineage(None, tree, schema=schema, dialect=dialect).items()
    }


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {}
