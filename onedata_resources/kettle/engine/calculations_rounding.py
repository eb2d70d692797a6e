"""Calculator's roundings."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import polars as pl

from onedata_resources.kettle.engine.calculations import (
    Operand,
    Operation,
    Result,
    back,
    big,
    numeric,
)
from onedata_resources.kettle.values.types import KettleType

K = KettleType


def absolute(a: Operand) -> Result:
    """Return A without its sign."""
    numeric(a, "abs")
    return Result(a.value.abs(), a.kind)


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
        return Result(big((a.value + pl.lit(Decimal("0.5"))).floor()), a.kind)
    return Result((a.value + 0.5).floor(), a.kind)


def round_away(a: Operand) -> Result:
    """Return A rounded to a whole number, halves away from zero."""
    numeric(a, "round")
    if a.kind is K.INTEGER:
        return Result(a.value, a.kind)
    half = (a.value.abs().cast(pl.Float64) + 0.5).floor()
    return back(half * a.value.sign().cast(pl.Float64), a.kind)


def round_digits_up(a: Operand, b: Operand) -> Result:
    """Return A rounded to B digits of its decimal text, halves towards positive infinity."""
    return _round_digits(a, b, away=False)


def round_digits_away(a: Operand, b: Operand) -> Result:
    """Return A rounded to B digits of its decimal text, halves away from zero."""
    return _round_digits(a, b, away=True)


def _round_digits(a: Operand, b: Operand, *, away: bool) -> Result:
    numeric(a, "round")
    pair = pl.struct(a.as_kind(K.NUMBER).alias("a"), b.as_kind(K.INTEGER).alias("b"))
    kernel = _away if away else _up
    value = pair.map_batches(kernel, return_dtype=pl.Float64(), is_elementwise=True)
    return back(value, a.kind)


def _up(pairs: pl.Series) -> pl.Series:
    return rounded_columns(pairs.struct.field("a"), pairs.struct.field("b"), away=False)


def _away(pairs: pl.Series) -> pl.Series:
    return rounded_columns(pairs.struct.field("a"), pairs.struct.field("b"), away=True)


def rounded_columns(values: pl.Series, digits: pl.Series, *, away: bool) -> pl.Series:
    """Return the values rounded to the digits; values next to a tie are decided by their text."""
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
        result[at] = _round_text(float(numbers[at]), int(places[at]), away=away)
    return pl.Series(values.name, result).set(missing, None)


def _round_text(value: float, places: int, *, away: bool) -> float:
    number = Decimal(repr(value))
    step = Decimal(1).scaleb(-places)
    if away:
        return float((number / step).quantize(Decimal(1), ROUND_HALF_UP) * step)
    shifted = number / step + Decimal("0.5")
    whole = shifted.to_integral_value("ROUND_FLOOR")
    return float(whole * step)


ROUNDING: dict[str, tuple[Operation, int]] = {
    "ROUND_1": (round_up_half, 1), "ROUND_STD_1": (round_away, 1), "CEIL": (ceiling, 1),
    "FLOOR": (floor, 1), "ABS": (absolute, 1),
}  # fmt: skip
ROUNDING_DIGITS: dict[str, tuple[Operation, int]] = {
    "ROUND_2": (round_digits_up, 2),
    "ROUND_STD_2": (round_digits_away, 2),
}
