"""Rows of one table as somebody sees them: a part of it, or what became of some of its rows.

SQL that people write is in `lake_sql.py`, differences of whole versions in `lake_diff.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onedata_resources.clients.lake_errors import VersionGoneError, gone, table_name
from onedata_resources.clients.lake_query import Pair
from onedata_resources.clients.lake_records import Version
from onedata_resources.clients.lake_sql import Limits, Seen, Sight, run_query
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl

Scan = Callable[[Pair, int | None], "pl.LazyFrame"]
MOVES = frozenset({"WRITE", "MERGE", "DELETE", "UPDATE", "RESTORE", "CREATE TABLE"})
"""Operations that can change rows, in Delta's words; the others tidy files."""
FIRST = 500_000
"""Rows of a long table that are looked through first: DuckDB collects what it may show, 2.5 GB of
ten million rows, and most pages are full before."""


class NoColumnError(BadInputError):
    """Rows are looked for by a column that a version lacks."""


@dataclass(frozen=True)
class Asked:
    """Which rows: of a version (None: the newest), with these values, after `offset` others."""

    version: int | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    offset: int = 0


@dataclass(frozen=True)
class Change:
    """Some rows as a version left them; `rows` is empty where it took them away."""

    version: Version
    rows: pl.DataFrame


def rows_of(
    address: Sequence[str], scan: Scan, asked: Asked, *, sight: Sight | None, limits: Limits
) -> pl.DataFrame:
    """Return rows of a table as their reader sees them, in the order in which they are stored.

    Raises:
        VersionGoneError: Files of the version were deleted.
        NoColumnError: The version lacks a column that rows are looked for by.
        BadInputError: A value is none of its column's.
    """
    layer, table = table_name(address).split("/")
    own = scan((layer, table), asked.version)
    schema = own.collect_schema()
    # Whoever says what is seen does so before the values that are looked for are told anything of.
    told = sight((layer, table), schema, schema.names()) if sight else None
    if asked.where:
        own = own.filter(_having(schema, asked.where))
    if told is None:
        return _collected((layer, table), own.slice(asked.offset, limits.rows))
    # Nothing of the reader's is computed here, so no more is copied than they see.
    most = asked.offset + limits.rows
    part = Seen(f"{told.sql} LIMIT {most}", told.own, told.sources)
    query = f'SELECT * FROM {layer}."{table}" LIMIT {limits.rows} OFFSET {asked.offset}'  # noqa: S608  plain names

    def seen_of(rows: pl.LazyFrame) -> pl.DataFrame:
        return run_query(
            query,
            {(layer, table): rows},
            lambda pair: scan(pair, None),
            sight=lambda *_: part,
            limits=limits,
        )

    if not asked.where and _is_long((layer, table), own):
        found = seen_of(own.head(FIRST))
        if found.height == limits.rows:
            return found
    return seen_of(own)


def _is_long(pair: Pair, frame: pl.LazyFrame) -> bool:
    import polars as pl

    return _collected(pair, frame.select(pl.len())).item() > FIRST


def _collected(pair: Pair, frame: pl.LazyFrame) -> pl.DataFrame:
    from polars.exceptions import PolarsError

    try:
        return frame.collect()
    except (PolarsError, OSError) as error:
        told = gone(["/".join(pair)], str(error))
        if told is None:
            raise
        raise told from error


def changes_of(
    history: Sequence[Version], read: Callable[[int], pl.DataFrame], most: int
) -> Iterator[Change]:
    """Yield what each of the newest versions made of some rows, the newest first.

    A version that left them as they were is left out. It ends after `most` versions, and where
    older versions can no longer be read or lack a column by which the rows are known.

    Raises:
        NoColumnError: The newest version lacks one.
    """
    kept: Change | None = None
    for version in [each for each in history if each.operation in MOVES][:most]:
        try:
            rows = read(version.version)
        except VersionGoneError:
            break
        except NoColumnError:
            if kept is None:
                raise
            break
        if kept is not None and not _same(kept.rows, rows):
            yield kept
        kept = Change(version, rows)
    if kept is not None and not kept.rows.is_empty():
        yield kept


def _same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    if one.columns != other.columns or one.height != other.height:
        return False
    return sorted(map(repr, one.rows())) == sorted(map(repr, other.rows()))


def _having(schema: pl.Schema, where: Mapping[str, str]) -> pl.Expr:
    """Return that each column has its value, which is written as people write it."""
    import polars as pl

    return pl.all_horizontal(
        [pl.col(name).eq_missing(_value(schema, name, text)) for name, text in where.items()]
    )


def _value(schema: pl.Schema, name: str, text: str) -> pl.Expr:
    import polars as pl
    from polars.exceptions import PolarsError

    if name not in schema:
        raise NoColumnError(f"There is no column {name}.", f"没有列 {name}。")
    dtype = schema[name]
    written = pl.Series([text])
    try:
        if dtype == pl.Date:
            made = written.str.to_date()
        elif isinstance(dtype, pl.Datetime):
            made = written.str.to_datetime(time_unit=dtype.time_unit, time_zone=dtype.time_zone)
        elif dtype == pl.Boolean:
            made = pl.Series([{"true": True, "false": False}.get(text.lower())])
        elif dtype.is_numeric() or dtype == pl.String:
            made = written.cast(dtype)
        else:
            made = pl.Series([None])
    except PolarsError:
        made = pl.Series([None])
    if made.item() is None:
        raise BadInputError(
            f"{text!r} is no value of {name} ({dtype}).", f"{text!r} 不是 {name}（{dtype}）的取值。"
        )
    return pl.lit(made.item(), dtype)
