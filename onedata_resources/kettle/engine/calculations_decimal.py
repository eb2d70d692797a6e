"""Products and quotients of big numbers, which Calculator rounds to sixteen digits."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal

import polars as pl

from onedata_resources.kettle.values.convert import elementwise
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.number_parse import big_number
from onedata_resources.kettle.values.types import KettleType

K = KettleType
DIGITS = Context(prec=16, rounding=ROUND_HALF_EVEN)
"""Java's DECIMAL64, in which big numbers are multiplied and divided."""


def in_sixteen_digits(
    a: pl.Expr, b: pl.Expr, function: Callable[[Decimal, Decimal], Decimal]
) -> pl.Expr:
    """Return the function of two big numbers, computed once per distinct pair."""
    dtype = dtype_of(K.BIG_NUMBER)

    def compute(pairs: pl.Series) -> pl.Series:
        frame = pairs.struct.unnest()
        distinct = frame.unique().drop_nulls()
        results = [big_number(function(*pair)) for pair in distinct.iter_rows()]
        known = distinct.with_columns(pl.Series("r", results, dtype=dtype))
        joined = frame.join(known, on=["a", "b"], how="left", maintain_order="left")
        return joined["r"].alias(pairs.name)

    return elementwise(
        pl.struct(a.cast(dtype).alias("a"), b.cast(dtype).alias("b")), compute, dtype
    )


def product(a: pl.Expr, b: pl.Expr, kind: KettleType) -> pl.Expr:
    """Return A x B in the type."""
    return in_sixteen_digits(a, b, DIGITS.multiply) if kind is K.BIG_NUMBER else a * b
