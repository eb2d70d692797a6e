"""The operators of formulas: arithmetic, texts joined, comparisons."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal

from onedata_resources.kettle.formula.calls import Arguments, Function
from onedata_resources.kettle.formula.comparing import compared, equal
from onedata_resources.kettle.formula.errors import BAD_VALUE, FormulaError
from onedata_resources.kettle.formula.moments import Kind
from onedata_resources.kettle.formula.numbers import Number, divided, exact, unsigned_zero
from onedata_resources.kettle.formula.values import (
    NUMERIC,
    Typed,
    is_number,
    number,
    of_number,
    of_text,
    of_truth,
    text,
)


def operand(typed: Typed) -> Number:
    """Return the value as an operand of an arithmetic sign: what is no number counts as 0."""
    try:
        return number(typed)
    except FormulaError:
        return Decimal(0)


def _numbers(arguments: Arguments) -> tuple[Number, Number]:
    left, right = arguments.given(0), arguments.given(1)
    return operand(left), operand(right)


def _exact(compute: Callable[[Decimal, Decimal], Decimal]) -> Function:
    def apply(arguments: Arguments) -> Typed:
        left, right = _numbers(arguments)
        return of_number(unsigned_zero(compute(exact(left), exact(right))))

    return Function(apply)


def _power(arguments: Arguments) -> Typed:
    left, right = _numbers(arguments)
    return of_number(power(float(left), float(right)))


def power(base: float, exponent: float) -> float:
    """Return base to the exponent, as a double; infinite or no number where there is none."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.inf if base == 0 else math.nan


def _joined(arguments: Arguments) -> Typed:
    left, right = arguments.given(0), arguments.given(1)
    return of_text(text(left) + text(right))


def _negative(arguments: Arguments) -> Typed:
    typed = arguments.given(0)
    if typed.kind in NUMERIC:
        return of_number(unsigned_zero(-exact(number(typed))))
    if is_number(typed.value):
        return Typed(typed.kind, unsigned_zero(-exact(number(typed))))
    raise FormulaError(BAD_VALUE)


def _percent(arguments: Arguments) -> Typed:
    typed = arguments.given(0)
    if typed.kind is Kind.TEXT:
        raise FormulaError(BAD_VALUE)
    return of_number(divided(exact(number(typed)), Decimal(100)))


def _ordered(holds: Callable[[int], bool]) -> Function:
    return Function(
        lambda arguments: of_truth(holds(compared(arguments.given(0), arguments.given(1))))
    )


FUNCTIONS: Mapping[str, Function] = {
    "+": _exact(lambda left, right: left + right),
    "-": _exact(lambda left, right: left - right),
    "*": _exact(lambda left, right: left * right),
    "/": _exact(divided),
    "^": Function(_power),
    "&": Function(_joined),
    "-x": Function(_negative),
    "+x": Function(lambda arguments: arguments[0]),
    "x%": Function(_percent),
    "=": Function(lambda arguments: of_truth(equal(arguments.given(0), arguments.given(1)))),
    "<>": Function(lambda arguments: of_truth(not equal(arguments.given(0), arguments.given(1)))),
    "<": _ordered(lambda order: order < 0),
    "<=": _ordered(lambda order: order <= 0),
    ">": _ordered(lambda order: order > 0),
    ">=": _ordered(lambda order: order >= 0),
}
