"""Functions on texts; places are counted from 1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import quote_plus

from onedata_resources.kettle.formula.calls import Arguments, Function
from onedata_resources.kettle.formula.values import (
    BAD_VALUE,
    NOT_AVAILABLE,
    FormulaError,
    Value,
    logical,
    moment,
    number,
    text,
    whole,
)
from onedata_resources.kettle.values.date_mask import format_moment
from onedata_resources.kettle.values.number_mask import format_number, number_mask


def _length(arguments: Arguments, at: int, default: int) -> int:
    found = whole(arguments.get(at, Decimal(default)))
    if found < 0:
        raise FormulaError(BAD_VALUE)
    return found


def _left(arguments: Arguments) -> Value:
    return text(arguments[0])[: _length(arguments, 1, 1)]


def _right(arguments: Arguments) -> Value:
    own, length = text(arguments[0]), _length(arguments, 1, 1)
    return own[max(len(own) - length, 0) :]


def _mid(arguments: Arguments) -> Value:
    start, length = whole(arguments[1]), _length(arguments, 2, 0)
    if start < 1:
        raise FormulaError(BAD_VALUE)
    return text(arguments[0])[start - 1 : start - 1 + length]


def _find(arguments: Arguments) -> Value:
    start = whole(arguments.get(2, Decimal(1)))
    found = text(arguments[1]).find(text(arguments[0]), start - 1) if start >= 1 else -1
    if found < 0:
        raise FormulaError(BAD_VALUE)
    return Decimal(found + 1)


def _search(arguments: Arguments) -> Value:
    """Find a text without regard to case."""
    start = whole(arguments.get(2, Decimal(1)))
    found = text(arguments[1]).lower().find(text(arguments[0]).lower(), max(start - 1, 0))
    if found < 0:
        raise FormulaError(BAD_VALUE)
    return Decimal(found + 1)


def _replace(arguments: Arguments) -> Value:
    own, start, length = text(arguments[0]), whole(arguments[1]), whole(arguments[2])
    if start < 1 or length < 0:
        raise FormulaError(BAD_VALUE)
    return own[: start - 1] + text(arguments[3]) + own[start - 1 + length :]


def _substitute(arguments: Arguments) -> Value:
    own, old, new = text(arguments[0]), text(arguments[1]), text(arguments[2])
    if not old:
        return own
    if len(arguments) < 4:
        return own.replace(old, new)
    wanted, at = whole(arguments[3]), -1
    if wanted < 1:
        raise FormulaError(BAD_VALUE)
    for _ in range(wanted):
        at = own.find(old, at + 1)
        if at < 0:
            return own
    return own[:at] + new + own[at + len(old) :]


def _fixed(arguments: Arguments) -> Value:
    digits = whole(arguments.get(1, Decimal(2)))
    plain = len(arguments) > 2 and logical(arguments[2])
    value = number(arguments[0]).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    mask = ("0" if plain else "#,##0") + ("." + "0" * digits if digits > 0 else "")
    return format_number(value, number_mask(mask))


def _as_text(arguments: Arguments) -> Value:
    """Return a value printed with a mask of Java."""
    value, mask = arguments[0], text(arguments[1])
    if re.search(r"[yMdHhmsS]", mask) and not re.search(r"[0#]", mask):
        return format_moment(moment(value), mask)
    return format_number(number(value), number_mask(mask))


def _proper(arguments: Arguments) -> Value:
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), text(arguments[0]))


def _trim(arguments: Arguments) -> Value:
    """Return the text without blanks at its ends and with single ones between words."""
    return re.sub(r"[ \t\n\r]+", " ", text(arguments[0])).strip()


def _code(arguments: Arguments) -> Value:
    own = text(arguments[0])
    if not own:
        raise FormulaError(BAD_VALUE)
    return Decimal(ord(own[0]))


def _like(arguments: Arguments) -> Value:
    pattern = "".join(
        {"%": ".*", "*": ".*", "_": ".", "?": "."}.get(each, re.escape(each))
        for each in text(arguments[1])
    )
    return re.fullmatch(pattern, text(arguments[0]), re.DOTALL) is not None


def _needed(arguments: Arguments, at: int) -> str:
    if arguments[at] is None:
        raise FormulaError(NOT_AVAILABLE)
    return text(arguments[at])


FUNCTIONS: Mapping[str, Function] = {
    "ASC": lambda arguments: text(arguments[0]),
    "BEGINSWITH": lambda arguments: text(arguments[0]).startswith(_needed(arguments, 1)),
    "CHAR": lambda arguments: bytes([whole(arguments[0]) % 256]).decode("latin-1"),
    "CLEAN": lambda arguments: re.sub(r"[\x00-\x1f\x7f-\x9f]", "", text(arguments[0])),
    "CODE": _code,
    "CONCATENATE": lambda arguments: "".join(text(each) for each in arguments),
    "CONTAINS": lambda arguments: _needed(arguments, 1) in text(arguments[0]),
    "ENDSWITH": lambda arguments: text(arguments[0]).endswith(_needed(arguments, 1)),
    "EXACT": lambda arguments: text(arguments[0]) == text(arguments[1]),
    "FIND": _find,
    "FIXED": _fixed,
    "LEFT": _left,
    "LEN": lambda arguments: Decimal(len(text(arguments[0]))),
    "LIKE": _like,
    "LOWER": lambda arguments: text(arguments[0]).lower(),
    "MID": _mid,
    "PROPER": _proper,
    "REPLACE": _replace,
    "REPT": lambda arguments: text(arguments[0]) * _length(arguments, 1, 0),
    "RIGHT": _right,
    "SEARCH": _search,
    "STRINGCOUNT": lambda arguments: Decimal(text(arguments[0]).count(_needed(arguments, 1))),
    "SUBSTITUTE": _substitute,
    "T": lambda arguments: arguments[0] if isinstance(arguments[0], str) else "",
    "TEXT": _as_text,
    "TRIM": _trim,
    "UNICHAR": lambda arguments: chr(whole(arguments[0])),
    "UNICODE": _code,
    "UPPER": lambda arguments: text(arguments[0]).upper(),
    "URLENCODE": lambda arguments: quote_plus(text(arguments[0])),
}
