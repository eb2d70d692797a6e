"""The operations of Calculator as expressions, with the types that Kettle computes in.

Arithmetic happens in the type of field A: B and C are converted to it first. Rounding,
dates and texts are in the modules beside, the step in `steps/calculator.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from onedata_resources.kettle.engine.calculations_decimal import DIGITS, in_sixteen_digits, product
from onedata_resources.kettle.values.convert import convert, rounded, to_text
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.plain_text import plain_text
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

    def typed(self, kind: KettleType) -> Operand:
        """Return the operand converted to the type."""
        return Operand(Field(self.field.name, kind), self.as_kind(kind))

    @property
    def plain(self) -> pl.Expr:
        """Return the value as Java prints it; masks do not count."""
        return plain_text(self.value, self.field)

    @property
    def text(self) -> pl.Expr:
        """Return the value as text."""
        return to_text(self.value, self.field)


@dataclass(frozen=True)
class Result:
    """What an operation gives: its value and type, and where it fails.

    `only_text` is a number that Kettle takes for a text: only a text field can hold it. `missing`
    is where a file is not there, which fails only where the step says so.
    """

    value: pl.Expr
    kind: KettleType
    bad: pl.Expr | None = None
    why: str = ""
    only_text: bool = False
    missing: pl.Expr | None = None


Operation = Callable[..., Result]


def numeric(a: Operand, name: str) -> None:
    """Refuse an operand that is no number.

    Raises:
        CalculationError: It is of another type.
    """
    if a.kind not in NUMERIC:
        raise CalculationError(
            f"The '{name}' function only works on numeric data, not on '{a.field.name}' ({a.kind})."
        )


def whole_division(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Divide integers as Java does, towards zero."""
    floor = a // b
    return floor + ((a % b != 0) & ((a < 0) ^ (b < 0))).cast(pl.Int64)


def _divided(a: pl.Expr, b: pl.Expr, kind: KettleType) -> Result:
    if kind is K.INTEGER:
        safe = pl.when(b != 0).then(b)
        bad = (b == 0) & a.is_not_null()
        return Result(whole_division(a, safe), kind, bad, "/ by zero")
    if kind is K.BIG_NUMBER:
        bad = (b == 0) & a.is_not_null()
        safe = pl.when(b != 0).then(b)
        return Result(in_sixteen_digits(a, safe, DIGITS.divide), kind, bad, "Division by zero")
    return Result(a / b, kind)


def big(value: pl.Expr) -> pl.Expr:
    """Return the value at the scale of big numbers."""
    return value.cast(dtype_of(K.BIG_NUMBER), strict=False)


def _typed(value: pl.Expr, kind: KettleType) -> pl.Expr:
    return big(value) if kind is K.BIG_NUMBER else value


def add(a: Operand, b: Operand) -> Result:
    """Return A + B; a text A is followed by B's text."""
    if a.kind is K.STRING:
        return Result(a.text + b.text, K.STRING)
    if a.kind is K.BOOLEAN:
        return Result(a.value | b.as_kind(K.BOOLEAN), K.BOOLEAN)
    numeric(a, "plus")
    total = _typed(a.value + b.as_kind(a.kind), a.kind)
    if b.kind is not K.STRING:
        return Result(total, a.kind)
    total = pl.when(b.value == "").then(_typed(a.value, a.kind)).otherwise(total)
    return Result(to_text(total, Field("", a.kind)), K.STRING, only_text=True)


def add_three(a: Operand, b: Operand, c: Operand) -> Result:
    """Return A + B + C."""
    if a.kind is K.STRING:
        return Result(a.text + b.text + c.text, K.STRING)
    total = add(Operand(a.field, add(a, b.typed(a.kind)).value), c.typed(a.kind))
    if K.STRING not in (b.kind, c.kind):
        return total
    return Result(to_text(total.value, Field("", a.kind)), K.STRING, only_text=True)


