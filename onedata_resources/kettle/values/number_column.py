"""Columns of numbers to text and back by Java masks.

Values and masks that cannot be treated as a column go one by one to `number_mask.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, localcontext

import numpy as np
import polars as pl

from onedata_resources.kettle.values.dtypes import (
    BIG_NUMBER_SCALE,
    BigNumberRangeError,
    dtype_of,
)
from onedata_resources.kettle.values.number_mask import (
    NumberMask,
    format_number,
    number_mask,
    parse_number,
)
from onedata_resources.kettle.values.types import Field, KettleType

LARGEST = 2**63 - 1
ALL_DIGITS = 50
"""Digits behind the point of a number that is not rounded."""
_MOST_PLACES = 18
"""Digits behind the point of which 64 bits hold every combination."""
_PLAIN_DECIMAL = r"^-?[0-9]{1,20}(?:\.[0-9]{0,16})?$"
_JAVA_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def by_value(
    values: pl.Series, function: Callable[[object], object], dtype: pl.DataType
) -> pl.Series:
    """Return the column of the function's results, calling it once per distinct value."""
    distinct = values.drop_nulls().unique()
    if not len(distinct):
        return pl.Series(values.name, [None] * len(values), dtype=dtype)
    results = pl.Series([function(each) for each in distinct.to_list()], dtype=dtype)
    if dtype.is_nested():
        places = pl.int_range(len(distinct), eager=True)
        at = values.replace_strict(distinct, places, default=None, return_dtype=pl.Int64)
        return results.gather(at).alias(values.name)
    return values.replace_strict(distinct, results, default=None, return_dtype=dtype)


def format_numbers(
    values: pl.Series, mask_text: str, decimal: str, group: str, *, rounds: bool = True
) -> pl.Series:
    """Return the numbers as Java prints them with the mask; unless `rounds`, with all digits."""
    mask = number_mask(mask_text)
    mask = mask if rounds else replace(mask, max_fraction=ALL_DIGITS)
    if not mask.simple:
        return _one_by_one(values, mask, decimal, group)
    if values.dtype == pl.Float64 and _fixed_places(mask, decimal):
        shown, unsure = _fixed(values, mask.min_fraction)
        if unsure is None:
            return shown
        exact = _one_by_one(values.filter(unsure), mask, decimal, group)
        return shown.scatter(unsure.arg_true(), exact)
    text = values.cast(pl.String)
    if values.dtype.is_integer():
        return _assembled(text, mask, decimal, group, exact_fraction=0)
    shortest = 1
    if values.dtype.is_decimal():
        text = text.str.strip_chars_end("0").str.strip_chars_end(".")
        shortest = 2
    exact = text.str.contains(rf"^-?\d+(?:\.\d{{0,{mask.max_fraction}}})?$")
    if mask.max_fraction == 0:
        exact = exact | text.str.ends_with(".0")
    exact = exact.fill_null(True)
    if exact.all():
        return _assembled(text, mask, decimal, group, exact_fraction=shortest)
    rest = values.filter(~exact)
    shown = _rounded(rest, mask, decimal, group)
    done = _assembled(text.set(~exact, None), mask, decimal, group, exact_fraction=shortest)
    return done.scatter((~exact).arg_true(), shown)


def _fixed_places(mask: NumberMask, decimal: str) -> bool:
    """Return whether the mask asks for a number of digits after a point and nothing else."""
    signs = (mask.prefix, mask.suffix, mask.negative_prefix, mask.negative_suffix)
    plain = signs == ("", "", "-", "") and decimal == "." and not mask.grouping
    places = mask.min_fraction
    return plain and mask.min_integer == 1 and 0 < places == mask.max_fraction < len(_UNITS)


_UNITS = [
    pl.Series([f".{unit:0{places}}" for unit in range(10**places)] if places else [""])
    for places in range(5)
]
"""Texts of what is behind the point, by the number of digits there."""


