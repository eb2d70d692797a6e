"""Columns as the lists that go into a script, and the lists that come out as columns."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

from onedata_resources.kettle.values.dtypes import BIG_NUMBER_SCALE, column_dtype, dtype_of
from onedata_resources.kettle.values.types import TEMPORAL, Field, KettleType

K = KettleType


def plain_values(column: pl.Series) -> list[Any]:
    """Return the values as JSON has them; numbers that it lacks become texts."""
    if column.dtype.is_temporal():
        return column.dt.epoch("ms").to_list()
    if column.dtype.is_decimal():
        return column.cast(pl.Float64).to_list()
    if column.dtype == pl.Binary:
        return column.cast(pl.String, strict=False).to_list()
    values = column.to_list()
    if column.dtype.is_float() and not column.is_finite().fill_null(value=True).all():
        names = {float("inf"): "Infinity", float("-inf"): "-Infinity"}
        return [
            each if each is None or abs(each) < float("inf") else names.get(each, "NaN")
            for each in values
        ]
    return values


def typed_column(values: list[Any], field: Field) -> pl.Series:
    """Return the script's values as a column of the field's type."""
    if field.type is K.NUMBER:
        return pl.Series([None if v is None else float(v) for v in values], dtype=pl.Float64)
    if field.type is K.INTEGER:
        return pl.Series([None if v is None else int(v) for v in values], dtype=pl.Int64)
    if field.type is K.BIG_NUMBER:
        step = Decimal(1).scaleb(-BIG_NUMBER_SCALE)
        exact = [None if v is None else Decimal(v).quantize(step) for v in values]
        return pl.Series(exact, dtype=dtype_of(K.BIG_NUMBER))
    if field.type in TEMPORAL:
        stamps = pl.Series([None if v is None else int(v) for v in values], dtype=pl.Int64)
        return stamps.cast(pl.Datetime("ms")).cast(column_dtype(field))
    if field.type is K.BINARY:
        return pl.Series(values, dtype=pl.String).cast(pl.Binary)
    return pl.Series(values, dtype=column_dtype(field))
