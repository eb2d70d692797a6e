"""Columns of numbers to text by Java masks.

Values and masks that cannot be treated as a column go one by one to `number_mask.py`.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl

from onedata_resources.kettle.values.by_value import by_value
from onedata_resources.kettle.values.double_rounding import rounded_doubles, shortest_doubles
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
    if values.dtype.is_integer():
        return _assembled(values.cast(pl.String), mask, decimal, group, exact_fraction=0)
    if values.dtype.is_float() and 0 < mask.max_fraction <= _MOST_PLACES:
        return _doubles(values, mask, decimal, group)
    return _by_text(values, mask, decimal, group)


def _doubles(values: pl.Series, mask: NumberMask, decimal: str, group: str) -> pl.Series:
    """Return the doubles dressed in the mask, rounded by arithmetic where that is sure."""
    if _fixed_places(mask, decimal):
        shown, unsure = _fixed(values, mask.min_fraction)
    else:
        rounded, unsure = shortest_doubles(values, mask.max_fraction)
        shown = _assembled(rounded.cast(pl.String), mask, decimal, group, exact_fraction=1)
    if unsure is None:
        return shown
    return shown.scatter(unsure.arg_true(), _by_text(values.filter(unsure), mask, decimal, group))


def _by_text(values: pl.Series, mask: NumberMask, decimal: str, group: str) -> pl.Series:
    """Return the numbers dressed in the mask, by the digits of their shortest texts."""
    text = values.cast(pl.String)
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
    return plain and mask.min_integer == 1 and 1 < places == mask.max_fraction <= _MOST_PLACES


def _fixed(values: pl.Series, places: int) -> tuple[pl.Series, pl.Series | None]:
    """Return the doubles with so many digits behind the point, and which of them are not sure."""
    rounded, unsure = rounded_doubles(values, places)
    if unsure is not None:
        rounded = rounded.set(unsure, None)
    text = rounded.cast(pl.Decimal(38, places)).cast(pl.String)
    nothing = rounded.eq(0.0).fill_null(value=False)
    if nothing.any():  # An exact number has no sign of its own there.
        signs = rounded.filter(nothing).cast(pl.String).str.head(-1)
        text = text.scatter(nothing.arg_true(), signs + "0" * places)
    return text, unsure


def _one_by_one(values: pl.Series, mask: NumberMask, decimal: str, group: str) -> pl.Series:
    def show(value: object) -> str:
        number = value if isinstance(value, float) else Decimal(str(value))
        return format_number(number, mask, decimal=decimal, group=group)

    return by_value(values, show, pl.String())


def _rounded(values: pl.Series, mask: NumberMask, decimal: str, group: str) -> pl.Series:
    """Return texts of numbers with more digits than the mask shows, rounded as Java rounds."""
    if not values.dtype.is_float() or mask.max_fraction > _MOST_PLACES:
        return _one_by_one(values, mask, decimal, group)
    text, unsure = _fixed(values, mask.max_fraction)
    shown = _assembled(text, mask, decimal, group, exact_fraction=2)
    if unsure is None:
        return shown
    exact = _one_by_one(values.filter(unsure), mask, decimal, group)
    return shown.scatter(unsure.arg_true(), exact)


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
