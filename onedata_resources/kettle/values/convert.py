"""From one Kettle type to another, as Polars expressions. Masks are in the modules beside.

A conversion that fails gives null where there was a value; `failed` finds those rows.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from onedata_resources.kettle.values.by_value import by_value
from onedata_resources.kettle.values.date_column import format_dates, parse_dates, parse_timestamps
from onedata_resources.kettle.values.date_mask import (
    DEFAULT_DATE_MASK,
    DEFAULT_TIMESTAMP_MASK,
)
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.encodings import decoded, encoded
from onedata_resources.kettle.values.java_blanks import JAVA_BLANKS
from onedata_resources.kettle.values.mask_check import check_date_mask, check_number_mask
from onedata_resources.kettle.values.number_column import format_numbers
from onedata_resources.kettle.values.number_parse import LARGEST, parse_numbers
from onedata_resources.kettle.values.types import (
    DEFAULT_NUMBER_MASKS,
    NUMERIC,
    TEMPORAL,
    Field,
    KettleType,
)

K = KettleType
_NUMBER_START = r"^(-?(?:\d[\d.,]*|[.,]\d+)(?:E-?\d+)?)"
_TRUE = ("Y", "TRUE", "YES", "1")


def elementwise(
    expression: pl.Expr, kernel: Callable[[pl.Series], pl.Series], dtype: pl.DataType
) -> pl.Expr:
    """Return the expression through a function of one batch of its column."""
    return expression.map_batches(kernel, return_dtype=dtype, is_elementwise=True)


def valuewise(
    expression: pl.Expr, function: Callable[[object], object], dtype: pl.DataType
) -> pl.Expr:
    """Return the expression through a function, called once per distinct value of a batch."""
    return elementwise(expression, lambda column: by_value(column, function, dtype), dtype)


def number_mask_of(field: Field) -> str:
    """Return the mask that a number without its own is printed with; its length pads with zeros."""
    if field.mask:
        return with_currency(field)
    if field.length < 1:
        return DEFAULT_NUMBER_MASKS[field.type]
    zeros = "0" * field.length
    if field.type is K.INTEGER:
        pattern = zeros
    elif field.precision < 0:
        pattern = zeros + ".00"
    elif field.precision <= field.length:
        pattern = "0" * (field.length - field.precision) + "." + "0" * field.precision
    else:
        pattern = zeros + "0"
    return f" {pattern};-{pattern}"


def _keeps_digits(field: Field) -> bool:
    """Return whether a number is not rounded: its mask is not that of the text it was read from."""
    other = field.stored_mask is not None and field.mask not in {"", field.stored_mask}
    return other and field.type is K.NUMBER


def with_currency(field: Field) -> str:
    """Return the field's mask with its currency, where it has one, in place of the sign."""
    return field.mask.replace("\u00a4", f"'{field.currency}'") if field.currency else field.mask


def trimmed(text: pl.Expr, trim: str) -> pl.Expr:
    """Return the text without blanks on the given side (none, left, right, both)."""
    if trim == "left":
        return text.str.strip_chars_start(JAVA_BLANKS)
    if trim == "right":
        return text.str.strip_chars_end(JAVA_BLANKS)
    return text.str.strip_chars(JAVA_BLANKS) if trim == "both" else text


def not_empty(text: pl.Expr) -> pl.Expr:
    """Return the text, null where it is empty: Kettle makes no difference between them."""
    return pl.when(text != "").then(text)


def failed(source: pl.Expr, converted: pl.Expr) -> pl.Expr:
    """Return whether a value was lost in a conversion."""
    return converted.is_null() & source.is_not_null()


def convert(value: pl.Expr, source: Field, kind: KettleType) -> pl.Expr:  # noqa: PLR0911 - one per pair
    """Return the value, described by `source`, as the other type; `source` has the mask."""
    if source.type is kind:
        return value
    if kind is K.STRING:
        return to_text(value, source)
    if source.type is K.STRING:
        return _from_text(value, source, kind)
    if source.type is K.BOOLEAN and kind in NUMERIC:
        return value.cast(dtype_of(kind))
    if kind is K.BOOLEAN:
        # As in Java's intValue, what is less than one is nothing.
        return value.fill_nan(0).abs() >= 1 if source.type is K.NUMBER else value != 0
    if source.type in TEMPORAL:
        return _from_moment(value, kind)
    if kind in TEMPORAL:
        return value.cast(pl.Int64).cast(pl.Datetime("ms")).cast(dtype_of(kind))
    return _between_numbers(value, source.type, kind)


