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
    """How many rows have a key that others have too, and some such keys."""

    rows: int
    examples: tuple[str, ...] = ()


def repeated(frame: pl.LazyFrame, keys: Sequence[Sequence[str]]) -> list[Repeated]:
    """Return for each key, of one column or several, the rows that share theirs with others.

    A key with a null in it equals none.
    """
    import duckdb

    if not keys:
        return []
    names = list(dict.fromkeys(name for key in keys for name in key))
    with tempfile.TemporaryDirectory(prefix="onedata-keys-") as folder:
        path = Path(folder) / "keys.parquet"
        frame.select(names).sink_parquet(path, compression="zstd")
        with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": folder}) as found:
            return [_repeated(found, path, key) for key in keys]


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


def _repeated(connection: object, path: Path, key: Sequence[str]) -> Repeated:
    columns = ", ".join(_quoted(each) for each in key)
    known = " AND ".join(f"{_quoted(each)} IS NOT NULL" for each in key)
    shown = " || ', ' || ".join(f"CAST({_quoted(each)} AS VARCHAR)" for each in key)
    query = (  # the names are quoted
        f"SELECT {shown}, count(*) FROM read_parquet($path) WHERE {known} "  # noqa: S608
        f"GROUP BY {columns} HAVING count(*) > 1"
    )
    counted = connection.execute(  # type: ignore[attr-defined]
        f"SELECT coalesce(sum(n), 0), min(k, {EXAMPLES}) FROM ({query}) AS told(k, n)",  # noqa: S608
        {"path": str(path)},
    ).fetchone()
    rows, examples = counted
    return Repeated(int(rows), tuple(examples or ()))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
