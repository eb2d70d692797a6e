"""What a formula is worth for one row.

Operators and functions get their arguments unevaluated, because some look at only part of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext

from onedata_resources.kettle.formula import dates, logic, maths, texts
from onedata_resources.kettle.formula.calls import Arguments, Function
from onedata_resources.kettle.formula.syntax import Call, Constant, FieldRef, Node
from onedata_resources.kettle.formula.values import (
    ARITHMETIC,
    NOT_AVAILABLE,
    FormulaError,
    Value,
    compared,
    number,
    text,
)

DIVISION_SCALE = 40
PRECISION = 200


def _numbers(arguments: Arguments) -> tuple[Decimal, Decimal]:
    left, right = arguments[0], arguments[1]
    if left is None or right is None:
        raise FormulaError(NOT_AVAILABLE)
    return number(left), number(right)


def _add(arguments: Arguments) -> Value:
    left, right = _numbers(arguments)
    return left + right


def _subtract(arguments: Arguments) -> Value:
    left, right = _numbers(arguments)
    return left - right


def _multiply(arguments: Arguments) -> Value:
    left, right = _numbers(arguments)
    return left * right


def _divide(arguments: Arguments) -> Value:
    left, right = _numbers(arguments)
    if not right:
        raise FormulaError(ARITHMETIC)
    step = Decimal(1).scaleb(-DIVISION_SCALE)
    return maths.shortened((left / right).quantize(step, ROUND_HALF_UP))


def _power(arguments: Arguments) -> Value:
    left, right = _numbers(arguments)
    return maths.powered(left, right)


def _concat(arguments: Arguments) -> Value:
    left, right = arguments[0], arguments[1]
    if left is None or right is None:
        raise FormulaError(NOT_AVAILABLE)
    return text(left) + text(right)


def _negative(arguments: Arguments) -> Value:
    if arguments[0] is None:
        raise FormulaError(NOT_AVAILABLE)
    return -number(arguments[0])


OPERATORS: Mapping[str, Function] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "^": _power,
    "&": _concat,
    "-x": _negative,
    "+x": lambda arguments: arguments[0],
    "x%": lambda arguments: number(arguments[0]) / 100,
    "=": lambda arguments: compared(arguments[0], arguments[1]) == 0,
    "<>": lambda arguments: compared(arguments[0], arguments[1]) != 0,
    "<": lambda arguments: compared(arguments[0], arguments[1]) < 0,
    "<=": lambda arguments: compared(arguments[0], arguments[1]) <= 0,
    ">": lambda arguments: compared(arguments[0], arguments[1]) > 0,
    ">=": lambda arguments: compared(arguments[0], arguments[1]) >= 0,
}
FUNCTIONS: Mapping[str, Function] = {
    **OPERATORS, **logic.FUNCTIONS, **maths.FUNCTIONS, **texts.FUNCTIONS, **dates.FUNCTIONS,
}  # fmt: skip


def unknown_functions(node: Node) -> set[str]:
    """Return the functions of the formula that there are not."""
    if not isinstance(node, Call):
        return set()
    inner = set().union(*(unknown_functions(each) for each in node.arguments))
    return inner if node.name in FUNCTIONS else inner | {node.name}


def evaluate(node: Node, row: Mapping[str, Value]) -> Value:
    """Return what the formula is worth for the row.

    Raises:
        FormulaError: It has no value.
    """
    with localcontext() as context:
        context.prec = PRECISION
        return _evaluated(node, row)


def _evaluated(node: Node, row: Mapping[str, Value]) -> Value:
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, FieldRef):
        return row[node.name]
    return FUNCTIONS[node.name](Arguments(node.arguments, lambda each: _evaluated(each, row)))