def _with_nulls(texts: pl.Series) -> pl.Series:
    """Return the texts, null where they are empty; most columns have none of those."""
    empty = texts == ""
    return texts.set(empty.fill_null(value=False), None) if empty.any() else texts


def _from_text(text: pl.Expr, source: Field, kind: KettleType) -> pl.Expr:
    if kind in NUMERIC:
        check_number_mask(with_currency(source))
        if source.lenient_numbers:
            text = text.str.extract(_NUMBER_START, 1)
        return elementwise(
            text,
            lambda each: parse_numbers(
                _with_nulls(each), kind, with_currency(source), source.decimal, source.group
            ),
            dtype_of(kind),
        )
    if kind in TEMPORAL:
        default = DEFAULT_TIMESTAMP_MASK if kind is K.TIMESTAMP else DEFAULT_DATE_MASK
        mask = source.mask or default
        check_date_mask(mask)
        parse = parse_timestamps if kind is K.TIMESTAMP else parse_dates
        return elementwise(
            text,
            lambda each: parse(
                _with_nulls(each), mask, lenient=source.lenient_dates, locale=source.locale,
                zone=source.zone,
            ),
            dtype_of(kind),
        )  # fmt: skip
    text = not_empty(text)
    if kind is K.BOOLEAN:
        return text.str.to_uppercase().is_in(list(_TRUE))
    return elementwise(text, lambda each: encoded(each, source.encoding), pl.Binary())


def _from_moment(value: pl.Expr, kind: KettleType) -> pl.Expr:
    if kind in TEMPORAL:
        return value.cast(dtype_of(kind))
    return value.dt.epoch("ms").cast(dtype_of(kind))


def _between_numbers(value: pl.Expr, source: KettleType, kind: KettleType) -> pl.Expr:
    if kind is K.INTEGER:
        return rounded(value) if source is K.NUMBER else value.cast(pl.Int64, strict=False)
    if kind is K.BIG_NUMBER and source is K.NUMBER:
        return elementwise(
            value.cast(pl.String),
            lambda each: parse_numbers(each.str.to_uppercase(), kind, "", ".", ""),
            dtype_of(kind),
        )
    return value.cast(dtype_of(kind))


def half_up(value: pl.Expr) -> pl.Expr:
    """Return the double rounded to a whole one, halves towards positive infinity."""
    floor = value.floor()
    return floor + (value - floor >= 0.5).cast(pl.Float64)


def rounded(value: pl.Expr) -> pl.Expr:
    """Return Java's Math.round: floor of the value plus one half, saturating; NaN is 0."""
    whole = half_up(value)
    return (
        pl.when(value.is_nan())
        .then(pl.lit(0, pl.Int64))
        .when(whole >= 2.0**63)
        .then(pl.lit(LARGEST, pl.Int64))
        .when(whole <= -(2.0**63))
        .then(pl.lit(-LARGEST - 1, pl.Int64))
        .otherwise(whole.cast(pl.Int64, strict=False))
    )


def to_text(value: pl.Expr, field: Field) -> pl.Expr:
    """Return the value as Kettle prints it with the field's own mask."""
    if field.type is K.STRING:
        return value
    if field.type in NUMERIC:
        mask = number_mask_of(field)
        check_number_mask(mask)
        return elementwise(
            value,
            lambda each: format_numbers(
                each, mask, field.decimal, field.group, rounds=not _keeps_digits(field)
            ),
            pl.String(),
        )
    if field.type in TEMPORAL:
        precise = field.type is K.TIMESTAMP
        mask = field.mask or (DEFAULT_TIMESTAMP_MASK if precise else DEFAULT_DATE_MASK)
        check_date_mask(mask)
        return elementwise(
            value,
            lambda each: format_dates(
                each, mask, locale=field.locale, zone=field.zone, fraction=precise
            ),
            pl.String(),
        )
    if field.type is K.BOOLEAN:
        yes, no = ("true", "false") if field.length >= 3 else ("Y", "N")
        return pl.when(value).then(pl.lit(yes)).when(value.not_()).then(pl.lit(no))
    if field.type is K.BINARY:
        return elementwise(value, lambda each: decoded(each, field.encoding), pl.String())
    return value.cast(pl.String, strict=False)
