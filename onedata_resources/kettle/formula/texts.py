"""Functions that cut, change and compare texts; places are counted from 1."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal

from onedata_resources.kettle.formula.calls import Arguments, Function
from onedata_resources.kettle.formula.errors import (
    BAD_VALUE,
    NO_CONVERSION,
    NOT_AVAILABLE,
    NOT_FOUND,
    FormulaError,
)
from onedata_resources.kettle.formula.halfwidth import halfwidth
from onedata_resources.kettle.formula.moments import Kind
from onedata_resources.kettle.formula.values import Typed, items, of_number, of_text, of_truth, text
from onedata_resources.kettle.values.java_blanks import JAVA_BLANKS

TEXT = (Kind.TEXT,)
TEXT_NUMBER = (Kind.TEXT, Kind.NUMBER)
_BLANK_RUN = re.compile(f"([{JAVA_BLANKS}])[{JAVA_BLANKS}]+")
_SEARCH_SIGNS = {"?": ".{1}+", "*": ".*?", **{sign: "\\" + sign for sign in ".{}()+\\"}}


def _length(arguments: Arguments, at: int, default: int | None = None) -> int:
    found = arguments.whole(at, default)
    if found < 0 or (at < len(arguments) and arguments.number(at) < 0):
        raise FormulaError(BAD_VALUE)
    return found


def _left(arguments: Arguments) -> Typed:
    return of_text(arguments.text(0)[: _length(arguments, 1, 1)])


def _right(arguments: Arguments) -> Typed:
    own, length = arguments.text(0), _length(arguments, 1, 1)
    return of_text(own[max(len(own) - length, 0) :])


def _mid(arguments: Arguments) -> Typed:
    start, length = arguments.whole(1), _length(arguments, 2)
    if arguments.number(1) < 1:
        raise FormulaError(BAD_VALUE)
    return of_text(arguments.text(0)[start - 1 : start - 1 + length])


def _start(arguments: Arguments) -> int:
    """Return where a search begins, counted from 0."""
    start = arguments.whole(2, 1)
    if start < 1:
        raise FormulaError(BAD_VALUE)
    return start - 1


def _find(arguments: Arguments) -> Typed:
    found = arguments.text(1).find(arguments.text(0), _start(arguments))
    if found < 0:
        raise FormulaError(NOT_FOUND)
    return of_number(Decimal(found + 1))


def _search(arguments: Arguments) -> Typed:
    """Find a text with wildcards, without regard to case."""
    wanted = "".join(_SEARCH_SIGNS.get(sign, sign) for sign in arguments.text(0))
    own, start = arguments.text(1), _start(arguments)
    found = _pattern("(?i)" + wanted).search(own, start) if start <= len(own) else None
    if found is None:
        raise FormulaError(NOT_FOUND)
    return of_number(Decimal(found.start() + 1))


def _like(arguments: Arguments) -> Typed:
    """Return whether the expression, in which `*` and `%` are any signs, is found anywhere."""
    wanted = arguments.text(1).replace("*", ".*").replace("%", ".*")
    return of_truth(_pattern(wanted).search(arguments.text(0)) is not None)


def _pattern(written: str) -> re.Pattern[str]:
    from onedata_resources.kettle.values.java_regex import java_pattern
    from onedata_resources.kettle.values.java_regex_sets import JavaRegexError

    try:
        return java_pattern(written).python
    except JavaRegexError as error:
        raise FormulaError(BAD_VALUE) from error


def _replace(arguments: Arguments) -> Typed:
    own, start, length = arguments.text(0), arguments.whole(1), arguments.whole(2)
    if start < 1 or length < 0:
        raise FormulaError(BAD_VALUE)
    return of_text(own[: start - 1] + arguments.text(3) + own[start - 1 + length :])


def _substitute(arguments: Arguments) -> Typed:
    own, old = arguments.text(0), arguments.text(1)
    if not old:
        return of_text(own)
    new = arguments.text(2)
    if len(arguments) < 4:
        return of_text(own.replace(old, new))
    if arguments.number(3) < 1:
        raise FormulaError(BAD_VALUE)
    at = -1
    for _ in range(arguments.whole(3)):
        at = own.find(old, at + 1)
        if at < 0:
            return of_text(own)
    return of_text(own[:at] + new + own[at + len(old) :])


def _proper(arguments: Arguments) -> Typed:
    """Return the text with the first letter of every word as a capital, the others as they are."""
    signs, before = [], False
    for sign in arguments.text(0):
        capital = sign.title()
        signs.append(capital if sign.isalpha() and not before and len(capital) == 1 else sign)
        before = sign.isalpha()
    return of_text("".join(signs))


def _trim(arguments: Arguments) -> Typed:
    """Return the text without blanks at its ends and with the first one of each run."""
    return of_text(_BLANK_RUN.sub(r"\1", arguments.text(0)).strip(JAVA_BLANKS))


def _code(arguments: Arguments) -> Typed:
    own = arguments.text(0)
    if not own:
        raise FormulaError(BAD_VALUE)
    unit = own[0].encode("utf-16-be", "surrogatepass")[:2]
    return of_number(Decimal(int.from_bytes(unit)))


def _char(arguments: Arguments) -> Typed:
    number = arguments.whole(0)
    if number > 255:
        raise FormulaError(BAD_VALUE)
    return of_text(chr(number & 0xFFFF))


def _unichar(arguments: Arguments) -> Typed:
    """Return the sign of a code; half of a pair becomes a question mark, as when it is written."""
    sign = chr(arguments.whole(0) & 0xFFFF)
    return of_text("?" if "\ud800" <= sign <= "\udfff" else sign)


def _clean(arguments: Arguments) -> Typed:
    own = arguments.text(0)
    encoding = arguments.text(1) if len(arguments) > 1 else ""
    if encoding:
        try:
            own = own.encode(encoding, "ignore").decode(encoding)
        except LookupError as error:
            raise FormulaError(BAD_VALUE) from error
    return of_text("".join(each for each in own if unicodedata.category(each) not in {"Cc", "Cn"}))


def _exact(arguments: Arguments) -> Typed:
    """Return whether texts are the same; numbers are where their sizes differ by a little."""
    try:
        numbers = (arguments.double(0), arguments.double(1))
    except FormulaError as error:
        if str(error) != NO_CONVERSION:
            raise
        return of_truth(arguments.text(0) == arguments.text(1))
    return of_truth(abs(abs(numbers[0]) - abs(numbers[1])) < 0.00005)


def _concatenate(arguments: Arguments) -> Typed:
    return of_text("".join(text(cell) for each in arguments for cell in items(each)))


def _repeated(arguments: Arguments) -> Typed:
    count = arguments.whole(1)
    if count < 0:
        raise FormulaError(BAD_VALUE)
    return of_text(arguments.text(0) * count)


def _count(arguments: Arguments) -> Typed:
    wanted = arguments.text(1)
    return of_number(Decimal(arguments.text(0).count(wanted) if wanted else 0))


def _changed(change: Callable[[str], str]) -> Function:
    return Function(lambda arguments: of_text(change(arguments.text(0))), TEXT, 1)


def _tested(test: Callable[[str, str], bool]) -> Function:
    """Return a test of a text with another one."""

    def apply(arguments: Arguments) -> Typed:
        if arguments[0].value is None or arguments[1].value is None:
            raise FormulaError(NOT_AVAILABLE)
        return of_truth(test(arguments.text(0), arguments.text(1)))

    return Function(apply, TEXT, 2, 2)


FUNCTIONS: Mapping[str, Function] = {
    "ASC": Function(lambda arguments: of_text(halfwidth(arguments.text(0))), TEXT, 1, 1),
    "BEGINSWITH": _tested(str.startswith),
    "CHAR": Function(_char, (Kind.NUMBER,), 1),
    "CLEAN": Function(_clean, TEXT, 1, 2),
    "CODE": Function(_code, TEXT, 1),
    "CONCATENATE": Function(_concatenate, (Kind.SEQUENCE,), 1),
    "CONTAINS": _tested(lambda own, wanted: wanted in own),
    "ENDSWITH": _tested(str.endswith),
    "EXACT": Function(_exact, TEXT, 2, 2),
    "FIND": Function(_find, (Kind.TEXT, Kind.TEXT, Kind.NUMBER), 2, 3),
    "LEFT": Function(_left, TEXT_NUMBER, 1, 2),
    "LEN": Function(lambda arguments: of_number(Decimal(_units(arguments.text(0)))), TEXT, 1),
    "LIKE": Function(_like, TEXT, 2, 2),
    "LOWER": _changed(str.lower),
    "MID": Function(_mid, TEXT_NUMBER, 3, 3),
    "PROPER": Function(_proper, TEXT, 1, 1),
    "REPLACE": Function(_replace, (Kind.TEXT, Kind.NUMBER, Kind.NUMBER, Kind.TEXT), 4, 4),
    "REPT": Function(_repeated, TEXT_NUMBER, 2, 2),
    "RIGHT": Function(_right, TEXT_NUMBER, 1, 2),
    "SEARCH": Function(_search, (Kind.TEXT, Kind.TEXT, Kind.NUMBER), 2, 3),
    "STRINGCOUNT": Function(_count, TEXT, 2, 2),
    "SUBSTITUTE": Function(_substitute, (Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.NUMBER), 3, 4),
    "TRIM": Function(_trim, TEXT, 1),
    "UNICHAR": Function(_unichar, (Kind.NUMBER,), 1),
    "UNICODE": Function(_code, TEXT, 1),
    "UPPER": _changed(str.upper),
}


def _units(own: str) -> int:
    """Return how many units of Java's texts the text has: signs past the first plane have two."""
    return len(own) + sum(sign > "\uffff" for sign in own)
