"""Numbers and moments that stand in texts, in the English forms that libformula knows."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from onedata_resources.kettle.formula.errors import NO_CONVERSION, FormulaError
from onedata_resources.kettle.formula.moments import serial_of
from onedata_resources.kettle.values.date_mask import parse_moment
from onedata_resources.kettle.values.number_mask import number_mask, parse_number

FULL_DATETIME = "EEEE, MMMM d, yyyy h:mm:ss a z"
FULL_DATE = "EEEE, MMMM d, yyyy"
MEDIUM_TIME = "h:mm:ss a"
_MASKS = (
    FULL_DATETIME,
    "MMMM d, yyyy h:mm:ss a z",
    "MMM d, yyyy h:mm:ss a",
    "M/d/yy h:mm a",
    "yyyy-MM-dd HH:mm:ss",
    "yyyy-MM-dd'T'HH:mm:ss.SSSZ",
    FULL_DATE,
    "MMMM d, yyyy",
    "MMM d, yyyy",
    "M/d/yy",
    "yyyy-MM-dd",
    MEDIUM_TIME,
    "h:mm a",
    "HH:mm:ss",
    "HH:mm",
)
_NUMBER_MASKS = ("#0.#", "$#,##0.00;($#,##0.00)", "#,##0.###", "#,##0%")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def number_in(text: str) -> Decimal:
    """Return the number that the text is; a date or a time gives its days since 1900-01-01.

    Raises:
        FormulaError: It is none.
    """
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    moment = moment_in(text)
    if moment is not None:
        return serial_of(moment)
    for mask in _NUMBER_MASKS:
        number = parse_number(text, number_mask(mask))
        if number is not None and number.is_finite():
            return number
    raise FormulaError(NO_CONVERSION)


def moment_in(text: str) -> datetime | None:
    """Return the moment that the whole text is, None where it is none."""
    if not any(sign.isdigit() for sign in text):
        return None
    for mask in _MASKS:
        moment = parse_moment(text, mask, lenient=False, whole=True)
        if moment is not None:
            return moment
    return None
