"""Columns of texts to numbers by Java masks.

Texts and masks that cannot be treated as a column go one by one to `number_mask.py`.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

import polars as pl

from onedata_resources.kettle.values.by_value import by_value
from onedata_resources.kettle.values.dtypes import (
    BIG_NUMBER_SCALE,
    BigNumberRangeError,
    dtype_of,
)
from onedata_resources.kettle.values.number_mask import NumberMask, number_mask, parse_number
from onedata_resources.kettle.values.types import Field, KettleType

LARGEST = 2**63 - 1
_PLAIN_DECIMAL = r"^-?[0-9]{1,20}(?:\.[0-9]{0,16})?$"
_JAVA_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def parse_numbers(
    text: pl.Series, kind: KettleType, mask_text: str, decimal: str, group: str
) -> pl.Series:
    """Return the numbers that the texts spell; null where a text does not fit the mask."""
    mask = number_mask(mask_text) if mask_text else None
    if mask and _dressed(mask):
        return _parsed_one_by_one(text, kind, mask, decimal, group)
    if decimal != ".":
        return _parsed_by_pattern(text, kind, mask, decimal, group)
    numbers, odd = _plain_numbers(text, kind)
    if odd is None:
        return numbers
    if odd.all():
        return _parsed_by_pattern(text, kind, mask, decimal, group)
    exact = _parsed_by_pattern(text.filter(odd), kind, mask, decimal, group)
    return numbers.scatter(odd.arg_true(), exact)


def _dressed(mask: NumberMask) -> bool:
    """Return whether texts of the mask are more than a number."""
    return not mask.simple or bool(mask.prefix or mask.suffix) or mask.negative_prefix != "-"


def reads_plain(field: Field) -> bool:
    """Return whether texts of the field are plain numbers first, and only then looked at closer."""
    dressed = bool(field.mask) and _dressed(number_mask(field.mask))
    return field.decimal == "." and not dressed


def _plain_numbers(text: pl.Series, kind: KettleType) -> tuple[pl.Series, pl.Series | None]:
    """Return the numbers as Polars reads them, and where Java could read something else, if so.

    What both read alike is an optional minus and digits, for doubles with a point and a power.
    """
    if kind is KettleType.BIG_NUMBER:
        plain = text.str.contains(_PLAIN_DECIMAL).fill_null(value=True)
        if plain.all():
            return text.cast(dtype_of(kind), strict=False), None
        return text.set(~plain, None).cast(dtype_of(kind), strict=False), ~plain
    numbers = text.cast(dtype_of(kind), strict=False)
    foreign = b"+" if kind is KettleType.INTEGER else b"+enN"
    if numbers.null_count() == text.null_count() and not _mentions(text, foreign):
        return numbers, None
    odd = (numbers.is_null() & text.is_not_null()) | text.str.contains(f"[{foreign.decode()}]")
    return numbers, odd.fill_null(value=False)


def _mentions(texts: pl.Series, signs: bytes) -> bool:
    """Return whether one of the signs is anywhere in the texts, by a search through their bytes."""
    buffer = texts.to_arrow(compat_level=pl.CompatLevel.oldest()).buffers()[2]
    data = buffer.to_pybytes() if buffer is not None else b""
    return any(sign in data for sign in signs)


def _parsed_by_pattern(
    text: pl.Series, kind: KettleType, mask: NumberMask | None, decimal: str, group: str
) -> pl.Series:
    grouping = kind is not KettleType.BIG_NUMBER if mask is None else mask.grouping > 0
    point = re.escape(decimal)
    digits = rf"[\d{re.escape(group)}]*\d" if grouping and group else r"\d+"
    valid = text.str.contains(rf"^-?(?:{digits}(?:{point}\d*)?|{point}\d+)(?:E-?\d+)?$")
    valid = valid.fill_null(True)
    clean = text.str.replace_all(group, "", literal=True) if grouping and group else text
    clean = clean.str.replace(decimal, ".", literal=True) if decimal != "." else clean
    clean = clean if valid.all() else clean.set(~valid, None)
    numbers = _cast(clean, kind)
    if valid.all():
        return numbers
    odd = _parsed_one_by_one(text.filter(~valid), kind, mask, decimal, group)
    return numbers.scatter((~valid).arg_true(), odd)


def _cast(clean: pl.Series, kind: KettleType) -> pl.Series:
    """Return the numbers of texts that are known to be numbers; integers are cut and saturate."""
    if kind is KettleType.INTEGER:
        whole = clean.cast(pl.Int64, strict=False)
        missed = whole.is_null() & clean.is_not_null()
        if not missed.any():
            return whole
        return whole.scatter(missed.arg_true(), _truncated(clean.filter(missed)))
    if kind is KettleType.BIG_NUMBER:
        return by_value(clean, big_number, dtype_of(kind))
    return clean.cast(pl.Float64, strict=False)


def big_number(text: object) -> Decimal | None:
    """Return the number at the scale that a column of big numbers holds, None where it is none.

    Raises:
        BigNumberRangeError: It has too many digits before its point.
    """
    if not _JAVA_DECIMAL.fullmatch(str(text)):
        return None
    number = Decimal(str(text))
    if number and number.adjusted() >= 38 - BIG_NUMBER_SCALE:
        before, after = 38 - BIG_NUMBER_SCALE, BIG_NUMBER_SCALE
        raise BigNumberRangeError(
            f"The number {text} does not fit: big numbers have up to {before} digits before and"
            f" {after} behind the point. Keep it as a text or a Number.",
            f"数字 {text} 超出范围：大数最多有 {before} 位整数和 {after} 位小数。"
            "请以文本或 Number 保存。",
        )
    with localcontext() as context:
        context.prec = 60
        return number.quantize(Decimal(1).scaleb(-BIG_NUMBER_SCALE))


def _truncated(clean: pl.Series) -> pl.Series:
    def cut(text: object) -> int:
        return max(min(int(Decimal(str(text))), LARGEST), -LARGEST - 1)

    return by_value(clean, cut, pl.Int64())


def _parsed_one_by_one(
    text: pl.Series, kind: KettleType, mask: NumberMask | None, decimal: str, group: str
) -> pl.Series:
    if mask is None and kind is KettleType.BIG_NUMBER:
        mask = number_mask("0.###")

    def read(each: object) -> object:
        number = parse_number(str(each), mask, decimal=decimal, group=group)
        if number is None and kind is KettleType.BIG_NUMBER:
            return big_number(each)
        return None if number is None else _as_kind(number, kind)

    return by_value(text, read, dtype_of(kind))


def _as_kind(number: Decimal, kind: KettleType) -> object:
    if kind is KettleType.NUMBER:
        return float(number)
    if kind is KettleType.BIG_NUMBER:
        return big_number(number)
    if number.is_nan():
        return 0
    if number.is_infinite():
        return LARGEST if number > 0 else -LARGEST - 1
    return max(min(int(number), LARGEST), -LARGEST - 1)
