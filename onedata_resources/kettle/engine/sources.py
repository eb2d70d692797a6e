"""Frames whose rows are read, or made, in batches while the run goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl
from polars.io.plugins import register_io_source

BATCH_ROWS = 50_000

NUMBER = "__kettle_number"


def batch_source(
    schema: Mapping[str, pl.DataType], read: Callable[[], Iterator[pl.DataFrame]]
) -> pl.LazyFrame:
    """Return a frame that reads when it is computed, and only as many rows as are wanted."""

    def batches(
        with_columns: list[str] | None,
        predicate: pl.Expr | None,
        n_rows: int | None,
        batch_size: int | None,
    ) -> Iterator[pl.DataFrame]:
        del batch_size
        left = n_rows
        for batch in read():
            part = batch if left is None else batch.head(left)
            left = None if left is None else left - part.height
            if with_columns is not None:
                # A selection of no columns would lose the number of rows.
                part = part.select(with_columns) if with_columns else pl.DataFrame(height=len(part))
            yield part.filter(predicate) if predicate is not None else part
            if left is not None and left <= 0:
                return

    return register_io_source(batches, schema=dict(schema))


def numbered(limit: int) -> Callable[[], Iterator[pl.DataFrame]]:
    """Return what reads `limit` rows with the number of each, from 0, in column `NUMBER`."""

    def batches() -> Iterator[pl.DataFrame]:
        for start in range(0, limit, BATCH_ROWS):
            end = min(start + BATCH_ROWS, limit)
            yield pl.select(pl.int_range(start, end, dtype=pl.Int64).alias(NUMBER))

    return batches
