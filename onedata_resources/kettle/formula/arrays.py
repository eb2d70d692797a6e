"""Functions on arrays: parts of them, and lists in texts."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping

from onedata_resources.kettle.formula.calls import Arguments, Function
from onedata_resources.kettle.formula.comparing import equal
from onedata_resources.kettle.formula.errors import (
    BAD_ARRAY,
    BAD_VALUE,
    NOT_AVAILABLE,
    FormulaError,
)
from onedata_resources.kettle.formula.moments import Kind
from onedata_resources.kettle.formula.values import (
    Table,
    Typed,
    Value,
    items,
    object_text,
    of_text,
    of_truth,
    read_cell,
)


def _column(values: Iterable[Value]) -> Typed:
    return Typed(Kind.ARRAY, Table(tuple((Typed(Kind.ANY, each),) for each in values)))


def _values(typed: Typed) -> list[Value]:
    return [cell.value for cell in items(typed)]


def _joined(arguments: Arguments) -> Typed:
    return _column(value for each in arguments for value in _values(each))


def _left(arguments: Arguments) -> Typed:
    return _column(_values(arguments[0])[: _length(arguments)])


def _right(arguments: Arguments) -> Typed:
    values, length = _values(arguments[0]), _length(arguments)
    return _column(values[max(len(values) - length, 0) :])


def _length(arguments: Arguments) -> int:
    length = arguments.whole(1, 1)
    if length < 0:
        raise FormulaError(BAD_VALUE)
    return length


def _mid(arguments: Arguments) -> Typed:
    start, length = arguments.whole(1), arguments.whole(2)
    if start < 1 or length < 0:
        raise FormulaError(BAD_VALUE)
    return _column(_values(arguments[0])[start - 1 : start - 1 + length])


def _normal(arguments: Arguments) -> Typed:
    drop = arguments.logical(1) if len(arguments) == 2 else True
    return _column(each for each in _values(arguments[0]) if each is not None or not drop)


def _contains(arguments: Arguments) -> Typed:
    """Return whether each of the values is somewhere in the array."""
    needles: list[Value] = []
    for at in range(1, len(arguments)):
        try:
            needles.extend(_values(arguments[at]))
        except FormulaError as error:
            if str(error) != NOT_AVAILABLE:
                raise
            needles.append(None)
    held = [cell.value for cell in items(arguments[0])] if needles else []
    return of_truth(all(any(_alike(each, needle) for each in held) for needle in needles))


def _alike(held: Value, needle: Value) -> bool:
    if held is None or needle is None:
        return held is needle
    return equal(Typed(Kind.ANY, held), Typed(Kind.ANY, needle))


def _index(arguments: Arguments) -> Typed:
    row = _place(arguments, 1)
    column = _place(arguments, 2) if len(arguments) == 3 else 1
    held = arguments[0].value
    if not isinstance(held, Table):
        return Typed(Kind.ANY, held if (row, column) == (1, 1) else None)
    if row > len(held.rows) or column > len(held.rows[0]):
        raise FormulaError(BAD_ARRAY)
    return Typed(Kind.ANY, read_cell(held.rows[row - 1][column - 1]).value)


def _place(arguments: Arguments, at: int) -> int:
    place = 1 if arguments[at].value is None else arguments.whole(at)
    if place < 1:
        raise FormulaError(BAD_VALUE)
    return place


def _listed(arguments: Arguments) -> Typed:
    quoting = len(arguments) > 1 and arguments.logical(1)
    quote = _given(arguments, 3, '"')[:1] if quoting else ""
    texts = _texts(arguments[0], quote, quote * 2)
    return of_text(_given(arguments, 2, ",").join(texts))


def _quoted(arguments: Arguments) -> Typed:
    quote = _given(arguments, 2, '"')
    return of_text(_given(arguments, 1, ",").join(_texts(arguments[0], quote, quote)))


def _texts(typed: Typed, quote: str, within: str) -> list[str]:
    """Return the cells as texts in quotes; null is an empty text without any."""
    texts = [None if value is None else object_text(value) for value in _values(typed)]
    return [
        "" if each is None else quote + (each.replace(quote, within) if quote else each) + quote
        for each in texts
    ]


def _given(arguments: Arguments, at: int, default: str) -> str:
    return arguments.text(at) if len(arguments) > at else default


def _split(arguments: Arguments) -> Typed:
    """Return the parts of a list; without quotes, empty ones are left out."""
    own, separator = arguments.text(0), _given(arguments, 2, ",")
    if len(arguments) > 1 and arguments.logical(1):
        quote = _given(arguments, 3, '"')
        [parts] = csv.reader([own], delimiter=separator[:1], quotechar=quote[:1]) if own else [[]]
    else:
        parts = [each for each in re.split(f"[{re.escape(separator)}]", own) if each]
    return Typed(Kind.ANY, _column(parts).value)


_ANY_NUMBER = (Kind.ANY, Kind.NUMBER)
FUNCTIONS: Mapping[str, Function] = {
    "ARRAYCONCATENATE": Function(_joined, least=1),
    "ARRAYCONTAINS": Function(_contains, least=1),
    "ARRAYLEFT": Function(_left, _ANY_NUMBER, 1, 2),
    "ARRAYMID": Function(_mid, _ANY_NUMBER, 3, 3),
    "ARRAYRIGHT": Function(_right, _ANY_NUMBER, 1, 2),
    "CSVARRAY": Function(_split, (Kind.TEXT, Kind.LOGICAL, Kind.TEXT), 1, 4),
    "CSVTEXT": Function(_listed, (Kind.ANY, Kind.LOGICAL, Kind.TEXT), 1, 4),
    "INDEX": Function(_index, (Kind.ARRAY, Kind.NUMBER), 2, 4),
    "NORMALIZEARRAY": Function(_normal, (Kind.ANY, Kind.LOGICAL), 1, 2),
    "SEQUENCEQUOTER": Function(_quoted, (Kind.ANY, Kind.TEXT), 1, 3),
}
