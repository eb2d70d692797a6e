"""Columns of moments to text and back by Java masks; odd values go one by one to `date_mask.py`."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

import polars as pl

from onedata_resources.kettle.values.by_value import by_value
from onedata_resources.kettle.values.calendar_words import ENGLISH, calendar_words
from onedata_resources.kettle.values.date_mask import (
    date_tokens,
    format_moment,
    parse_moment,
)
from onedata_resources.kettle.values.time_zones import zone_of

_READ = {
    "yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S", "SSS": "%3f",
}  # fmt: skip
_WRITTEN = _READ | {
    "yy": "%y", "M": "%-m", "MMM": "%b", "MMMM": "%B", "d": "%-d", "H": "%-H", "m": "%-M",
    "s": "%-S", "EEE": "%a", "EEEE": "%A", "E": "%a", "EE": "%a", "hh": "%I", "h": "%-I",
    "a": "%p", "DDD": "%j", "u": "%u",
}  # fmt: skip


MANY = 1000
"""Moments from which on a table of days pays."""
_CLOCK = frozenset("HkKhmsSaz")


@lru_cache(maxsize=1024)
def _chrono(mask: str, *, read: bool) -> str | None:
    """Return the mask in Polars' letters, or None where it has none for some token."""
    words = _READ if read else _WRITTEN
    parts = []
    for token in date_tokens(mask):
        if token.letter and token.text not in words:
            return None
        parts.append(words[token.text] if token.letter else token.text.replace("%", "%%"))
    if read and not {"%Y", "%m", "%d"} <= set(parts):
        return None
    if read and len(set(parts) & set(words.values())) < sum(
        part in words.values() for part in parts
    ):
        return None
    return "".join(parts)


_SQL = (
    r"^\s*\d{4}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])"
    r" \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d{1,9})?\s*$"
)
"""What java.sql.Timestamp.valueOf reads."""
_NAMES = frozenset("Ea")
_ZONES = frozenset("zZX")


def _in_columns(mask: str, locale: str, zone: str, *, fraction: bool) -> bool:
    """Return whether Polars' own words and clock do: English, UTC, no digits past the third."""
    tokens = date_tokens(mask)
    named = any(
        each.letter in _NAMES or (each.letter in "ML" and each.width > 2)
        for each in tokens
        if each.letter
    )
    if named and locale and calendar_words(locale) is not ENGLISH:
        return False
    if zone and _ZONES & {each.letter for each in tokens}:
        return False
    return not (fraction and any(each.letter == "S" and each.width > 3 for each in tokens))


def _known_zone(zone: str) -> str | None:
    """Return the zone's name where Polars has it."""
    return zone if isinstance(zone_of(zone), ZoneInfo) else None


def format_dates(
    values: pl.Series, mask: str, *, locale: str = "", zone: str = "", fraction: bool = False
) -> pl.Series:
    """Return the moments as Java prints them with the mask."""
    name = _known_zone(zone) if zone else None
    if not _in_columns(mask, locale, zone, fraction=fraction) or (zone and name is None):

        def show(moment: object) -> str:
            return format_moment(moment, mask, locale=locale, zone=zone, fraction=fraction)  # pyright: ignore[reportArgumentType]

        return by_value(values, show, pl.String())
    if name:
        values = values.dt.replace_time_zone("UTC").dt.convert_time_zone(name)
        values = values.dt.replace_time_zone(None)
    chrono = _chrono(mask, read=False)
    if chrono and len(values) > MANY and not _CLOCK & {each.letter for each in date_tokens(mask)}:
        return _by_day(values, chrono)
    if chrono is not None:
        return values.dt.strftime(chrono) if chrono else values.dt.strftime("%Y").str.slice(0, 0)
    return by_value(values, lambda moment: format_moment(moment, mask), pl.String())  # pyright: ignore[reportArgumentType]


def _by_day(values: pl.Series, chrono: str) -> pl.Series:
    """Return the texts of moments of which only the day is shown, made once per day."""
    days = values.dt.date().cast(pl.Int32)
    first, last = days.min(), days.max()
    if not isinstance(first, int) or not isinstance(last, int) or last - first > len(days):
        return values.dt.strftime(chrono)
    known = pl.int_range(first, last + 1, dtype=pl.Int32, eager=True).cast(pl.Date)
    return known.dt.strftime(chrono).gather(days - first).alias(values.name)


def parse_dates(
    text: pl.Series,
    mask: str,
    *,
    lenient: bool,
    locale: str = "",
    zone: str = "",
    fraction: bool = False,
) -> pl.Series:
    """Return the moments that the texts spell; null where a text does not fit the mask."""
    dtype = pl.Datetime("us") if fraction else pl.Datetime("ms")

    def read(each: object) -> object:
        return parse_moment(
            str(each), mask, lenient=lenient, locale=locale, zone=zone, fraction=fraction
        )

    chrono = _chrono(mask, read=True)
    if chrono is None or zone or not _in_columns(mask, locale, zone, fraction=fraction):
        return by_value(text, read, dtype)
    moments = text.str.to_datetime(
        chrono, time_unit="ms", strict=False, exact=True, cache=False
    ).cast(dtype)
    if moments.null_count() == text.null_count():
        return moments
    missed = moments.is_null() & text.is_not_null()
    return moments.scatter(missed.arg_true(), by_value(text.filter(missed), read, dtype))


def parse_timestamps(
    text: pl.Series, mask: str, *, lenient: bool, locale: str = "", zone: str = ""
) -> pl.Series:
    """Return the moments of a Timestamp: a text as SQL writes it counts whatever the mask is."""
    sql = text.str.contains(_SQL).fill_null(value=False)
    others = text.zip_with(~sql, pl.Series([None], dtype=pl.String))
    moments = parse_dates(others, mask, lenient=lenient, locale=locale, zone=zone, fraction=True)
    if not sql.any():
        return moments
    known = text.filter(sql).str.strip_chars().str.replace(r"^([^.]*)$", "${1}.0")
    read = parse_dates(known, "yyyy-MM-dd HH:mm:ss.SSSSSSSSS", lenient=True, fraction=True)
    return moments.scatter(sql.arg_true(), read)
