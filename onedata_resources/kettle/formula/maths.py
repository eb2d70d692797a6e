"""Functions on numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, Decimal

from onedata_resources.kettle.formula.calls import Arguments, Function
from onedata_resources.kettle.formula.errors import ARITHMETIC, BAD_VALUE, FormulaError
from onedata_resources.kettle.formula.moments import Kind
from onedata_resources.kettle.formula.numbers import (
    divided,
    exact,
    of_double,
    scaled,
    unsigned_zero,
    whole_part,
    without_zeros,
)
from onedata_resources.kettle.formula.operators import operand, power
from onedata_resources.kettle.formula.values import (
    NUMERIC,
    Table,
    Typed,
    is_number,
    number,
    of_number,
    of_text,
)

NUMBER = (Kind.NUMBER,)
SEQUENCE = (Kind.SEQUENCE,)


def summands(typed: Typed, *, strict: bool) -> list[Decimal]:
    """Return the numbers of an argument.

    A single value has to be one; of an array only numbers count, and where not `strict` all the
    other cells count as 0.

    Raises:
        FormulaError: The value is no number.
    """
    if not isinstance(typed.value, Table):
        return [exact(number(typed))]
    found = []
    for cell in typed.value.cells():
        if is_number(cell.value):
            found.append(exact(number(cell)))
        elif not strict:
            found.append(Decimal(0))
    return found


def _total(arguments: Arguments, *, strict: bool) -> Decimal:
    given = (summands(each, strict=strict) for each in arguments)
    return sum((each for numbers in given for each in numbers), Decimal(0))


def _sum(*, strict: bool) -> Function:
    return Function(
        lambda arguments: of_number(_total(arguments, strict=strict)), SEQUENCE, least=1
    )


def _average(*, strict: bool) -> Function:
    """Return the sum over how many arguments there are, however many cells they have."""
    return Function(
        lambda arguments: of_number(
            divided(_total(arguments, strict=strict), Decimal(len(arguments)))
        ),
        SEQUENCE, least=1,
    )  # fmt: skip


def _extreme(choose: Callable[..., Decimal], *, strict: bool) -> Function:
    def find(arguments: Arguments) -> Typed:
        if not len(arguments):
            return of_number(Decimal(0))
        found: list[Decimal] = []
        for each in arguments:
            cells = each.value.cells() if isinstance(each.value, Table) else [each]
            counted = [cell for cell in cells if not strict or _counts(cell, each)]
            found.extend(exact(number(cell)) for cell in counted)
        if not found:
            raise FormulaError(BAD_VALUE)
        return of_number(choose(found))

    return Function(find, SEQUENCE)


def _counts(cell: Typed, argument: Typed) -> bool:
    return cell is argument or cell.kind in NUMERIC


def _real(function: Callable[[float], float]) -> Function:
    """Return a function of doubles; where it is undefined the formula has no value."""
    return Function(
        lambda arguments: of_number(of_double(function(arguments.double(0)))), NUMBER, 1, 1
    )


def _within_one(function: Callable[[float], float]) -> Function:
    def compute(arguments: Arguments) -> Typed:
        value = arguments.double(0)
        if not -1 <= value <= 1:
            raise FormulaError(BAD_VALUE)
        return of_number(of_double(function(value)))

    return Function(compute, NUMBER, 1, 1)


def _angle(arguments: Arguments) -> Typed:
    """Return ATAN2 as libformula computes it: of its first argument twice."""
    value = arguments.double(0)
    if value == 0:
        raise FormulaError(BAD_VALUE)
    return of_number(of_double(math.atan2(value, value)))


def _log10(arguments: Arguments) -> Typed:
    value = of_double(math.log(arguments.double(0)))
    return of_number(without_zeros(scaled(value / Decimal(math.log(10)))))


def _mod(arguments: Arguments) -> Typed:
    left, right = arguments.exact(0), arguments.exact(1)
    if not right:
        raise FormulaError(ARITHMETIC)
    quotient = (left / right).to_integral_value(ROUND_FLOOR)
    rest = left - quotient * right
    if not quotient and (left < 0) != (right < 0) and (left < 0 or right < 0):
        rest = left + right
    return of_number(unsigned_zero(rest))


def _next(odd: int) -> Function:
    """Return the next even or odd whole number away from zero, which is 1 from 0 for an odd one."""

    def compute(arguments: Arguments) -> Typed:
        value = arguments.double(0)
        size = math.ceil(abs(value))
        if size % 2 != odd:
            size += 1
        return of_number(Decimal(-size if value < 0 else size))

    return Function(compute, NUMBER, 1)


def _variance(arguments: Arguments) -> Typed:
    numbers = [arguments.double(at) for at in range(len(arguments))]
    total = 0.0
    for each in numbers:
        total += each
    mean, squares = total / len(numbers), 0.0
    for each in numbers:
        squares += (each - mean) * (each - mean)
    return of_number(of_double(squares / (len(numbers) - 1.0)))


def _t(arguments: Arguments) -> Typed:
    value = arguments[0].value
    return of_text(value if isinstance(value, str) else "")


FUNCTIONS: Mapping[str, Function] = {
    "ABS": Function(lambda arguments: of_number(abs(arguments.exact(0))), NUMBER, 1),
    "ACOS": _within_one(math.acos),
    "ACOSH": _real(math.acos),
    "ASIN": _within_one(math.asin),
    "ATAN": _real(math.atan),
    "ATAN2": Function(_angle, NUMBER, 2, 2),
    "AVERAGE": _average(strict=True),
    "AVERAGEA": _average(strict=False),
    "COS": _real(math.cos),
    "EVEN": _next(0),
    "EXP": _real(math.exp),
    "INT": Function(lambda arguments: of_number(whole_part(arguments.exact(0))), NUMBER, 1, 1),
    "LN": _real(math.log),
    "LOG10": Function(_log10, NUMBER, 1, 1),
    "MAX": _extreme(max, strict=True),
    "MAXA": _extreme(max, strict=False),
    "MIN": _extreme(min, strict=True),
    "MINA": _extreme(min, strict=False),
    "MOD": Function(_mod, NUMBER, 2, 2),
    "N": Function(lambda arguments: of_number(operand(arguments[0])), least=1),
    "ODD": _next(1),
    "PI": Function(lambda _: of_number(of_double(math.pi)), most=0),
    "POWER": Function(
        lambda arguments: of_number(of_double(power(arguments.double(0), arguments.double(1)))),
        NUMBER, 2, 2,
    ),
    "SIN": _real(math.sin),
    "SQRT": _real(math.sqrt),
    "SUM": _sum(strict=True),
    "SUMA": _sum(strict=False),
    "T": Function(_t, least=1),
    "VALUE": Function(lambda arguments: of_number(arguments.exact(0)), (Kind.TEXT,), 1),
    "VAR": Function(_variance, NUMBER, 2),
}  # fmt: skip
