"""Comparisons of values of formulas: as objects of Java, as numbers, and as texts at last."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from onedata_resources.kettle.formula.errors import FormulaError
from onedata_resources.kettle.formula.moments import Kind
from onedata_resources.kettle.formula.numbers import exact
from onedata_resources.kettle.formula.values import NUMERIC, Typed, is_number, number, text


def equal(left: Typed, right: Typed) -> bool:
    """Return whether the values are equal, as numbers where one of them is numeric."""
    if _same(left.value, right.value):
        return True
    if _numeric(left) or _numeric(right):
        order = _as_numbers(left, right)
        if order is not None:
            return order == 0
    if Kind.TEXT in (left.kind, right.kind):
        return _text(left) == _text(right)
    return False


def _same(left: object, right: object) -> bool:
    return type(left) is type(right) and left == right


def compared(left: Typed, right: Typed) -> int:
    """Return less than, equal to or more than 0 as left is to right."""
    one, other = left.value, right.value
    comparable = type(one) is type(other) and Kind.ARRAY not in (left.kind, right.kind)
    if comparable and isinstance(one, str):
        return _order(_units(one), _units(str(other)))
    if comparable and isinstance(one, (bool, int, float, Decimal, datetime)):
        return _order(one, other)
    if _numeric(left) or _numeric(right):
        order = _as_numbers(left, right)
        if order is not None:
            return order
    return _order(_units(_text(left) or ""), _units(_text(right) or ""))


def _numeric(typed: Typed) -> bool:
    return typed.kind in NUMERIC or is_number(typed.value)


def _as_numbers(left: Typed, right: Typed) -> int | None:
    try:
        return _order(exact(number(left)), exact(number(right)))
    except FormulaError:
        return None


def _text(typed: Typed) -> str | None:
    try:
        return text(typed)
    except FormulaError:
        return None


def _units(word: str) -> bytes:
    """Return the units that Java compares texts by."""
    return word.encode("utf-16-be", "surrogatepass")


def _order(left: object, right: object) -> int:
    return (left > right) - (left < right)  # type: ignore[operator]
