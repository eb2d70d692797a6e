"""Calculator's remainder of a division, in the types that it is taken in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from onedata_resources.kettle.engine.calculations import (
    Operand,
    Operation,
    Result,
    big,
    numeric,
    whole_division,
)
from onedata_resources.kettle.values.types import KettleType

K = KettleType


def remainder(a: Operand, b: Operand) -> Result:
    """Return what is left of A after dividing it by B; it has the sign of A.

    The step has converted both to the type of the result.
    """
    numeric(a, "remainder")
    other = b.as_kind(a.kind)
    if a.kind is K.NUMBER:
        return Result(_by_pair(a.value, other, np.fmod), a.kind)
    bad = (other == 0) & a.value.is_not_null()
    safe = pl.when(other != 0).then(other)
    if a.kind is K.INTEGER:
        return Result(a.value - whole_division(a.value, safe) * safe, a.kind, bad, "/ by zero")
    left = a.value % safe
    crossed = (left != 0) & ((a.value < 0) ^ (safe < 0))
    return Result(
        big(pl.when(crossed).then(left - safe).otherwise(left)), a.kind, bad, "Division by zero"
    )


def _by_pair(
    left: pl.Expr, right: pl.Expr, function: Callable[[np.ndarray, np.ndarray], np.ndarray]
) -> pl.Expr:
    """Return the numbers that the function of two columns of doubles gives; null stays null."""

    def compute(pairs: pl.Series) -> pl.Series:
        one, other = pairs.struct.field("a"), pairs.struct.field("b")
        missing = one.is_null() | other.is_null()
        with np.errstate(all="ignore"):
            values = function(one.fill_null(0).to_numpy(), other.fill_null(1).to_numpy())
        return pl.Series(pairs.name, values).set(missing, None)

    pair = pl.struct(left.alias("a"), right.alias("b"))
    return pair.map_batches(compute, return_dtype=pl.Float64(), is_elementwise=True)


REMAINDERS: dict[str, tuple[Operation, int]] = {"REMAINDER": (remainder, 2)}
