"""Values as Java's toString prints them, whatever their mask and length."""

from __future__ import annotations

import math
from decimal import Decimal

import polars as pl

from onedata_resources.kettle.values.convert import elementwise, not_empty, to_text
from onedata_resources.kettle.values.number_column import by_value
from onedata_resources.kettle.values.types import Field, KettleType


def compatible_text(value: pl.Expr, field: Field) -> pl.Expr:
    """Return the text that Kettle compares keys by: neither length nor mask shape a number."""
    if field.type is KettleType.INTEGER:
        return value.cast(pl.String)
    if field.type is KettleType.NUMBER:
        return elementwise(value, double_texts, pl.String())
    return not_empty(to_text(value, field))


def double_texts(values: pl.Series) -> pl.Series:
    """Return `Double.toString` of each number."""
    return by_value(values, _double_text, pl.String())


def _double_text(value: object) -> str:
    number = float(str(value))
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0 or 1e-3 <= abs(number) < 1e7:
        text = format(Decimal(repr(number)), "f")
        return text if "." in text else f"{text}.0"
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    shown = "".join(map(str, digits))
    power = len(shown) - 1 + int(exponent)
    return f"{'-' if sign else ''}{shown[0]}.{shown[1:] or '0'}E{power}"