def _fixed(values: pl.Series, places: int) -> tuple[pl.Series, pl.Series | None]:
    """Return the doubles with so many digits behind the point, and which of them are not sure."""
    numbers = values.fill_null(0.0).to_numpy()
    power = 10**places
    units, unsure = _scaled(numbers, places)
    parts = [pl.Series(units // power).cast(pl.String), _UNITS[places].gather(units % power)]
    negative = np.signbit(numbers)
    if negative.any():
        parts.insert(0, pl.Series(["", "-"]).gather(negative.astype(np.uint32)))
    text = pl.select(pl.concat_str(parts)).to_series().alias(values.name)
    text = text.set(values.is_null(), None) if values.null_count() else text
    return text, pl.Series(unsure) if unsure.any() else None


def _scaled(numbers: np.ndarray, places: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the sizes of the doubles in units of their last place, and which are not sure.

    Scaling a double is exact enough except next to a tie or beyond 2**52.
    """
    with np.errstate(all="ignore"):
        scaled = np.abs(numbers) * 10.0**places
        near = np.abs(scaled - np.floor(scaled) - 0.5) <= scaled * 1e-15 + 1e-12
        unsure = near | ~(scaled < 2.0**52)
        units = np.rint(np.where(unsure, 0, scaled)).astype(np.int64)
    return units, unsure


def _one_by_one(values: pl.Series, mask: NumberMask, decimal: str, group: str) -> pl.Series:
    def show(value: object) -> str:
        number = value if isinstance(value, float) else Decimal(str(value))
        return format_number(number, mask, decimal=decimal, group=group)

    return by_value(values, show, pl.String())


def _rounded(values: pl.Series, mask: NumberMask, decimal: str, group: str) -> pl.Series:
    """Return texts of numbers with more digits than the mask shows, rounded as Java rounds."""
    if not values.dtype.is_float() or mask.max_fraction > _MOST_PLACES:
        return _one_by_one(values, mask, decimal, group)
    numbers = values.to_numpy()
    power = 10**mask.max_fraction
    units, unsure = _scaled(numbers, mask.max_fraction)
    whole, part = pl.Series(units // power), pl.Series(units % power)
    text = whole.cast(pl.String) + "." + part.cast(pl.String).str.zfill(mask.max_fraction)
    signed = pl.Series(np.where(np.signbit(numbers), "-", ""), dtype=pl.String) + text
    shown = _assembled(signed, mask, decimal, group, exact_fraction=2)
    odd = pl.Series(unsure)
    if odd.any():
        shown = shown.scatter(odd.arg_true(), _one_by_one(values.filter(odd), mask, decimal, group))
    return shown


def _assembled(
    text: pl.Series, mask: NumberMask, decimal: str, group: str, *, exact_fraction: int
) -> pl.Series:
    """Dress canonical texts (`-12.5`) in the mask; they have no more digits than it shows.

    `exact_fraction` 0: the texts have none; 1: the shortest one; 2: possibly with trailing zeros.
    """
    bare = mask.min_integer == 1 and not mask.grouping and decimal == "." and not mask.always_point
    bare = bare and (mask.prefix, mask.suffix) == ("", "") and mask.negative_suffix == ""
    bare = bare and mask.negative_prefix == "-"
    if bare and exact_fraction == mask.min_fraction < 2:
        return text
    frame = pl.DataFrame({"t": text})
    negative = pl.col("t").str.starts_with("-")
    whole = pl.col("t").str.extract(r"^-?0*(\d*)", 1).str.pad_start(mask.min_integer, "0")
    fraction = pl.col("t").str.extract(r"\.(\d*)$", 1).fill_null("")
    fraction = fraction.str.strip_chars_end("0").str.pad_end(mask.min_fraction, "0")
    frame = frame.select("t", negative.alias("n"), whole.alias("w"), fraction.alias("f"))
    if mask.grouping:
        frame = frame.with_columns(w=_grouped(pl.col("w"), mask.grouping, group))
    empty = (pl.col("w") == "") & (pl.col("f") == "")
    point = pl.when(pl.lit(mask.always_point) | (pl.col("f") != "")).then(pl.lit(decimal))
    parts = [
        pl.when("n").then(pl.lit(mask.negative_prefix)).otherwise(pl.lit(mask.prefix)),
        pl.when(empty).then(pl.lit("0")).otherwise("w"),
        point.otherwise(pl.lit("")),
        pl.col("f"),
        pl.when("n").then(pl.lit(mask.negative_suffix)).otherwise(pl.lit(mask.suffix)),
    ]
    shown = frame.select(pl.when(pl.col("t").is_not_null()).then(pl.concat_str(parts)).alias("s"))
    return shown["s"].alias(text.name)


def _grouped(whole: pl.Expr, size: int, group: str) -> pl.Expr:
    """Insert the grouping sign from the right; 19 digits have at most six groups of three."""
    text = whole
    for _ in range(40 // size):
        text = text.str.replace(rf"^(\d+)(\d{{{size}}})", f"$1{_SEPARATOR}$2")
    return text.str.replace_all(_SEPARATOR, group, literal=True)


_SEPARATOR = "\x1f"


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
