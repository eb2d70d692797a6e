"""Values of formulas and their conversions. Numbers are exact decimals, as in libformula."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from onedata_resources.kettle.values.date_mask import format_moment, parse_moment
from onedata_resources.kettle.values.java_double import java_double

Value = None | str | bool | int | float | Decimal | datetime | bytes
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - moments in Kettle have no time zone
_DATE_MASKS = ("yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd", "HH:mm:ss", "MMM d, yyyy", "M/d/yy")


class FormulaError(Exception):
    """A formula without a value; the text is libformula's name of the reason."""


NOT_AVAILABLE = "#N/A"
BAD_VALUE = "#VALUE!"
BAD_ARGUMENTS = "#ARGUMENTS"
ARITHMETIC = "#ARITHMETIC"


def number(value: Value) -> Decimal:
    """Return the value as a number; of a moment its days since 1899-12-30.

    Raises:
        FormulaError: It is none.
    """
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, datetime):
        return days_of(value)
    if isinstance(value, str):
        try:
            return Decimal(value)
        except InvalidOperation:
            moment = _moment_in(value)
            if moment is not None:
                return days_of(moment)
    raise FormulaError(BAD_VALUE)


def _moment_in(text: str) -> datetime | None:
    for mask in _DATE_MASKS:
        moment = parse_moment(text, mask, lenient=False)
        if moment is not None:
            return moment
    return None


def days_of(moment: datetime) -> Decimal:
    """Return the days since 1899-12-30, as spreadsheets count."""
    span = moment - _EPOCH
    milliseconds = span // timedelta(milliseconds=1)
    return Decimal(milliseconds) / Decimal(86_400_000)


def moment(value: Value) -> datetime:
    """Return the value as a moment.

    Raises:
        FormulaError: It is none.
    """
    if isinstance(value, datetime):
        return value
    milliseconds = (number(value) * 86_400_000).to_integral_value()
    try:
        return _EPOCH + timedelta(milliseconds=int(milliseconds))
    except OverflowError as error:
        raise FormulaError(BAD_VALUE) from error


def whole(value: Value) -> int:
    """Return the value as a whole number, cut."""
    return int(number(value))


def text(value: Value) -> str:
    """Return the value as text, an empty one for null."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return java_double(value)
    if isinstance(value, datetime):
        return format_moment(value, "EEE MMM dd HH:mm:ss z yyyy")
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def logical(value: Value) -> bool:
    """Return the value as true or false; null is false.

    Raises:
        FormulaError: It is a text that says neither.
    """
    if value is None or isinstance(value, bool):
        return bool(value)
    if isinstance(value, (int, float, Decimal)):
        return value != 0
    if isinstance(value, str):
        if value.upper() in {"TRUE", "FALSE"}:
            return value.upper() == "TRUE"
        raise FormulaError(BAD_VALUE)
    return False


def compared(left: Value, right: Value) -> int:
    """Return less than, equal to or more than 0 as left is to right: as numbers, else as texts.

    Raises:
        FormulaError: One of them is null.
    """
    if left is None or right is None:
        raise FormulaError(NOT_AVAILABLE)
    if isinstance(left, str) and isinstance(right, str):
        return _order(left.encode("utf-16-be"), right.encode("utf-16-be"))
    if type(left) is type(right) and not isinstance(left, bytes):
        return _order(left, right)
    numeric = (int, float, Decimal)
    if isinstance(left, numeric) or isinstance(right, numeric):
        try:
            return _order(number(left), number(right))
        except FormulaError:
            pass
    return _order(text(left), text(right))


def _order(left: object, right: object) -> int:
    return (left > right) - (left < right)  # type: ignore[operator]
