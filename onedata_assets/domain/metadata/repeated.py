"""Keys that several rows have, counted however large the table is: what does not fit is on disk.

Polars keeps all different keys in memory, 4 GB of a hundred million; DuckDB spills them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

MEMORY = "512MB"
EXAMPLES = 5


@dataclass(frozen=True)
class Repeated:
    """How many rows have a key that others have too, some such keys, and some of their rows.

    `keys` tells by `identity` which rows have each of the examples, some of them where many have.
    """

    rows: int
    examples: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


def repeated(
    frame: pl.LazyFrame, keys: Sequence[Sequence[str]], identity: Sequence[str] = ()
) -> list[Repeated]:
    """Return for each key, of one column or several, the rows that share theirs with others.

    A key with a null in it equals none. `identity` are the columns that tell rows apart.
    """
    import duckdb

    if not keys:
        return []
    names = list(dict.fromkeys([*(name for key in keys for name in key), *identity]))
    with tempfile.TemporaryDirectory(prefix="onedata-keys-") as folder:
        path = Path(folder) / "keys.parquet"
        frame.select(names).sink_parquet(path, compression="zstd")
        with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": folder}) as found:
            return [_repeated(found, path, key, identity) for key in keys]


def repeated_keys(frame: pl.LazyFrame, key: Sequence[str], folder: Path) -> pl.LazyFrame:
    """Return the keys that several rows have, each once, kept in a folder while they are read."""
    import duckdb
    import polars as pl

    path, found = folder / "keys.parquet", folder / "repeated.parquet"
    frame.select(key).drop_nulls().sink_parquet(path, compression="zstd")
    columns = ", ".join(map(_quoted, key))
    query = (  # the names are quoted
        f"SELECT {columns} FROM read_parquet($path) GROUP BY {columns} HAVING count(*) > 1"  # noqa: S608
    )
    with duckdb.connect(
        config={"memory_limit": MEMORY, "temp_directory": str(folder)}
    ) as connection:
        connection.sql(query, params={"path": str(path)}).write_parquet(str(found))
    return pl.scan_parquet(found).cast({name: frame.collect_schema()[name] for name in key})


def _repeated(
    connection: object, path: Path, key: Sequence[str], identity: Sequence[str]
) -> Repeated:
    columns = ", ".join(_quoted(each) for each in key)
    known = " AND ".join(f"{_quoted(each)} IS NOT NULL" for each in key)
    query = (  # the names are quoted
        f"SELECT {columns}, count(*) AS n FROM read_parquet($path) WHERE {known} "  # noqa: S608
        f"GROUP BY {columns} HAVING count(*) > 1"
    )
    asked = f"SELECT coalesce(sum(n), 0), min({_shown(key)}, {EXAMPLES}) FROM ({query})"  # noqa: S608
    counted = connection.execute(asked, {"path": str(path)}).fetchone()  # type: ignore[attr-defined]
    rows, examples = int(counted[0]), tuple(counted[1] or ())
    return Repeated(rows, examples, _rows_of(connection, path, key, identity, examples))


def _rows_of(
    connection: object,
    path: Path,
    key: Sequence[str],
    identity: Sequence[str],
    examples: tuple[str, ...],
) -> tuple[str, ...]:
    """Return which rows have each of the keys, as far as the identity tells them apart."""
    if not identity or not examples:
        return ()
    told = " || ', ' || ".join(
        f"{_text(f'{each} = ')} || coalesce(CAST({_quoted(each)} AS VARCHAR), '')"
        for each in identity
    )
    rows = (  # the names are quoted
        f"SELECT DISTINCT {_shown(key)} AS k, {told} AS row FROM read_parquet($path) "  # noqa: S608
        "WHERE k IN (SELECT unnest($examples))"
    )
    query = f"SELECT k, min(row, {EXAMPLES}) FROM ({rows}) GROUP BY k"  # noqa: S608
    given = {"path": str(path), "examples": list(examples)}
    found = dict(connection.execute(query, given).fetchall())  # type: ignore[attr-defined]
    return tuple(" / ".join(found.get(each, ())) for each in examples)


def _shown(key: Sequence[str]) -> str:
    return " || ', ' || ".join(f"CAST({_quoted(each)} AS VARCHAR)" for each in key)


def _text(written: str) -> str:
    return "'" + written.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
