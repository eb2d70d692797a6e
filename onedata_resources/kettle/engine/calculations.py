"""The operations of Calculator as expressions, with the types that Kettle computes in.

Arithmetic happens in the type of field A: B and C are converted to it first. Dates and texts are
in `calculations_dates.py` and `calculations_text.py`, the step in `steps/calculator.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import polars as pl

from onedata_resources.kettle.values.convert import convert, not_empty, rounded, to_text
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import NUMERIC, TEMPORAL, Field, KettleType

K = KettleType


class CalculationError(Exception):
    """An operation that its operands' types do not allow."""


@dataclass(frozen=True)
class Operand:
    """A field that takes part in a calculation, and its typed value."""

    field: Field
    value: pl.Expr

    @property
    def kind(self) -> KettleType:
        """Return the field's type."""
        return self.field.type

    def as_kind(self, kind: KettleType) -> pl.Expr:
        """Return the value converted to the type."""
        return convert(self.value, self.field, kind)

    @property
    def text(self) -> pl.Expr:
        """Return the value as text, null where it is empty."""
        return not_empty(to_text(self.value, self.field))


@dataclass(frozen=True)
class Result:
    """What an operation gives: its value and type, and where it fails.

    `only_text` is a number that Kettle takes for a text: only a text field can hold it.
    """

    value: pl.Expr
    kind: KettleType
    bad: pl.Expr | None = None
    why: str = ""
    only_text: bool = False


Operation = Callable[..., Result]


def _numeric(a: Operand, name: str) -> None:
    if a.kind not in NUMERIC:
        raise CalculationError(
            f"The '{name}' function only works on numeric data, not on '{a.field.name}' ({a.kind})."
        )


