"""Values as Java's own `toString` prints them, without any mask: what a fast dump writes."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from onedata_resources.kettle.values.date_column import format_dates
from onedata_resources.kettle.values.number_column import by_value
from onedata_resources.kettle.values.types import TEMPORAL, KettleType

DATE = "EEE MMM dd HH:mm:ss z yyyy"


def java_text(values: pl.Series, kind: KettleType) -> pl.Series:
    """Return the texts of the values; null stays null."""
    if kind is KettleType.NUMBER:
        return by_value(values, lambda each: double_text(float(str(each))), pl.String())
    if kind is KettleType.BIG_NUMBER:
        return values.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")
    if kind in TEMPORAL:
        return format_dates(values, DATE)
    return values.cast(pl.String)


def double_text(value: float) -> str:
    """Return the shortest text of a double: plain from 0.001 to 10,000,000, else with a power."""
    if value != value:  # noqa: PLR0124 - NaN differs from itself
        return "NaN"
    sign = "-" if str(value).startswith("-") else ""
    if value in (float("inf"), float("-inf")):
        return sign + "Infinity"
    number = abs(Decimal(repr(value)))
    if not number:
        return sign + "0.0"
    digits = "".join(map(str, number.normalize().as_tuple().digits))
    power = number.adjusted()
    if -3 <= power < 7:
        text = format(number, "f")
        return sign + (text if "." in text else text + ".0")
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{power}"
