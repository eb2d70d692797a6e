"""Read-only SQL over lake tables: DuckDB sees exactly the tables that the query names.

Of a table that its reader may not read whole it sees a copy of what they may, made before their
own query runs: no expression of theirs is ever computed on a row or a value that they do not see.
Who may read what is decided in `onedata_assets/domain/security/data_policies.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import duckdb
    import polars as pl
    from sqlglot import exp

Pair = tuple[str, str]
"""Layer and table."""

# A query by a person reads the registered tables and nothing else on this machine.
_LOCKED = (
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


@dataclass(frozen=True)
class Seen:
    """What a reader sees of a table: a SELECT, and the tables that it reads by its names."""

    sql: str
    sources: Mapping[str, Pair]


Sight = Callable[[Pair, "pl.Schema", Sequence[str]], Seen | None]
"""Says of a table, its columns and those that the query can touch what is seen; None for all."""


@dataclass(frozen=True)
class Limits:
    """What a query may cost, and how many rows are wanted of its result."""

    rows: int
    seconds: float
    memory: str


def tables_in(query: str, known: Callable[[], Iterable[str]]) -> list[Pair]:
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
    tables: Sequence[Pair],
    scan: Callable[[Pair], pl.LazyFrame],
    *,
    parameters: Mapping[str, object] | None = None,
    sight: Sight | None = None,
    limits: Limits | None = None,
) -> pl.DataFrame:
    """Return the result of a query over the given tables.

    Raises:
        BadInputError: DuckDB refused it, or it went over the limits; the message is DuckDB's.
    """
    import duckdb

    tree = _parsed(query)
    frames = {pair: scan(pair) for pair in tables}
    touched = {pair: _touched(frame, tree) for pair, frame in frames.items()}
    seen = {
        pair: told
        for pair, frame in frames.items()
        if sight and (told := sight(pair, frame.collect_schema(), touched[pair]))
    }
    with duckdb.connect(":memory:") as connection, _ended_in_time(connection, limits):
        if limits:
            connection.execute(f"SET memory_limit = '{limits.memory}'")
        for pair, frame in frames.items():
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_quoted(pair[0])}")
            if pair not in seen:
                _show(connection, pair, frame.select(touched[pair]))
        with _lent(connection, seen.values(), scan):
            for statement in _LOCKED:
                connection.execute(statement)
            for pair, told in seen.items():
                _copy(connection, pair, told)
        try:
            result = connection.execute(query, dict(parameters or {}) or None)
            return _first(result, limits.rows) if limits else result.pl()
        except duckdb.InterruptException as error:
            raise _refused(query, "it took too long") from error
        except duckdb.Error as error:
            raise _refused(query, str(error)) from error


@contextmanager
def _lent(
    connection: duckdb.DuckDBPyConnection,
    seen: Iterable[Seen],
    scan: Callable[[Pair], pl.LazyFrame],
) -> Iterator[None]:
    """Lend the own rows of tables that are not read whole, under names that are gone afterwards."""
    import polars as pl
    import sqlglot

    columns: dict[str, tuple[pl.LazyFrame, dict[str, None]]] = {}
    for told in seen:
        tree = sqlglot.parse_one(told.sql, dialect="duckdb")
        for name, pair in told.sources.items():
            frame, wanted = columns.setdefault(name, (scan(pair), {}))
            wanted.update(dict.fromkeys(_touched(frame, tree)))
    for name, (frame, wanted) in columns.items():
        connection.register(name, frame.select(pl.col(each) for each in wanted))
    yield
    for name in columns:
        connection.unregister(name)


def _copy(connection: duckdb.DuckDBPyConnection, pair: Pair, told: Seen) -> None:
    """Make the table that the reader sees.

    Raises:
        BadInputError: A condition fails. DuckDB's words may quote a row, so they are not passed on.
    """
    import duckdb

    try:
        connection.execute(f"CREATE TABLE {_named(pair)} AS {told.sql}")
    except duckdb.Error as error:
        table = "/".join(pair)
        raise BadInputError(
            f"What you may read of {table} cannot be made: a condition of its data policies fails.",
            f"无法得出您可读取的 {table}：其数据策略中的行条件执行失败。",
        ) from error


def _show(connection: duckdb.DuckDBPyConnection, pair: Pair, frame: pl.LazyFrame) -> None:
    source = "/".join(pair)
    connection.register(source, frame)
    connection.execute(
        f"CREATE VIEW {_named(pair)} AS SELECT * FROM {_quoted(source)}"  # noqa: S608  quoted names
    )


@contextmanager
def _ended_in_time(connection: duckdb.DuckDBPyConnection, limits: Limits | None) -> Iterator[None]:
    if limits is None:
        yield
        return
    timer = Timer(limits.seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _first(result: duckdb.DuckDBPyConnection, rows: int) -> pl.DataFrame:
    """Return the first rows, without making the others."""
    import polars as pl
    import pyarrow as pa

    reader = result.to_arrow_reader(rows)
    batches = []
    for batch in reader:
        batches.append(batch)
        if sum(each.num_rows for each in batches) >= rows:
            break
    return pl.DataFrame(pa.Table.from_batches(batches, reader.schema)).head(rows)


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


def _touched(frame: pl.LazyFrame, tree: exp.Expr) -> list[str]:
    """Return the columns of a table that the query can touch, one at least.

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
    return columns if whole else named


def _named(pair: Pair) -> str:
    return ".".join(_quoted(part) for part in pair)


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
