"""Values as Java's own `toString` prints them, without any mask: what a fast dump writes."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.values.date_column import format_dates
from onedata_resources.kettle.values.java_double import java_double
from onedata_resources.kettle.values.number_column import by_value
from onedata_resources.kettle.values.types import TEMPORAL, KettleType

DATE = "EEE MMM dd HH:mm:ss z yyyy"


def java_text(values: pl.Series, kind: KettleType) -> pl.Series:
    """Return the texts of the values; null stays null."""
    if kind is KettleType.NUMBER:
        return by_value(values, lambda each: java_double(float(str(each))), pl.String())
    if kind is KettleType.BIG_NUMBER:
        return values.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")
    if kind in TEMPORAL:
        return format_dates(values, DATE)
    return values.cast(pl.String)
