"""Functions that ask what a value is, and that count values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from onedata_resources.kettle.formula.calls import Arguments, Function
from onedata_resources.kettle.formula.errors import NOT_AVAILABLE, FormulaError
from onedata_resources.kettle.formula.maths import summands
from onedata_resources.kettle.formula.moments import Kind
from onedata_resources.kettle.formula.syntax import FieldRef
from onedata_resources.kettle.formula.values import (
    Typed,
    is_number,
    items,
    of_number,
    of_truth,
)


def _reason(arguments: Arguments) -> str:
    """Return the reason for which the argument has no value, or nothing."""
    try:
        _ = arguments[0]
    except FormulaError as error:
        return str(error)
    return ""


def _is_na(arguments: Arguments) -> Typed:
    reason = _reason(arguments)
    return of_truth(reason == NOT_AVAILABLE or (not reason and arguments[0].value is None))


def _is_text(arguments: Arguments) -> Typed:
    alone = len(arguments) == 1 and not _reason(arguments)
    return of_truth(alone and isinstance(arguments[0].value, str))


def _is_logical(arguments: Arguments) -> Typed:
    return of_truth(isinstance(arguments[0].value, bool))


def _is_reference(arguments: Arguments) -> Typed:
    _ = arguments[0]
    return of_truth(isinstance(arguments.nodes[0], FieldRef))


def _parity(odd: int) -> Function:
    def test(arguments: Arguments) -> Typed:
        return of_truth(abs(arguments.whole(0)) % 2 == odd)

    return Function(test, (Kind.NUMBER,), 1)


def _counted(arguments: Arguments, count: Callable[[Typed], int], of_errors: int) -> Typed:
    total = 0
    for at in range(len(arguments)):
        try:
            total += count(arguments[at])
        except FormulaError:
            total += of_errors
    return of_number(Decimal(total))


def _count_blank(arguments: Arguments) -> Typed:
    """Return how many cells of a field are null: a null field has no value at all."""
    _ = arguments[0]
    return of_number(Decimal(0))


def _fail(_: Arguments) -> Typed:
    raise FormulaError(NOT_AVAILABLE)


def _error(arguments: Arguments) -> Typed:
    raise FormulaError(f"#{arguments.text(0)}")


def _has_changed(arguments: Arguments) -> Typed:
    """Return false: rows of Kettle do not know which of their fields changed."""
    for _ in arguments:
        continue
    return of_truth(False)


def _lookup(arguments: Arguments) -> Typed:
    return arguments.look_up(arguments.text(0))


FUNCTIONS: Mapping[str, Function] = {
    "NA": Function(_fail),
    "NULL": Function(_fail),
    "ERROR": Function(_error, least=1, most=2),
    "HASCHANGED": Function(_has_changed),
    "LOOKUP": Function(_lookup, (Kind.TEXT,), 1, 1),
    "ISBLANK": Function(lambda arguments: of_truth(_reason(arguments) == NOT_AVAILABLE), least=1),
    "ISERR": Function(
        lambda arguments: of_truth(_reason(arguments) not in {"", NOT_AVAILABLE}), least=1, most=1
    ),
    "ISERROR": Function(lambda arguments: of_truth(_reason(arguments) != ""), least=1, most=1),
    "ISNA": Function(_is_na, least=1, most=1),
    "ISREF": Function(_is_reference, least=1),
    "ISTEXT": Function(_is_text),
    "ISNONTEXT": Function(
        lambda arguments: of_truth(not isinstance(arguments[0].value, str)), least=1
    ),
    "ISNUMBER": Function(lambda arguments: of_truth(is_number(arguments[0].value)), least=1),
    "ISLOGICAL": Function(_is_logical, least=1),
    "ISEVEN": _parity(0),
    "ISODD": _parity(1),
    "COUNT": Function(
        lambda arguments: _counted(arguments, lambda each: len(summands(each, strict=True)), 0),
        (Kind.SEQUENCE,), 1,
    ),
    "COUNTA": Function(
        lambda arguments: _counted(
            arguments, lambda each: sum(cell.value is not None for cell in items(each)), 1
        ),
        (Kind.SEQUENCE,), 1,
    ),
    "COUNTBLANK": Function(_count_blank, least=1, most=1),
}  # fmt: skip
