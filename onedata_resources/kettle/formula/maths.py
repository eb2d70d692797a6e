"""Functions on numbers."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal

from onedata_resources.kettle.formula.calls import Arguments, Function
from onedata_resources.kettle.formula.values import (
    ARITHMETIC,
    BAD_VALUE,
    FormulaError,
    Value,
    number,
    whole,
)


def shortened(value: Decimal) -> Decimal:
    """Return the number without zeros at the end of its decimals."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if int(short.as_tuple().exponent) > 0 else short


def powered(base: Decimal, exponent: Decimal) -> Decimal:
    """Return base to the exponent, exact for small whole exponents."""
    if exponent == exponent.to_integral_value() and 0 <= exponent <= 200:
        return base ** int(exponent)
    return _double(lambda: math.pow(float(base), float(exponent)))


def _double(compute: Callable[[], float]) -> Decimal:
    try:
        return shortened(Decimal(repr(float(compute()))))
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        raise FormulaError(ARITHMETIC) from error


def _real(function: Callable[[float], float]) -> Function:
    return lambda arguments: _double(lambda: function(float(number(arguments[0]))))


def _given(arguments: Arguments) -> list[Decimal]:
    """Return the arguments that are numbers; nulls do not count."""
    return [number(each) for each in arguments if each is not None]


def _round(arguments: Arguments) -> Value:
    digits = whole(arguments.get(1, Decimal(0)))
    rounded = number(arguments[0]).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return rounded if digits >= 0 else rounded.quantize(Decimal(1))


def _mod(arguments: Arguments) -> Value:
    left, right = number(arguments[0]), number(arguments[1])
    if not right:
        raise FormulaError(ARITHMETIC)
    return left - (left / right).to_integral_value(ROUND_FLOOR) * right


def _average(arguments: Arguments) -> Value:
    given = _given(arguments)
    if not given:
        raise FormulaError(ARITHMETIC)
    return shortened((sum(given, Decimal(0)) / len(given)).quantize(Decimal("1e-40")))


def _next(arguments: Arguments, *, odd: bool) -> Value:
    """Return the next even or odd whole number away from zero."""
    value = number(arguments[0])
    size = int(abs(value).to_integral_value(ROUND_UP))
    size += (size % 2 == 1) is not odd
    return Decimal(-size if value < 0 else size)


def _extreme(choose: Callable[..., Decimal]) -> Function:
    return lambda arguments: choose(_given(arguments), default=Decimal(0))


def _log(arguments: Arguments) -> Value:
    base = float(number(arguments.get(1, Decimal(10))))
    return _double(lambda: math.log(float(number(arguments[0])), base))


def _n(arguments: Arguments) -> Value:
    value = arguments[0]
    return Decimal(0) if value is None or isinstance(value, str) else number(value)


def _sqrt(arguments: Arguments) -> Value:
    value = number(arguments[0])
    if value < 0:
        raise FormulaError(BAD_VALUE)
    return _double(lambda: math.sqrt(float(value)))


FUNCTIONS: Mapping[str, Function] = {
    "ABS": lambda arguments: abs(number(arguments[0])),
    "ACOS": _real(math.acos), "ACOSH": _real(math.acosh), "ASIN": _real(math.asin),
    "ATAN": _real(math.atan), "COS": _real(math.cos), "EXP": _real(math.exp), "LN": _real(math.log),
    "LOG10": _real(math.log10), "SIN": _real(math.sin), "TAN": _real(math.tan),
    "ATAN2": lambda arguments: _double(
        lambda: math.atan2(float(number(arguments[1])), float(number(arguments[0])))
    ),
    "AVERAGE": _average, "AVERAGEA": _average,
    "EVEN": lambda arguments: _next(arguments, odd=False),
    "ODD": lambda arguments: _next(arguments, odd=True),
    "INT": lambda arguments: number(arguments[0]).to_integral_value(ROUND_FLOOR),
    "LOG": _log,
    "MAX": _extreme(max), "MAXA": _extreme(max), "MIN": _extreme(min), "MINA": _extreme(min),
    "MOD": _mod, "N": _n,
    "PI": lambda _: Decimal(repr(math.pi)),
    "POWER": lambda arguments: powered(number(arguments[0]), number(arguments[1])),
    "RAND": lambda _: Decimal(repr(random.random())),  # noqa: S311 - no secret
    "ROUND": _round, "SQRT": _sqrt,
    "SUM": lambda arguments: sum(_given(arguments), Decimal(0)),
    "SUMA": lambda arguments: sum(_given(arguments), Decimal(0)),
}  # fmt: skip
