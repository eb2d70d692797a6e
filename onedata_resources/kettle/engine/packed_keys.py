"""The order of rows by several whole numbers, as one number of each row.

Polars sorts by one number in half of the time that several columns take it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import prod

import numpy as np
import polars as pl

LARGEST = 2**63 - 1


def packable(dtypes: Sequence[pl.DataType]) -> bool:
    """Return whether that is worth it: for two columns or more, all whole numbers to Polars."""
    whole = (each.is_integer() or each in (pl.Boolean, pl.Datetime) for each in dtypes)
    return len(dtypes) > 1 and all(whole)


def packed(keys: Sequence[pl.Expr], descending: Sequence[bool]) -> pl.Expr:
    """Return a number for each row, no two the same, in whose order the rows are sorted stably.

    Null comes first ascending and last descending.
    """
    return pl.map_batches(keys, partial(_numbers, descending), return_dtype=pl.Int64())


def _numbers(descending: Sequence[bool], keys: Sequence[pl.Series]) -> pl.Series:
    columns = [each.to_physical().cast(pl.Int64) for each in keys]
    sizes = [_size(each) for each in columns]
    height = len(columns[0])
    if prod(sizes) * height > LARGEST:
        return _numbers_of_wide(columns, descending)
    numbers = np.zeros(height, np.int64)
    for column, size, down in zip(columns, sizes, descending, strict=True):
        numbers *= size
        numbers += _ranks(column, size, down=down)
    numbers *= height
    numbers += np.arange(height)
    return pl.Series(numbers)


def _size(column: pl.Series) -> int:
    """Return how many values there may be from the column's least to its greatest, with null."""
    least, greatest = column.min(), column.max()
    return 1 if least is None else int(greatest) - int(least) + 2  # type: ignore[arg-type]


def _ranks(column: pl.Series, size: int, *, down: bool) -> np.ndarray:
    """Return how many of those values come before each, null before all of them or after."""
    least = column.min()
    if least is None:
        return np.zeros(len(column), np.int64)
    ranks = column.fill_null(least).to_numpy() - least
    ranks += 1
    if column.null_count():
        ranks[column.is_null().to_numpy()] = 0
    return np.subtract(size - 1, ranks, out=ranks) if down else ranks


def _numbers_of_wide(columns: Sequence[pl.Series], descending: Sequence[bool]) -> pl.Series:
    """Return the places that the rows have when they are sorted, for keys too far apart to pack."""
    least_first = []
    for column, down in reversed([*zip(columns, descending, strict=True)]):
        values, present = column.fill_null(0).to_numpy(), column.is_not_null().to_numpy()
        # The complement turns the order around, that of the least number too.
        least_first += [~values, ~present] if down else [values, present]
    numbers = np.empty(len(columns[0]), np.int64)
    numbers[np.lexsort(least_first)] = np.arange(len(numbers))
    return pl.Series(numbers)
