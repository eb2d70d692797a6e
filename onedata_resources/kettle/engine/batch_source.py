"""Rows that a function reads in batches, as a lazy frame that can be read in a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl
from polars.io.plugins import register_io_source


def batch_source(
    schema: Mapping[str, pl.DataType], read: Callable[[], Iterator[pl.DataFrame]]
) -> pl.LazyFrame:
    """Return the batches of `read` as a lazy frame; nothing is read before rows are asked for."""

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
            part = part.select(with_columns) if with_columns is not None else part
            yield part.filter(predicate) if predicate is not None else part
            if left is not None and left <= 0:
                return

    return register_io_source(batches, schema=dict(schema))
