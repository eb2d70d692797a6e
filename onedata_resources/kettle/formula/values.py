"""Values of formulas with what is known of their kind, and from one kind to another.

The kind matters: a field's value has none (ANY), and is turned into text, logic or number by other
rules than the value of a literal or of a function.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from onedata_resources.kettle.formula.errors import NO_CONVERSION, FormulaError
from onedata_resources.kettle.formula.moments import (
    Kind,
    moment_of,
    part_of,
    part_of_serial,
    serial_of,
)
from onedata_resources.kettle.formula.numbers import Number, exact, number_text
from onedata_resources.kettle.formula.reading import (
    FULL_DATE,
    FULL_DATETIME,
    MEDIUM_TIME,
    number_in,
)
from onedata_resources.kettle.values.date_mask import JAVA_DATE_MASK, format_moment

TEMPORAL = (Kind.DATE, Kind.TIME, Kind.DATETIME)
NUMERIC = (Kind.NUMBER, Kind.LOGICAL, *TEMPORAL)
OPEN = (Kind.ANY, Kind.ARRAY)
"""Kinds that say nothing of what a single value is."""
_MASKS = {Kind.DATETIME: FULL_DATETIME, Kind.DATE: FULL_DATE, Kind.TIME: MEDIUM_TIME}


@dataclass(frozen=True)
class Table:
    """An array: rows of cells, each a value or the reason why it has none."""

    rows: tuple[tuple[Typed | FormulaError, ...], ...]

    def cells(self) -> Iterator[Typed]:
        """Yield the cells row by row.

        Raises:
            FormulaError: A cell has no value.
        """
        return (read_cell(each) for row in self.rows for each in row)


Value = None | str | bool | int | float | Decimal | datetime | bytes | Table


class Typed(NamedTuple):
    """A value and its kind."""

    kind: Kind
    value: Value


def read_cell(found: Typed | FormulaError) -> Typed:
    """Return the value of a cell.

    Raises:
        FormulaError: It has none.
    """
    if isinstance(found, FormulaError):
        raise found
    return found


def of_number(number: Number) -> Typed:
    """Return a number."""
    return Typed(Kind.NUMBER, number)


def of_text(text: str) -> Typed:
    """Return a text."""
    return Typed(Kind.TEXT, text)


def of_truth(value: bool) -> Typed:
    """Return a truth value."""
    return Typed(Kind.LOGICAL, value)


def is_number(value: Value) -> bool:
    """Return whether the value is a number."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def number(typed: Typed) -> Number:
    """Return the value as a number; a moment gives its days since 1900-01-01.

    Raises:
        FormulaError: It is none.
    """
    kind, value = typed
    if isinstance(value, bool):
        if kind is Kind.LOGICAL or kind in OPEN:
            return Decimal(int(value))
    elif isinstance(value, (int, float, Decimal)):
        return value
    elif isinstance(value, datetime):
        return part_of_serial(serial_of(value), kind)
    if value is None or not (kind is Kind.TEXT or kind in OPEN):
        raise FormulaError(NO_CONVERSION)
    return number_in(object_text(value))


def text(typed: Typed) -> str:
    """Return the value as text, an empty one for null."""
    kind, value = typed
    if value is None:
        return ""
    if kind is Kind.LOGICAL:
        if not isinstance(value, bool):
            raise FormulaError(NO_CONVERSION)
        return "TRUE" if value else "FALSE"
    if kind in TEMPORAL:
        return format_moment(moment(typed), _MASKS[kind])
    return object_text(value)


def object_text(value: Value) -> str:  # noqa: PLR0911 - one answer per type
    """Return the text that Java's `toString` makes of the value, of a table that of its cells."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return number_text(value)
    if isinstance(value, datetime):
        return format_moment(value, JAVA_DATE_MASK)
    if isinstance(value, bytes):
        return ", ".join(str(each - 256 if each > 127 else each) for each in value)
    if isinstance(value, Table):
        return ", ".join(object_text(cell.value) for cell in value.cells())
    return "null"


def logical(typed: Typed) -> bool:
    """Return the value as true or false; null is false, and so is a field that holds a number.

    Raises:
        FormulaError: It is a text that says neither.
    """
    kind, value = typed
    if value is None:
        return False
    if kind is Kind.LOGICAL or kind in OPEN:
        return value if isinstance(value, bool) else object_text(value).lower() == "true"
    if kind in NUMERIC:
        zero = isinstance(value, Decimal) and not value and value.as_tuple().exponent == 0
        return is_number(value) and not zero
    word = object_text(value).upper()
    if word not in {"TRUE", "FALSE"}:
        raise FormulaError(NO_CONVERSION)
    return word == "TRUE"


def moment(typed: Typed) -> datetime:
    """Return the value as a moment; of a DATE its day, of a TIME its time of day.

    Raises:
        FormulaError: It is none.
    """
    if isinstance(typed.value, datetime):
        return part_of(typed.value, typed.kind)
    return moment_of(exact(number(typed)))


def converted(typed: Typed, kind: Kind) -> Typed:
    """Return the value as an argument of that kind; null stays null.

    Raises:
        FormulaError: It cannot be one.
    """
    value = typed.value
    if value is None or kind in (*OPEN, Kind.SEQUENCE):
        return typed
    if kind is Kind.LOGICAL:
        return typed if typed.kind is Kind.LOGICAL else Typed(kind, logical(typed))
    if kind is Kind.TEXT:
        return Typed(kind, text(typed))
    if kind is Kind.NUMBER:
        return typed if is_number(value) else Typed(kind, number(typed))
    if isinstance(value, datetime):
        return Typed(kind, value)
    return Typed(kind, moment_of(part_of_serial(exact(number(typed)), kind)))


def items(typed: Typed) -> list[Typed]:
    """Return the cells of a table, or the value alone."""
    return list(typed.value.cells()) if isinstance(typed.value, Table) else [typed]
