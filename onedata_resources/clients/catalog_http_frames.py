"""Rows out of JSON as a frame: objects within rows are columns with dotted names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.interfaces.schemas import DEEPEST
from onedata_assets.domain.metadata.log_formats.plain import read_json_lines

if TYPE_CHECKING:
    import polars as pl


def frame_of_rows(rows: Sequence[object]) -> pl.DataFrame:
    """Return rows as a frame without columns where there are none.

    Values that are no objects are one column, `value`; beside objects they are left out.
    """
    import polars as pl

    objects = [row for row in rows if isinstance(row, dict)]
    told = objects or [{"value": row} for row in rows if row is not None]
    return _flat(_read(told)) if any(told) else pl.DataFrame()


def _read(objects: list[dict[str, object]]) -> pl.DataFrame:
    """Return objects as a frame, each of its columns with the type that all values have."""
    import duckdb

    with duckdb.connect() as connection:
        lines = connection.execute(
            "SELECT unnest(from_json(?, '[\"JSON\"]'))::VARCHAR AS line",
            [json.dumps(objects, ensure_ascii=False)],
        ).pl()
    return read_json_lines(lines["line"])


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    for _ in range(DEEPEST - 1):
        found: dict[str, pl.Series] = {}
        for column in frame.get_columns():
            for name, part in _parts(column).items():
                found.setdefault(name, part)
        if list(found) == frame.columns:
            break
        frame = pl.DataFrame([part.alias(name) for name, part in found.items()])
    return frame.with_columns(pl.col(pl.Null).cast(pl.String))


def _parts(column: pl.Series) -> dict[str, pl.Series]:
    """Return the parts of a column of objects, or the column itself."""
    import polars as pl

    if not isinstance(column.dtype, pl.Struct) or not column.dtype.fields:
        return {column.name: column}
    inner = column.struct.unnest().get_columns()
    return {f"{column.name}.{part.name}": part for part in inner}
