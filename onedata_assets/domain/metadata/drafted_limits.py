"""How long, how precise and how large values are drafted to be: as declared, else as meanings say.

A limit that rows at hand break is left out: a database that takes such rows does not hold to it.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.drafted_meanings import ROWS_FLOOR, Meant
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.model import NUMBERS, Column, Family
from onedata_assets.domain.metadata.naming import column_name
from onedata_assets.domain.metadata.standard_lengths import UUID, lengths_of

if TYPE_CHECKING:
    import polars as pl

NEVER_BELOW = frozenset({"age", "unit_price", "weight", "area", "speed", "size_bytes"})
"""Meanings whose numbers are never below nothing; amounts and counts are, where things go back."""
PLACED = frozenset({"latitude", "longitude"})
KEY_GROUPS = frozenset({"key", "identity"})
NOT_KEYS = frozenset({"person", "finance", "measure", "time", "text", "contact"})
"""Groups of meanings whose values no key is made of, however different, if no name says so."""
ISO_DAY = "yyyy-MM-dd"
ISO_READ = "%Y-%m-%d"


def drafted_family(column: Column, meant: Meant, known: pl.Series) -> Family:
    """Return what values are: days of a text in ISO form are days."""
    days = meant.logical is Family.DATE and meant.form == ISO_DAY
    if column.family is Family.TEXT and days and known.len() and _are_days(known):
        return Family.DATE
    return column.family


def _are_days(known: pl.Series) -> bool:
    import polars as pl

    text = pl.first().cast(pl.String).str.strip_chars()
    read = known.to_frame().select(text.str.to_date(ISO_READ, strict=False)).to_series()
    return not read.null_count()


def is_named_key(column: Column) -> bool:
    """Tell whether a column is called as a key is: `id`, `order_no`, `客户编号`."""
    is_kind = column.family in {Family.TEXT, Family.INTEGER}
    return is_kind and column_name(column.name).marked


def may_be_key(column: Column, meaning: str) -> bool:
    """Tell whether values tell rows apart: amounts, days and names of persons do not."""
    if column.family not in {Family.TEXT, Family.INTEGER, Family.OTHER, Family.BINARY}:
        return False
    known = meanings().get(meaning)
    return known is None or known.group not in NOT_KEYS or is_named_key(column)


def lengths(
    column: Column, known: pl.Series, meant: Meant, pattern: str | None
) -> dict[str, int | str | None]:
    """Return the shortest, the longest and the form of a column of texts.

    What free values have no end is left open, however short those are that were seen.
    """
    seen = known.str.len_chars()
    most = int(seen.max() or 0)  # type: ignore[arg-type]
    declared = column.declared.longest
    told: dict[str, int | str | None] = {"shortest": None, "longest": None, "pattern": pattern}
    if declared is not None and most <= declared:
        told["longest"] = declared
    usual = lengths_of("uuid" if column.declared.is_uuid else meant.meaning, seen)
    if column.declared.is_uuid:
        usual = (36, 36)
    if usual is not None:
        low, high = usual
        told["longest"] = min(high, told["longest"] or high)  # type: ignore[type-var]
        told["shortest"] = low if low == told["longest"] else None
        if low != high:  # a sample need not have all forms that the standard has
            told["pattern"] = None
    elif most and told["longest"] is None and (pattern or _are_made(column, known, seen, meant)):
        told["longest"] = most
    if usual == (36, 36) and (meant.meaning == "uuid" or column.declared.is_uuid):
        told["pattern"] = UUID
    return told


def _are_made(column: Column, known: pl.Series, seen: pl.Series, meant: Meant) -> bool:
    """Tell whether identifiers are all as long, which is made so, and no growing number."""
    group = meanings()[meant.meaning].group if meant.meaning else ""
    if known.len() < ROWS_FLOOR or not (group in KEY_GROUPS or is_named_key(column)):
        return False
    if seen.n_unique() != 1 or known.n_unique() < ROWS_FLOOR:
        return False
    return bool(known.str.starts_with("0").any() or not known.str.contains("^[0-9]+$").all())


def digits(column: Column, known: pl.Series) -> dict[str, int | None]:
    """Return the digits of a decimal and the bits of a whole number as its source declares them."""
    told = column.declared
    if column.family is Family.INTEGER and told.bits is not None:
        room = 2 ** (told.bits - 1)
        return {"bits": told.bits} if _within(known, -room, room - 1) else {}
    if column.family is Family.DECIMAL and told.precision is not None and told.scale is not None:
        room = Decimal(10) ** (told.precision - told.scale) - Decimal(10) ** -told.scale
        if told.scale <= MOST_DECIMALS and _within(known, -room, room) and _has(known, told.scale):
            return {"precision": told.precision, "scale": told.scale}
    return {}


MOST_DECIMALS = 38


def bounds(column: Column, known: pl.Series, meant: Meant) -> dict[str, str | None]:
    """Return the least and the greatest value: as declared, else as the meaning has them."""
    low, high = column.declared.low, column.declared.high
    if column.family not in NUMBERS:
        return {}
    if meant.meaning in NEVER_BELOW:
        low = low or "0"
    if meant.meaning in PLACED and low is None and high is None:
        least, most = meanings()[meant.meaning].number or (None, None)
        low, high = (None if each is None else f"{each:g}" for each in (least, most))
    return {
        "low": low if low is not None and _number(low) and _within(known, low, None) else None,
        "high": high if high is not None and _number(high) and _within(known, None, high) else None,
    }


def _number(written: str) -> bool:
    try:
        return Decimal(written).is_finite()
    except InvalidOperation:
        return False


def _within(known: pl.Series, low: object, high: object) -> bool:
    """Tell whether numbers lie between bounds; texts of numbers are read."""
    import polars as pl

    numbers = known if known.dtype.is_numeric() else known.cast(pl.Float64, strict=False)
    kept = (
        (low is None or float(str(low)) <= each) and (high is None or each <= float(str(high)))
        for each in (numbers.min(), numbers.max())
        if isinstance(each, int | float | Decimal)
    )
    return all(kept)


def _has(known: pl.Series, scale: int) -> bool:
    """Tell whether no number has more decimals."""
    import polars as pl

    numbers = known if known.dtype.is_numeric() else known.cast(pl.Float64, strict=False)
    if not known.dtype.is_numeric() and numbers.null_count() > known.null_count():
        return False
    return numbers.dtype.is_integer() or bool((numbers == numbers.round(scale)).all())
