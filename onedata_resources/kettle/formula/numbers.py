"""Numbers of formulas: exact decimals with the scales and roundings of libformula."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from onedata_resources.kettle.formula.errors import ARITHMETIC, UNEXPECTED, FormulaError
from onedata_resources.kettle.values.java_double import java_double

Number = int | float | Decimal
PRECISION = 800
"""Digits of the decimal context that formulas are computed in; it holds every double exactly."""
_SCALE = Decimal("1E-40")
_RESULT_SCALE = 34
_WHOLE_DELTA = Decimal("5E-39")
_MINUTE_DELTA = Decimal("9E-38")
_RESULT_DELTA = Decimal("5E-35")


def exact(number: Number) -> Decimal:
    """Return the number that Java's text of it spells.

    Raises:
        FormulaError: It is infinite or no number.
    """
    if not isinstance(number, float):
        return Decimal(number)
    if not math.isfinite(number):
        raise FormulaError(UNEXPECTED)
    return unsigned_zero(Decimal(java_double(number)))


def of_double(number: float) -> Decimal:
    """Return the exact binary value of a double.

    Raises:
        FormulaError: It is infinite or no number.
    """
    if not math.isfinite(number):
        raise FormulaError(UNEXPECTED)
    return unsigned_zero(Decimal(number))


def unsigned_zero(number: Decimal) -> Decimal:
    """Return the number; Java's decimals have no negative zero."""
    return number or abs(number)


def whole_part(number: Decimal) -> Decimal:
    """Return the greatest whole number up to this one, which may miss one by a tiny amount."""
    if number == number.to_integral_value():
        return unsigned_zero(number.quantize(Decimal(1)))
    if number < 0:
        return (number - _WHOLE_DELTA).quantize(Decimal(1), ROUND_UP)
    return (number + _WHOLE_DELTA).quantize(Decimal(1), ROUND_DOWN)


def whole_minutes(minutes: Decimal) -> Decimal:
    """Return whole minutes, cut, which may miss one by a tiny amount."""
    if minutes == minutes.to_integral_value():
        return unsigned_zero(minutes.quantize(Decimal(1)))
    return unsigned_zero((minutes + _MINUTE_DELTA).quantize(Decimal(1), ROUND_DOWN))


def divided(left: Decimal, right: Decimal) -> Decimal:
    """Return the quotient to 40 decimals, without zeros at its end.

    Raises:
        FormulaError: The divisor is zero.
    """
    if not right:
        raise FormulaError(ARITHMETIC)
    return without_zeros(scaled(left / right))


def scaled(number: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Return the number with 40 decimals."""
    return number.quantize(_SCALE, rounding)


def without_zeros(number: Decimal) -> Decimal:
    """Return the number without zeros at the end of its decimals."""
    if not number:
        return Decimal(0)
    short = number.normalize()
    return short.quantize(Decimal(1)) if int(short.as_tuple().exponent) > 0 else short


def result(number: Decimal) -> Decimal:
    """Return a number as a formula gives it: to 34 decimals."""
    if int(number.normalize().as_tuple().exponent) >= -_RESULT_SCALE:
        return number
    away = number < 0
    moved = number - _RESULT_DELTA if away else number + _RESULT_DELTA
    step = Decimal(1).scaleb(-_RESULT_SCALE)
    return without_zeros(moved.quantize(step, ROUND_UP if away else ROUND_DOWN))


def number_text(number: Number) -> str:
    """Return the number as Java's `toString` writes it."""
    return java_double(number) if isinstance(number, float) else str(number)