def _whole_division(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Divide integers as Java does, towards zero."""
    floor = a // b
    return floor + ((a % b != 0) & ((a < 0) ^ (b < 0))).cast(pl.Int64)


def _divided(a: pl.Expr, b: pl.Expr, kind: KettleType) -> Result:
    if kind is K.INTEGER:
        safe = pl.when(b != 0).then(b)
        bad = (b == 0) & a.is_not_null()
        return Result(_whole_division(a, safe), kind, bad, "/ by zero")
    if kind is K.BIG_NUMBER:
        bad = (b == 0) & a.is_not_null()
        return Result(_big(a / pl.when(b != 0).then(b)), kind, bad, "Division by zero")
    return Result(a / b, kind)


def _big(value: pl.Expr) -> pl.Expr:
    return value.cast(dtype_of(K.BIG_NUMBER), strict=False)


def _typed(value: pl.Expr, kind: KettleType) -> pl.Expr:
    return _big(value) if kind is K.BIG_NUMBER else value


def add(a: Operand, b: Operand) -> Result:
    """Return A + B; a text A is followed by B's text."""
    if a.kind is K.STRING:
        return Result(a.text + b.text.str.strip_chars(), K.STRING)
    if a.kind is K.BOOLEAN:
        return Result(a.value | b.as_kind(K.BOOLEAN), K.BOOLEAN)
    _numeric(a, "plus")
    total = _typed(a.value + b.as_kind(a.kind), a.kind)
    if b.kind is not K.STRING:
        return Result(total, a.kind)
    return Result(to_text(total, Field("", a.kind)), K.STRING, only_text=True)


def add_three(a: Operand, b: Operand, c: Operand) -> Result:
    """Return A + B + C."""
    first = add(a, b)
    return add(Operand(Field("", first.kind), first.value), c)


def subtract(a: Operand, b: Operand) -> Result:
    """Return A - B; of two dates the milliseconds between them."""
    if a.kind in TEMPORAL:
        return Result(a.value.dt.epoch("ms") - b.as_kind(K.DATE).dt.epoch("ms"), K.INTEGER)
    _numeric(a, "subtract")
    return Result(_typed(a.value - b.as_kind(a.kind), a.kind), a.kind)


def multiply(a: Operand, b: Operand) -> Result:
    """Return A x B; a text is repeated."""
    if K.STRING in (a.kind, b.kind) and a.kind is not b.kind:
        text, times = (a, b) if a.kind is K.STRING else (b, a)
        count = times.as_kind(K.INTEGER)
        more = pl.when(count > 1).then(count).otherwise(1)
        repeated = text.text.repeat_by(more).list.join("")
        return Result(pl.when(count.is_null()).then(None).when(count != 0).then(repeated), K.STRING)
    _numeric(a, "multiply")
    return Result(_typed(a.value * b.as_kind(a.kind), a.kind), a.kind)


def divide(a: Operand, b: Operand) -> Result:
    """Return A / B; integers are divided without a remainder."""
    _numeric(a, "divide")
    return _divided(a.value, b.as_kind(a.kind), a.kind)


def percent_of(a: Operand, b: Operand) -> Result:
    """Return 100 x A / B."""
    _numeric(a, "percent")
    return _divided(_typed(a.value * 100, a.kind), b.as_kind(a.kind), a.kind)


def percent_less(a: Operand, b: Operand) -> Result:
    """Return A - A x B / 100."""
    return _percent(a, b, -1)


def percent_more(a: Operand, b: Operand) -> Result:
    """Return A + A x B / 100."""
    return _percent(a, b, 1)


def _percent(a: Operand, b: Operand, sign: int) -> Result:
    _numeric(a, "percent")
    hundred = pl.lit(100, dtype_of(a.kind))
    part = _divided(_typed(a.value * b.as_kind(a.kind), a.kind), hundred, a.kind).value
    return Result(_typed(a.value + part * sign, a.kind), a.kind)


def add_product(a: Operand, b: Operand, c: Operand) -> Result:
    """Return A + B x C."""
    product = multiply(b, c)
    return add(a, Operand(Field("", product.kind), product.value))


def hypotenuse(a: Operand, b: Operand) -> Result:
    """Return the square root of A² + B²; for integers of A² + B / B, as Kettle has it."""
    _numeric(a, "combination")
    if a.kind is K.INTEGER:
        whole = b.as_kind(K.INTEGER)
        root = pl.when(whole != 0).then((a.value * a.value + 1).cast(pl.Float64).sqrt())
        bad = (whole == 0) & a.value.is_not_null()
        return Result(rounded(root), K.INTEGER, bad, "/ by zero")
    other = b.as_kind(a.kind).cast(pl.Float64)
    root = (a.value.cast(pl.Float64).pow(2) + other.pow(2)).sqrt()
    return _back(root, a.kind)


def _back(value: pl.Expr, kind: KettleType) -> Result:
    """Return a double in the type of A; integers are rounded."""
    if kind is K.INTEGER:
        return Result(rounded(value), kind)
    return Result(convert(value, Field("", K.NUMBER), kind), kind)


def square(a: Operand) -> Result:
    """Return A²."""
    return multiply(a, a)


def square_root(a: Operand) -> Result:
    """Return the square root of A; of a negative number NaN."""
    _numeric(a, "sqrt")
    return _back(a.value.cast(pl.Float64).sqrt(), a.kind)


def absolute(a: Operand) -> Result:
    """Return A without its sign."""
    _numeric(a, "abs")
    return Result(a.value.abs(), a.kind)


def ceiling(a: Operand) -> Result:
    """Return the smallest whole number that is not less than A."""
    _numeric(a, "ceil")
    return Result(a.value if a.kind is K.INTEGER else a.value.ceil(), a.kind)


def floor(a: Operand) -> Result:
    """Return the largest whole number that is not more than A."""
    _numeric(a, "floor")
    return Result(a.value if a.kind is K.INTEGER else a.value.floor(), a.kind)


def round_up_half(a: Operand) -> Result:
    """Return A rounded to a whole number, halves towards positive infinity."""
    _numeric(a, "round")
    if a.kind is K.INTEGER:
        return Result(a.value, a.kind)
    if a.kind is K.BIG_NUMBER:
        return Result(_big((a.value + pl.lit(Decimal("0.5"))).floor()), a.kind)
    return Result((a.value + 0.5).floor(), a.kind)


def round_away(a: Operand) -> Result:
    """Return A rounded to a whole number, halves away from zero."""
    _numeric(a, "round")
    if a.kind is K.INTEGER:
        return Result(a.value, a.kind)
    half = (a.value.abs().cast(pl.Float64) + 0.5).floor()
    return _back(half * a.value.sign().cast(pl.Float64), a.kind)


def round_digits_up(a: Operand, b: Operand) -> Result:
    """Return A rounded to B digits of its decimal text, halves towards positive infinity."""
    return _round_digits(a, b, away=False)


def round_digits_away(a: Operand, b: Operand) -> Result:
    """Return A rounded to B digits of its decimal text, halves away from zero."""
    return _round_digits(a, b, away=True)


def _round_digits(a: Operand, b: Operand, *, away: bool) -> Result:
    _numeric(a, "round")
    pair = pl.struct(a.as_kind(K.NUMBER).alias("a"), b.as_kind(K.INTEGER).alias("b"))
    kernel = _away if away else _up
    value = pair.map_batches(kernel, return_dtype=pl.Float64(), is_elementwise=True)
    return _back(value, a.kind)


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


def remainder(a: Operand, b: Operand) -> Result:
    """Return what is left of A after dividing it by B; it has the sign of A.

    An integer and a number are divided as numbers.
    """
    _numeric(a, "remainder")
    if a.kind is K.INTEGER and b.kind is K.NUMBER:
        a = Operand(Field("", K.NUMBER), a.as_kind(K.NUMBER))
    other = b.as_kind(a.kind)
    if a.kind is not K.INTEGER:
        left, right = a.value.cast(pl.Float64), other.cast(pl.Float64)
        value = left - (left / right).abs().floor() * (left / right).sign() * right
        return _back(pl.when(right != 0).then(value).otherwise(float("nan") * left), a.kind)
    safe = pl.when(other != 0).then(other)
    value = a.value - _whole_division(a.value, safe) * safe
    return Result(value, a.kind, (other == 0) & a.value.is_not_null(), "/ by zero")


def first_present(a: Operand, b: Operand) -> Result:
    """Return A, or B where A is null."""
    if a.kind is K.STRING:
        return Result(pl.coalesce(a.text, b.text), K.STRING)
    return Result(pl.coalesce(a.value, b.as_kind(a.kind)), a.kind)


def copied(a: Operand) -> Result:
    """Return A."""
    return Result(a.value, a.kind)


ARITHMETIC: dict[str, tuple[Operation, int]] = {
    "ADD": (add, 2), "ADD3": (add_three, 3), "SUBTRACT": (subtract, 2), "MULTIPLY": (multiply, 2),
    "DIVIDE": (divide, 2), "SQUARE": (square, 1), "SQUARE_ROOT": (square_root, 1),
    "PERCENT_1": (percent_of, 2), "PERCENT_2": (percent_less, 2), "PERCENT_3": (percent_more, 2),
    "COMBINATION_1": (add_product, 3), "COMBINATION_2": (hypotenuse, 2),
    "REMAINDER": (remainder, 2), "ROUND_2": (round_digits_up, 2),
    "ROUND_STD_2": (round_digits_away, 2),
}  # fmt: skip
ROUNDING: dict[str, tuple[Operation, int]] = {
    "ROUND_1": (round_up_half, 1), "ROUND_STD_1": (round_away, 1), "CEIL": (ceiling, 1),
    "FLOOR": (floor, 1), "ABS": (absolute, 1),
}  # fmt: skip
UNTYPED: dict[str, tuple[Operation, int]] = {"NVL": (first_present, 2), "COPY_FIELD": (copied, 1)}
