"""Functions that decide, and that ask what a value is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from onedata_resources.kettle.formula.calls import Arguments, Function
from onedata_resources.kettle.formula.values import (
    BAD_ARGUMENTS,
    BAD_VALUE,
    NOT_AVAILABLE,
    FormulaError,
    Value,
    compared,
    logical,
    number,
    whole,
)


def _if(arguments: Arguments) -> Value:
    if len(arguments) < 2:
        raise FormulaError(BAD_ARGUMENTS)
    if logical(arguments[0]):
        return arguments[1]
    otherwise = arguments.get(2, None)
    return False if otherwise is None else otherwise


def _error(arguments: Arguments) -> str:
    """Return the reason for which the argument has no value, or nothing."""
    try:
        _ = arguments[0]
    except FormulaError as error:
        return str(error)
    return ""


def _if_na(arguments: Arguments) -> Value:
    return arguments[1] if _is_na(arguments) else arguments[0]


def _is_na(arguments: Arguments) -> bool:
    reason = _error(arguments)
    return reason == NOT_AVAILABLE or (not reason and arguments[0] is None)


def _xor(arguments: Arguments) -> Value:
    return sum(logical(each) for each in arguments) % 2 == 1


def _choose(arguments: Arguments) -> Value:
    wanted = whole(arguments[0])
    if not 1 <= wanted < len(arguments):
        raise FormulaError(BAD_VALUE)
    return arguments[wanted]


def _is_number(arguments: Arguments) -> Value:
    value = arguments[0]
    return isinstance(value, (int, float, Decimal, datetime)) and not isinstance(value, bool)


def _fail(_: Arguments) -> Value:
    raise FormulaError(NOT_AVAILABLE)


def _value(arguments: Arguments) -> Value:
    return number(arguments[0])


def _in(arguments: Arguments) -> Value:
    wanted = arguments[0]
    others = [arguments[number] for number in range(1, len(arguments))]
    return any(
        wanted is other if wanted is None or other is None else compared(wanted, other) == 0
        for other in others
    )


def _equals(arguments: Arguments) -> Value:
    left, right = arguments[0], arguments[1]
    if left is None or right is None:
        return left is right
    return compared(left, right) == 0


FUNCTIONS: Mapping[str, Function] = {
    "IF": _if,
    "IFNA": _if_na,
    "AND": lambda arguments: all(logical(each) for each in arguments),
    "OR": lambda arguments: any(logical(each) for each in arguments),
    "NOT": lambda arguments: not logical(arguments[0]),
    "XOR": _xor,
    "TRUE": lambda _: True,
    "FALSE": lambda _: False,
    "CHOOSE": _choose,
    "IN": _in,
    "EQUALS": _equals,
    "NA": _fail,
    "VALUE": _value,
    "ISBLANK": lambda arguments: arguments[0] is None,
    "ISERR": lambda arguments: _error(arguments) not in {"", NOT_AVAILABLE},
    "ISERROR": lambda arguments: _error(arguments) != "",
    "ISNA": _is_na,
    "ISTEXT": lambda arguments: isinstance(arguments[0], str),
    "ISNONTEXT": lambda arguments: not isinstance(arguments[0], str),
    "ISNUMBER": _is_number,
    "ISLOGICAL": lambda arguments: isinstance(arguments[0], bool),
    "ISEVEN": lambda arguments: whole(arguments[0]) % 2 == 0,
    "ISODD": lambda arguments: whole(arguments[0]) % 2 == 1,
    "COUNT": lambda arguments: Decimal(
        sum(isinstance(each, (int, float, Decimal, datetime)) for each in arguments)
    ),
    "COUNTA": lambda arguments: Decimal(sum(each is not None for each in arguments)),
    "COUNTBLANK": lambda arguments: Decimal(sum(each is None for each in arguments)),
}
