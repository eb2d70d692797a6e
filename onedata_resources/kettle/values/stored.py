"""The values of fields whose columns still hold the texts that were read from a file."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.values.convert import convert, elementwise, trimmed
from onedata_resources.kettle.values.dtypes import UnreadableTextError, dtype_of
from onedata_resources.kettle.values.types import NUMERIC, TEMPORAL, Field, KettleType

K = KettleType


def value_of(field: Field, *, strict: bool = True) -> pl.Expr:
    """Return the field's typed value, whatever its column holds.

    Unless `strict`, a text that is no value gives null; else computing it raises
    `UnreadableTextError`.
    """
    column = pl.col(field.name)
    if not field.lazy:
        return column
    text = trimmed(column, field.trim)
    value = convert(text, _as_text_field(field), field.type)
    if not strict or field.type not in NUMERIC | TEMPORAL:
        return value
    pair = pl.struct(text.alias("text"), value.alias("value"))
    read = elementwise(pair, lambda pairs: _all_read(pairs, field), dtype_of(field.type))
    return read.alias(field.name)


def _all_read(pairs: pl.Series, field: Field) -> pl.Series:
    """Return the values.

    Raises:
        UnreadableTextError: A text is there, but no value.
    """
    texts, values = pairs.struct.field("text"), pairs.struct.field("value")
    if values.null_count() > texts.null_count():
        wrong = texts.filter(values.is_null() & texts.is_not_null() & (texts != ""))
        if len(wrong):
            raise UnreadableTextError(
                f"Field '{field.name}' holds [{wrong[0]}], which is no {field.type}"
                f"{f' with mask {field.mask}' if field.mask else ''}.",
                f"字段 '{field.name}' 的值 [{wrong[0]}] 不是 {field.type}。",
            )
    return values.alias(pairs.name)


def _as_text_field(field: Field) -> Field:
    mask = field.mask if field.stored_mask is None else field.stored_mask
    return Field(
        field.name, K.STRING, mask=mask, decimal=field.decimal, group=field.group,
        currency=field.currency,
        lenient_dates=field.lenient_dates, locale=field.locale, zone=field.zone,
        encoding=field.encoding, lenient_numbers=field.lenient_numbers,
    )  # fmt: skip
