"""What Java's `toString` makes of a value: for steps that print without looking at masks."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from onedata_resources.kettle.values.convert import elementwise, valuewise
from onedata_resources.kettle.values.date_column import format_dates
from onedata_resources.kettle.values.date_mask import JAVA_DATE_MASK
from onedata_resources.kettle.values.java_double import java_decimal, java_double
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType


def plain_text(value: pl.Expr, field: Field) -> pl.Expr:
    """Return the value as Java prints the object itself."""
    if field.type is K.STRING:
        return value
    if field.type is K.NUMBER:
        return valuewise(value, _double, pl.String())
    if field.type is K.BIG_NUMBER:
        return valuewise(value, _decimal, pl.String())
    if field.type is K.DATE:
        return elementwise(value, lambda each: format_dates(each, JAVA_DATE_MASK), pl.String())
    if field.type is K.TIMESTAMP:
        text = value.dt.to_string("%Y-%m-%d %H:%M:%S%.f")
        return pl.when(text.str.contains(".", literal=True)).then(text).otherwise(text + ".0")
    return value.cast(pl.String, strict=False)


def _double(value: object) -> str:
    return java_double(float(str(value)))


def _decimal(value: object) -> str:
    return java_decimal(Decimal(str(value)))