def subtract(a: Operand, b: Operand) -> Result:
    """Return A - B; of two dates the milliseconds between them."""
    if a.kind in TEMPORAL:
        return Result(a.value.dt.epoch("ms") - b.as_kind(K.INTEGER), K.INTEGER)
    if a.kind is K.STRING:
        left = a.as_kind(K.INTEGER) - b.as_kind(K.INTEGER)
        return Result(to_text(left, Field("", K.INTEGER)), K.STRING, only_text=True)
    numeric(a, "subtract")
    return Result(_typed(a.value - b.as_kind(a.kind), a.kind), a.kind)


def multiply(a: Operand, b: Operand) -> Result:
    """Return A x B; a text is repeated."""
    if K.STRING in (a.kind, b.kind) and a.kind is not b.kind:
        text, times = (a, b) if a.kind is K.STRING else (b, a)
        count = times.as_kind(K.INTEGER)
        more = pl.when(count > 1).then(count).otherwise(1)
        repeated = text.text.repeat_by(more).list.join("")
        return Result(pl.when(count.is_null()).then(None).when(count != 0).then(repeated), K.STRING)
    numeric(a, "multiply")
    return Result(product(a.value, b.as_kind(a.kind), a.kind), a.kind)


def divide(a: Operand, b: Operand) -> Result:
    """Return A / B; integers are divided without a remainder."""
    numeric(a, "divide")
    return _divided(a.value, b.as_kind(a.kind), a.kind)


def percent_of(a: Operand, b: Operand) -> Result:
    """Return 100 x A / B."""
    numeric(a, "percent")
    hundredfold = product(a.value, pl.lit(100, dtype_of(a.kind)), a.kind)
    return _divided(hundredfold, b.as_kind(a.kind), a.kind)


def percent_less(a: Operand, b: Operand) -> Result:
    """Return A - A x B / 100."""
    return _percent(a, b, -1)


def percent_more(a: Operand, b: Operand) -> Result:
    """Return A + A x B / 100."""
    return _percent(a, b, 1)


def _percent(a: Operand, b: Operand, sign: int) -> Result:
    numeric(a, "percent")
    hundred = pl.lit(100, dtype_of(a.kind))
    part = _divided(product(a.value, b.as_kind(a.kind), a.kind), hundred, a.kind).value
    return Result(_typed(a.value + part * sign, a.kind), a.kind)


def add_product(a: Operand, b: Operand, c: Operand) -> Result:
    """Return A + B x C, in the type of A."""
    numeric(a, "combination")
    times = product(b.as_kind(a.kind), c.as_kind(a.kind), a.kind)
    return Result(_typed(a.value + times, a.kind), a.kind)


def hypotenuse(a: Operand, b: Operand) -> Result:
    """Return the square root of A² + B²; for integers of A² + B / B, as Kettle has it."""
    numeric(a, "combination")
    if a.kind is K.INTEGER:
        whole = b.as_kind(K.INTEGER)
        root = pl.when(whole != 0).then((a.value * a.value + 1).cast(pl.Float64).sqrt())
        bad = (whole == 0) & a.value.is_not_null()
        return Result(rounded(root), K.INTEGER, bad, "/ by zero")
    other = b.as_kind(a.kind).cast(pl.Float64)
    root = (a.value.cast(pl.Float64).pow(2) + other.pow(2)).sqrt()
    return back(root, a.kind)


def back(value: pl.Expr, kind: KettleType) -> Result:
    """Return a double in the type of A; integers are rounded."""
    if kind is K.INTEGER:
        return Result(rounded(value), kind)
    return Result(convert(value, Field("", K.NUMBER), kind), kind)


def square(a: Operand) -> Result:
    """Return A²."""
    return multiply(a, a)


def square_root(a: Operand) -> Result:
    """Return the square root of A; of a negative number NaN."""
    numeric(a, "sqrt")
    return back(a.value.cast(pl.Float64).sqrt(), a.kind)


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
}  # fmt: skip
UNTYPED: dict[str, tuple[Operation, int]] = {"NVL": (first_present, 2), "COPY_FIELD": (copied, 1)}
