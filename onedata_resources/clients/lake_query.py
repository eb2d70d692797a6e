"""What a query names: its tables, and the columns of each that it can touch.

How it runs is in `lake_sql.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl
    from sqlglot import exp

Pair = tuple[str, str]
"""Layer and table."""


def tables_in(query: str, known: Callable[[], Iterable[str]]) -> list[Pair]:
    """Return the `(layer, table)` pairs that a query reads, sorted.

    Raises:
        BadInputError: It is not one query, or a table has no layer.
    """
    from sqlglot import exp

    tree = parsed(query)
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


def parsed(query: str) -> exp.Query:
    """Return the query's tree; anything that is not one query is refused."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        statements = [tree for tree in sqlglot.parse(query, dialect="duckdb") if tree is not None]
    except SqlglotError as error:
        raise refused(query, str(error)) from error
    except RecursionError as error:
        raise refused(query, "it is nested too deeply", "嵌套层次过深") from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise refused(query, "one SELECT is allowed", "只能是一条 SELECT 语句")
    return statements[0]


def touched(frame: pl.LazyFrame, tree: exp.Expr) -> list[str]:
    """Return the columns of a table that the query can touch, none where it only counts rows.

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
    return columns if whole else [name for name in columns if name.lower() in written]


def _no_layer(written: str, table: str, known: Iterable[str]) -> BadInputError:
    options = sorted(name.replace("/", ".") for name in known if name.endswith(f"/{table}"))
    return BadInputError(
        f"{written} names no lake table: write layer.table"
        + (f", perhaps {' or '.join(options)}" if options else ""),
        f"{written} 不是湖表名：请写成 层.表" + (f"，例如 {'、'.join(options)}" if options else ""),
    )


def refused(query: str, reason: str, zh: str = "") -> BadInputError:
    """Return the error for a query that cannot run; without `zh` the reason is DuckDB's."""
    return BadInputError(
        f"the query cannot run: {reason}\n{query}", f"查询无法执行：{zh or reason}\n{query}"
    )


def too_long(query: str) -> BadInputError:
    """Return the error for a query that went over its time."""
    return refused(
        query,
        "it took too long: ask for fewer rows, or for one part after another",
        "耗时过长：请缩小查询范围，或分批查询",
    )


def too_large(query: str) -> BadInputError:
    """Return the error for a query that went over its memory."""
    return refused(
        query,
        "it took too much memory: name only the columns that you need, and ask for fewer rows",
        "占用内存过多：请只写所需的列，并缩小查询范围",
    )
