"""Numbers as Java's toString prints them."""

from __future__ import annotations

import math
from decimal import Decimal

import polars as pl

from onedata_resources.kettle.values.number_column import by_value


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
