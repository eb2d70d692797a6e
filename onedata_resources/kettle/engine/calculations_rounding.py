"""Calculator's roundings. Numbers are rounded by their shortest text, as Java's BigDecimal does."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl

from onedata_resources.kettle.engine.calculations import (
    Operand,
    Operation,
    Result,
    big,
    numeric,
)
from onedata_resources.kettle.values.convert import elementwise, half_up, rounded, valuewise
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.java_rounding import (
    CEILING_HALF,
    HALF_UP,
    MODES,
    round_decimal,
)
from onedata_resources.kettle.values.number_parse import big_number
from onedata_resources.kettle.values.types import KettleType

K = KettleType


def absolute(a: Operand) -> Result:
    """Return A without its sign; a big number passes through a double."""
    numeric(a, "abs")
    if a.kind is K.BIG_NUMBER:
        return Result(_through_double(a.value.abs()), a.kind)
    return Result(a.value.abs(), a.kind)


def _through_double(value: pl.Expr) -> pl.Expr:
    """Return the exact value of the double that is next to a big number."""

    def exact(number: object) -> Decimal | None:
        return big_number(format(Decimal(float(str(number))), "f"))

    dtype = dtype_of(K.BIG_NUMBER)
    return valuewise(value, exact, dtype)


def ceiling(a: Operand) -> Result:
    """Return the smallest whole number that is not less than A."""
    numeric(a, "ceil")
    return Result(a.value if a.kind is K.INTEGER else a.value.ceil(), a.kind)


def floor(a: Operand) -> Result:
    """Return the largest whole number that is not more than A."""
    numeric(a, "floor")
    return Result(a.value if a.kind is K.INTEGER else a.value.floor(), a.kind)


def round_up_half(a: Operand) -> Result:
    """Return A rounded to a whole number, halves towards positive infinity."""
    numeric(a, "round")
    if a.kind is K.INTEGER:
        return Result(a.value, a.kind)
    if a.kind is K.BIG_NUMBER:
        return Result(big(half_up(a.value.cast(pl.Float64)).cast(pl.Int64)), a.kind)
    return Result(rounded(a.value).cast(pl.Float64), a.kind)


def round_away(a: Operand) -> Result:
    """Return A rounded to a whole number, halves away from zero."""
    return _rounded(a, pl.lit(0, pl.Int64), HALF_UP)


def round_custom(a: Operand, b: Operand) -> Result:
    """Return A rounded to a whole number in the mode B."""
    return _in_modes(a, pl.lit(0, pl.Int64), b)


def round_digits_up(a: Operand, b: Operand) -> Result:
    """Return A rounded to B digits of its decimal text, halves towards positive infinity."""
    return _rounded(a, b.as_kind(K.INTEGER), CEILING_HALF)


def round_digits_away(a: Operand, b: Operand) -> Result:
    """Return A rounded to B digits of its decimal text, halves away from zero."""
    return _rounded(a, b.as_kind(K.INTEGER), HALF_UP)


def round_digits_custom(a: Operand, b: Operand, c: Operand) -> Result:
    """Return A rounded to B digits of its decimal text in the mode C."""
    return _in_modes(a, b.as_kind(K.INTEGER), c)


def _rounded(a: Operand, digits: pl.Expr, mode: int) -> Result:
    numeric(a, "round")
    if a.kind is not K.NUMBER:
        return _in_modes(a, digits, Operand(a.field, pl.lit(mode, pl.Int64)), known=True)
    pair = pl.struct(a.value.alias("a"), digits.alias("b"))

    def kernel(pairs: pl.Series) -> pl.Series:
        values, places = pairs.struct.field("a"), pairs.struct.field("b")
        return rounded_columns(values, places, mode)

    return Result(pair.map_batches(kernel, return_dtype=pl.Float64(), is_elementwise=True), a.kind)


def _in_modes(a: Operand, digits: pl.Expr, c: Operand, *, known: bool = False) -> Result:
    """Round each row in its own mode, once per distinct row."""
    numeric(a, "round")
    mode = c.value if known else c.as_kind(K.INTEGER)
    dtype = dtype_of(a.kind)
    row = pl.struct(a.value.alias("a"), digits.alias("b"), mode.alias("c"))

    def kernel(rows: pl.Series) -> pl.Series:
        frame = rows.struct.unnest()
        distinct = frame.unique().drop_nulls()
        values = [round_decimal(*each) for each in distinct.iter_rows()]
        known_rows = distinct.with_columns(pl.Series("r", values, dtype=dtype))
        joined = frame.join(known_rows, on=["a", "b", "c"], how="left", maintain_order="left")
        return joined["r"].alias(rows.name)

    bad = mode.is_in(list(MODES)).not_()
    safe = elementwise(row, kernel, dtype)
    return Result(safe, a.kind, bad, "the rounding mode must be -1 to 6")


def rounded_columns(values: pl.Series, digits: pl.Series, mode: int) -> pl.Series:
    """Return the values rounded to the digits, to the nearest ones.

    The mode decides ties: values next to one are rounded by their decimal text.
    """
    away = mode == HALF_UP
    missing = values.is_null() | digits.is_null()
    numbers = values.fill_null(0.0).to_numpy()
    places = digits.fill_null(0).to_numpy()
    with np.errstate(all="ignore"):
        power = np.power(10.0, places)
        scaled = np.abs(numbers) * power if away else numbers * power
        whole = np.floor(scaled + 0.5)
        result = whole / power
        result = np.copysign(result, numbers) if away else result
        near = np.abs(scaled - np.floor(scaled) - 0.5) <= np.abs(scaled) * 1e-15 + 1e-12
        odd = np.isfinite(numbers) & (near | (np.abs(scaled) >= 2.0**52) | (places < 0))
        result = np.where(np.isfinite(numbers), result, numbers)
    for at in np.flatnonzero(odd & ~missing.to_numpy()):
        result[at] = round_decimal(float(numbers[at]), int(places[at]), mode)
    return pl.Series(values.name, result).set(missing, None)


ROUNDING: dict[str, tuple[Operation, int]] = {
    "ROUND_1": (round_up_half, 1), "ROUND_STD_1": (round_away, 1), "CEIL": (ceiling, 1),
    "FLOOR": (floor, 1), "ABS": (absolute, 1),
}  # fmt: skip
ROUNDING_DIGITS: dict[str, tuple[Operation, int]] = {
    "ROUND_2": (round_digits_up, 2),
    "ROUND_STD_2": (round_digits_away, 2),
    "ROUND_CUSTOM_1": (round_custom, 2),
    "ROUND_CUSTOM_2": (round_digits_custom, 3),
}
