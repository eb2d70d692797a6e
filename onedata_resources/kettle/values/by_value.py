"""A function of single values, applied to a column."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl


def by_value(
    values: pl.Series, function: Callable[[object], object], dtype: pl.DataType
) -> pl.Series:
    """Return the column of the function's results, calling it once per distinct value."""
    distinct = values.drop_nulls().unique()
    if not len(distinct):
        return pl.Series(values.name, [None] * len(values), dtype=dtype)
    results = pl.Series([function(each) for each in distinct.to_list()], dtype=dtype)
    if dtype.is_nested():
        places = pl.int_range(len(distinct), eager=True)
        at = values.replace_strict(distinct, places, default=None, return_dtype=pl.Int64)
        return results.gather(at).alias(values.name)
    return values.replace_strict(distinct, results, default=None, return_dtype=dtype)
