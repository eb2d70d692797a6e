"""Which Polars type holds the values of which Kettle type."""

from __future__ import annotations

import polars as pl

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.values.types import Field, KettleType

BIG_NUMBER_SCALE = 16
"""Decimals of a big number; 22 digits are left before the point."""
_DTYPES: dict[KettleType, pl.DataType] = {
    KettleType.NUMBER: pl.Float64(),
    KettleType.INTEGER: pl.Int64(),
    KettleType.BIG_NUMBER: pl.Decimal(38, BIG_NUMBER_SCALE),
    KettleType.STRING: pl.String(),
    KettleType.DATE: pl.Datetime("ms"),
    KettleType.TIMESTAMP: pl.Datetime("us"),
    KettleType.BOOLEAN: pl.Boolean(),
    KettleType.BINARY: pl.Binary(),
}


class ColumnError(BadInputError):
    """What is wrong with a value of a column.

    Polars makes it again from one text, to which it adds lines of its own; the first two stay.
    """

    def __init__(self, en: str, zh: str | None = None) -> None:
        lines = [*en.split("\n"), en]
        super().__init__(lines[0], zh or lines[1])


class BigNumberRangeError(ColumnError):
    """A number that has more digits before its point than a column of big numbers holds."""


class UnreadableTextError(ColumnError):
    """A text that is no value of its field's type."""


def dtype_of(kind: KettleType) -> pl.DataType:
    """Return the Polars type that holds values of the Kettle type."""
    return _DTYPES[kind]


def column_dtype(field: Field) -> pl.DataType:
    """Return the type of the field's column; a lazy field's column is text."""
    return dtype_of(KettleType.STRING if field.lazy else field.type)


def type_of(dtype: pl.DataType) -> KettleType:
    """Return the Kettle type that a column from outside becomes."""
    if dtype.is_integer():
        return KettleType.INTEGER
    if dtype.is_float():
        return KettleType.NUMBER
    if dtype.is_decimal():
        return KettleType.BIG_NUMBER
    if dtype in (pl.Date, pl.Datetime):
        return KettleType.DATE
    if dtype == pl.Boolean:
        return KettleType.BOOLEAN
    return KettleType.BINARY if dtype == pl.Binary else KettleType.STRING
