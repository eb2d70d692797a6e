"""Columns of numbers to text by Java masks.

Values and masks that cannot be treated as a column go one by one to `number_mask.py`.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import polars as pl

from onedata_resources.kettle.values.by_value import by_value
from onedata_resources.kettle.values.number_mask import (
    NumberMask,
    format_number,
    number_mask,
)

ALL_DIGITS = 50
"""Digits behind the point of a number that is not rounded."""
_MOST_PLACES = 18
"""Digits behind the point of which 64 bits hold every combination."""


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
