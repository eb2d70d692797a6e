"""Functions that decide."""

from __future__ import annotations

from collections.abc import Mapping

from onedata_resources.kettle.formula.calls import Arguments, Function
from onedata_resources.kettle.formula.comparing import equal
from onedata_resources.kettle.formula.errors import BAD_VALUE, NOT_AVAILABLE, FormulaError
from onedata_resources.kettle.formula.moments import Kind
from onedata_resources.kettle.formula.values import Typed, of_truth

LOGICAL = (Kind.LOGICAL,)


def _if(arguments: Arguments) -> Typed:
    if arguments.logical(0):
        return arguments[1]
    if len(arguments) == 2 or arguments[2].value is None:
        return of_truth(False)
    return arguments[2]


def _if_na(arguments: Arguments) -> Typed:
    try:
        found = arguments[0]
    except FormulaError as error:
        if str(error) != NOT_AVAILABLE:
            raise
        return arguments[1]
    return arguments[1] if found.value is None else found


def _and(arguments: Arguments) -> Typed:
    """Return whether all hold; what stands behind the first that does not is not looked at."""
    return of_truth(all(arguments.logical(at) for at in range(len(arguments))))


def _or(arguments: Arguments) -> Typed:
    return of_truth(any(arguments.logical(at) for at in range(len(arguments))))


def _xor(arguments: Arguments) -> Typed:
    return of_truth(sum(arguments.logical(at) for at in range(len(arguments))) % 2 == 1)


def _choose(arguments: Arguments) -> Typed:
    wanted = arguments.whole(0)
    if not 1 <= wanted < len(arguments):
        raise FormulaError(BAD_VALUE)
    return arguments[wanted]


def _in(arguments: Arguments) -> Typed:
    wanted = arguments.given(0)
    return of_truth(any(equal(wanted, arguments.given(at)) for at in range(1, len(arguments))))


FUNCTIONS: Mapping[str, Function] = {
    "IF": Function(_if, (Kind.LOGICAL, Kind.ANY), 2),
    "IFNA": Function(_if_na, least=2),
    "AND": Function(_and, LOGICAL, 1),
    "OR": Function(_or, LOGICAL, 1),
    "NOT": Function(lambda arguments: of_truth(not arguments.logical(0)), LOGICAL, 1, 1),
    "XOR": Function(_xor, LOGICAL, 1),
    "TRUE": Function(lambda _: of_truth(True)),
    "FALSE": Function(lambda _: of_truth(False)),
    "CHOOSE": Function(_choose, (Kind.NUMBER, Kind.ANY), 3),
    "IN": Function(_in, least=2),
    "EQUALS": Function(
        lambda arguments: of_truth(equal(arguments.given(0), arguments.given(1))), least=2, most=2
    ),
}
