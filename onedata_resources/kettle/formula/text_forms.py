"""Functions that print values: by masks, as messages, as parts of URLs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from urllib.parse import quote_from_bytes, urljoin, urlsplit, urlunsplit

from onedata_resources.kettle.formula.calls import Arguments, Function
from onedata_resources.kettle.formula.errors import (
    BAD_VALUE,
    NO_CONVERSION,
    UNEXPECTED,
    FormulaError,
)
from onedata_resources.kettle.formula.moments import Kind, moment_of
from onedata_resources.kettle.formula.numbers import exact
from onedata_resources.kettle.formula.reading import FULL_DATE, MEDIUM_TIME, number_in
from onedata_resources.kettle.formula.values import (
    Typed,
    Value,
    is_number,
    object_text,
    of_text,
    text,
)
from onedata_resources.kettle.values.date_mask import format_moment
from onedata_resources.kettle.values.number_mask import format_number, number_mask

_UNRESERVED = "-_.!~*'()"
_PLACE = re.compile(r"''|'([^']*)'?|\{([^{}]*)\}|([^'{}]+)")
_STYLES = {
    "number": {
        "": "#,##0.###", "integer": "#,##0", "percent": "#,##0%",
        "currency": "$#,##0.00;($#,##0.00)",
    },
    "date": {
        "": "MMM d, yyyy", "short": "M/d/yy", "medium": "MMM d, yyyy", "long": "MMMM d, yyyy",
        "full": FULL_DATE,
    },
    "time": {
        "": MEDIUM_TIME, "short": "h:mm a", "medium": MEDIUM_TIME, "long": MEDIUM_TIME + " z",
        "full": MEDIUM_TIME + " z",
    },
}  # fmt: skip


def _printed(value: Value, mask: str) -> str:
    """Return a number or a moment printed with a mask of Java."""
    if isinstance(value, datetime):
        return format_moment(value, mask)
    if not isinstance(value, (int, float, Decimal)):
        raise FormulaError(UNEXPECTED)
    number = value if isinstance(value, float) else exact(value)
    return format_number(number, number_mask(mask))


def _as_text(arguments: Arguments) -> Typed:
    """Return a number or a moment by a mask; anything else is looked for in the mask itself."""
    typed = arguments[0]
    if len(arguments) == 1:
        return of_text(text(typed))
    mask = arguments.text(1)
    if isinstance(typed.value, datetime) or is_number(typed.value):
        return of_text(_printed(typed.value, mask))
    try:
        return of_text(format_moment(moment_of(number_in(mask)), mask))
    except FormulaError as error:
        raise FormulaError(BAD_VALUE) from error


def _fixed(arguments: Arguments) -> Typed:
    decimals = max(arguments.whole(1), 0) if len(arguments) > 1 else None
    plain = len(arguments) > 2 and arguments.logical(2)
    fraction = ".###" if decimals is None else "." + "0" * decimals if decimals else ""
    return of_text(_printed(arguments.number(0), ("0" if plain else "#,##0") + fraction))


def _message(arguments: Arguments) -> Typed:
    """Return a message of Java's MessageFormat with the other arguments in its places."""
    given = [arguments[at].value for at in range(1, len(arguments))]
    parts = []
    for found in _PLACE.finditer(arguments.text(0)):
        if found[0] == "''":
            parts.append("'")
        elif found[2] is None:
            parts.append(found[1] if found[3] is None else found[3])
        else:
            parts.append(_placed(found[2], given))
    return of_text("".join(parts))


def _placed(place: str, given: list[Value]) -> str:
    number, kind, style = (*(each.strip() for each in place.split(",", 2)), "", "")[:3]
    if not number.isdigit() or (kind and kind not in _STYLES):
        raise FormulaError(UNEXPECTED)
    if int(number) >= len(given):
        return "{" + number + "}"
    value = given[int(number)]
    if kind and value is not None:
        return _printed(value, _STYLES[kind].get(style, style))
    if isinstance(value, datetime):
        return _printed(value, "M/d/yy h:mm a")
    if is_number(value):
        return _printed(value, "#,##0.###")
    return object_text(value)


def _url_encoded(arguments: Arguments) -> Typed:
    own = arguments.text(0)
    encoding = arguments.text(1) if len(arguments) == 2 else "utf-8"
    if encoding.lower() == "utf-8":
        units = own.encode("utf-16-be", "surrogatepass")
        signs = [chr(int.from_bytes(units[at : at + 2])) for at in range(0, len(units), 2)]
        data = "".join(signs).encode("utf-8", "surrogatepass")
    else:
        try:
            data = own.encode(encoding, "replace")
        except LookupError as error:
            raise FormulaError(BAD_VALUE) from error
    return of_text(quote_from_bytes(data, _UNRESERVED))


def _url(arguments: Arguments) -> Typed:
    """Return a URL of its base and a path; with a third argument the path is the query too."""
    base, path = arguments.text(0), arguments.text(1)
    parts = urlsplit(urljoin(base, path))
    if not parts.scheme or (len(arguments) == 3 and parts.query):
        raise FormulaError(NO_CONVERSION)
    query = path if len(arguments) == 3 else parts.query
    return of_text(urlunsplit(parts._replace(query=query)))


FUNCTIONS: Mapping[str, Function] = {
    "FIXED": Function(_fixed, (Kind.NUMBER, Kind.NUMBER, Kind.LOGICAL), 1, 3),
    "MESSAGE": Function(_message, least=1),
    "TEXT": Function(_as_text, least=1),
    "URLBUILDER": Function(_url, (Kind.TEXT,), 2, 3),
    "URLENCODE": Function(_url_encoded, (Kind.TEXT,), 1),
}
