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

from onedata_resources.clients.lake_errors import gone
from onedata_resources.clients.lake_query import Pair, parsed, refused, too_large, too_long, touched
from onedata_resources.clients.lake_result import frame_of
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import duckdb
    import polars as pl

# A query by a person reads the registered tables and nothing else on this machine.
_LOCKED = (
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


@dataclass(frozen=True)
class Seen:
    """What a reader sees of a table: a SELECT over its `own` rows and those of `sources`.

    Both are names in the SELECT; `sources` tell of which tables.
    """

    sql: str
    own: str
    sources: Mapping[str, Pair]


Sight = Callable[[Pair, "pl.Schema", Sequence[str]], Seen | None]
"""Says of a table, its columns and those that the query can touch what is seen; None for all."""


@dataclass(frozen=True)
class Limits:
    """What a query may cost, and how many rows are wanted of its result."""

    rows: int
    seconds: float
    memory: str


def run_query(
    query: str,
    frames: Mapping[Pair, pl.LazyFrame],
    scan: Callable[[Pair], pl.LazyFrame],
    *,
    parameters: Mapping[str, object] | None = None,
    sight: Sight | None = None,
    limits: Limits | None = None,
) -> pl.DataFrame:
    """Return the result of a query over these tables; `scan` opens others that conditions read.

    Raises:
        BadInputError: DuckDB refused it, or it went over the limits; the message is DuckDB's.
    """
    import duckdb

    tree = parsed(query)
    named = {pair: touched(frame, tree) for pair, frame in frames.items()}
    seen = {
        pair: told
        for pair, frame in frames.items()
        if sight and (told := sight(pair, frame.collect_schema(), named[pair]))
    }
    views = {pair: _part(frame, named[pair]) for pair, frame in frames.items() if pair not in seen}
    copies = {pair: (frames[pair], told) for pair, told in seen.items()}
    with duckdb.connect(":memory:") as connection, _ended_in_time(connection, limits):
        try:
            if limits:
                connection.execute(f"SET memory_limit = '{limits.memory}'")
                # DuckDB lets every query read its folder for what does not fit into memory, where
                # the rows of others would lie too.
                connection.execute("SET temp_directory = ''")
            _prepare(connection, views, copies, scan)
            result = connection.execute(query, dict(parameters or {}) or None)
            return frame_of(result, limits.rows if limits else None)
        except duckdb.OutOfMemoryException as error:
            raise too_large(query) from error
        except (duckdb.Error, OSError) as error:  # Arrow passes DuckDB's errors on as OSError
            if isinstance(error, duckdb.InterruptException) or "INTERRUPT Error" in str(error):
                raise too_long(query) from error
            names = ["/".join(pair) for pair in frames]
            raise gone(names, str(error)) or refused(query, str(error)) from error


def _prepare(
    connection: duckdb.DuckDBPyConnection,
    views: Mapping[Pair, pl.LazyFrame],
    copies: Mapping[Pair, tuple[pl.LazyFrame, Seen]],
    scan: Callable[[Pair], pl.LazyFrame],
) -> None:
    """Leave what the reader sees, and nothing else, in the database."""
    for layer in sorted({layer for layer, _ in (*views, *copies)}):
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_quoted(layer)}")
    for pair, frame in views.items():
        _show(connection, pair, frame)
    with _lent(connection, copies, scan):
        for statement in _LOCKED:
            connection.execute(statement)
        for pair, (_, told) in copies.items():
            _copy(connection, pair, told)


@contextmanager
def _lent(
    connection: duckdb.DuckDBPyConnection,
    copies: Mapping[Pair, tuple[pl.LazyFrame, Seen]],
    scan: Callable[[Pair], pl.LazyFrame],
) -> Iterator[None]:
    """Lend the own rows of tables that are not read whole, under names that are gone afterwards."""
    import sqlglot

    columns: dict[str, tuple[pl.LazyFrame, dict[str, None]]] = {}
    for own, told in copies.values():
        tree = sqlglot.parse_one(told.sql, dialect="duckdb")
        others = {name: scan(pair) for name, pair in told.sources.items()}
        for name, frame in {**others, told.own: own}.items():
            _, wanted = columns.setdefault(name, (frame, {}))
            wanted.update(dict.fromkeys(touched(frame, tree)))
    for name, (frame, wanted) in columns.items():
        connection.register(name, _part(frame, wanted))
    yield
    for name in columns:
        connection.unregister(name)


def _part(frame: pl.LazyFrame, names: Iterable[str]) -> pl.LazyFrame:
    """Return these columns; rows cannot be counted without one."""
    return frame.select([*names] or frame.collect_schema().names()[:1])


def _copy(connection: duckdb.DuckDBPyConnection, pair: Pair, told: Seen) -> None:
    """Make the table that the reader sees.

    Raises:
        BadInputError: A condition fails. DuckDB's words may quote a row, so they are not passed on.
    """
    import duckdb

    try:
        connection.execute(f"CREATE TABLE {_named(pair)} AS {told.sql}")
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        table = "/".join(pair)
        raise gone([table], str(error)) or BadInputError(
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


def _named(pair: Pair) -> str:
    return ".".join(_quoted(part) for part in pair)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
