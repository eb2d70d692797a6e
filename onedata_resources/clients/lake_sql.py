"""Read-only SQL over lake tables: DuckDB sees exactly the tables that the query names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl
    from sqlglot import exp

# A query by a person reads the registered tables and nothing else on this machine.
_LOCKED = (
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


def tables_in(query: str, known: Callable[[], Iterable[str]]) -> list[tuple[str, str]]:
    """Return the `(layer, table)` pairs that a query reads, sorted.

    Raises:
        BadInputError: It is not one query, or a table has no layer.
    """
    from sqlglot import exp

    tree = _parsed(query)
    local = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    found = set()
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            continue  # a table function; DuckDB refuses those that touch files
        if table.db and not table.catalog:
            found.add((table.db, table.name))
        elif table.db or table.name.lower() not in local:
            raise _no_layer(table.sql(dialect="duckdb"), table.name, known())
    return sorted(found)


def run_query(
    query: str,
    tables: Mapping[tuple[str, str], pl.LazyFrame],
    parameters: Mapping[str, object] | None = None,
) -> pl.DataFrame:
    """Return the result of a query over the given tables.

    Raises:
        BadInputError: DuckDB refused it; the message is DuckDB's.
    """
    import duckdb

    with duckdb.connect(":memory:") as connection:
        for (layer, table), frame in tables.items():
            source = f"{layer}/{table}"
            connection.register(source, _only_named(frame, _parsed(query)))
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_quoted(layer)}")
            connection.execute(
                f"CREATE VIEW {_quoted(layer)}.{_quoted(table)} AS SELECT * FROM {_quoted(source)}"  # noqa: S608 - quoted names
            )
        for statement in _LOCKED:
            connection.execute(statement)
        try:
            return connection.execute(query, dict(parameters or {}) or None).pl()
        except duckdb.Error as error:
            raise _refused(query, str(error)) from error


def _parsed(query: str) -> exp.Query:
    """Return the query's tree; anything that is not one query is refused."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        statements = [tree for tree in sqlglot.parse(query, dialect="duckdb") if tree is not None]
    except SqlglotError as error:
        raise _refused(query, str(error)) from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise _refused(query, "one SELECT is allowed")
    return statements[0]


def _only_named(frame: pl.LazyFrame, tree: exp.Query) -> pl.LazyFrame:
    """Return the frame with the columns that the query can touch.

    DuckDB pushes filters into a Polars frame, but without one it collects every column.
    """
    from sqlglot import exp

    written = {name.name.lower() for name in tree.find_all(exp.Identifier)}
    tables = {table.alias_or_name.lower() for table in tree.find_all(exp.Table)}
    whole = (
        any(not isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star))
        or tree.find(exp.Pivot, exp.Columns) is not None
        or any(join.method == "NATURAL" for join in tree.find_all(exp.Join))
        or any(column.name.lower() in tables for column in tree.find_all(exp.Column))
    )
    columns = frame.collect_schema().names()
    named = [name for name in columns if name.lower() in written] or columns[:1]
    return frame if whole else frame.select(named)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _no_layer(written: str, table: str, known: Iterable[str]) -> BadInputError:
    options = sorted(name.replace("/", ".") for name in known if name.endswith(f"/{table}"))
    return BadInputError(
        f"{written} names no lake table: write layer.table"
        + (f", perhaps {' or '.join(options)}" if options else ""),
        f"{written} 不是湖表名：请写成 层.表" + (f"，例如 {'、'.join(options)}" if options else ""),
    )


def _refused(query: str, reason: str) -> BadInputError:
    return BadInputError(
        f"the query cannot run: {reason}\n{query}", f"查询无法执行：{reason}\n{query}"
    )
