"""What DuckDB computed as a frame; what a frame cannot hold is refused with the way out.

How a query runs is in `lake_sql.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import duckdb
    import polars as pl
    from duckdb.sqltypes import DuckDBPyType

UNTOLD = frozenset({"interval", "union", "variant"})
"""Types that no column of a frame has."""


def frame_of(result: duckdb.DuckDBPyConnection, rows: int | None) -> pl.DataFrame:
    """Return the first rows, without making the others, or all where `rows` is None.

    Raises:
        BadInputError: Two columns have one name, or one has a type that cannot be told.
    """
    _required(result)
    return result.pl() if rows is None else _first(result, rows)


def _required(result: duckdb.DuckDBPyConnection) -> None:
    described = result.description or []
    twice = [name for name, times in Counter(each[0] for each in described).items() if times > 1]
    if twice:
        raise BadInputError(
            f"The result has several columns named {', '.join(twice)}: name them apart with AS.",
            f"结果中有多个名为 {'、'.join(twice)} 的列：请用 AS 区分列名。",
        )
    for name, kind, *_ in described:
        if UNTOLD.intersection(_types(kind)):
            raise BadInputError(
                f"{name} is of type {kind}, which cannot be told: write CAST(... AS VARCHAR).",
                f"{name} 的类型 {kind} 无法返回：请写成 CAST(... AS VARCHAR)。",
            )


def _types(kind: DuckDBPyType) -> Iterator[str]:
    """Yield the names of a type and of those that it is made of."""
    from duckdb.sqltypes import DuckDBPyType

    yield kind.id
    if kind.id in {"struct", "map", "list", "array"}:
        for _, part in kind.children:
            if isinstance(part, DuckDBPyType):  # an array's size is a number
                yield from _types(part)


def _first(result: duckdb.DuckDBPyConnection, rows: int) -> pl.DataFrame:
    import polars as pl
    import pyarrow as pa

    reader = result.to_arrow_reader(rows)
    batches = []
    for batch in reader:
        batches.append(batch)
        if sum(each.num_rows for each in batches) >= rows:
            break
    return pl.DataFrame(pa.Table.from_batches(batches, reader.schema)).head(rows)
