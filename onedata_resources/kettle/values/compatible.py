"""Values as texts in the way of Kettle 2, which comparisons of texts still use: no mask counts."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.values.convert import convert, elementwise, to_text
from onedata_resources.kettle.values.java_double import PLAIN_FROM, PLAIN_TO, java_double
from onedata_resources.kettle.values.types import TEMPORAL, Field, KettleType

K = KettleType


def compatible_text(value: pl.Expr, field: Field) -> pl.Expr:
    """Return the text of the value: numbers as Java prints a double, moments in one fixed form."""
    if field.type is K.NUMBER:
        return elementwise(value, java_doubles, pl.String())
    if field.type is K.INTEGER:
        return value.cast(pl.String)
    if field.type in TEMPORAL:
        return to_text(value, Field(field.name, K.DATE))
    return to_text(value, field)


def compatible(value: pl.Expr, field: Field, kind: KettleType) -> pl.Expr:
    """Return the value as the other type; as text it is the compatible one."""
    if kind is K.STRING and field.type is not K.STRING:
        return compatible_text(value, field)
    return convert(value, field, kind)


def java_doubles(numbers: pl.Series) -> pl.Series:
    """Return the numbers as Java prints them: 1.0, 1.0E10, NaN, Infinity."""
    size = numbers.abs()
    plain = size.is_between(PLAIN_FROM, PLAIN_TO, closed="left") | (size == 0)
    texts = numbers.cast(pl.String)
    odd = ~plain.fill_null(value=True)
    if not odd.any():
        return texts
    return texts.scatter(odd.arg_true(), [java_double(each) for each in numbers.filter(odd)])
