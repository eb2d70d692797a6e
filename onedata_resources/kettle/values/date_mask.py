"""One java.text.SimpleDateFormat mask: its tokens, and formatting and parsing of single moments.

Whole columns go through `date_column.py`, which comes here for values that need these rules.
Moments are naive and in UTC; a zone moves the clock, a locale names days and months.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from onedata_resources.kettle.values.calendar_fields import NUMBERS, CalendarFields, us_week
from onedata_resources.kettle.values.calendar_words import CalendarWords, calendar_words
from onedata_resources.kettle.values.time_zones import iso_offset, offset, zone_of

DEFAULT_DATE_MASK = "yyyy/MM/dd HH:mm:ss.SSS"
DEFAULT_TIMESTAMP_MASK = "yyyy/MM/dd HH:mm:ss.SSSSSSSSS"
JAVA_DATE_MASK = "EEE MMM dd HH:mm:ss z yyyy"
"""How Java's `toString` writes a date."""
_TOKEN = re.compile(r"'(?P<quoted>(?:[^']|'')*)'|(?P<letters>([A-Za-z])\3*)|(?P<other>[^A-Za-z']+)")
_ZONE = re.compile(r"(?:GMT|UTC|Z)?(?:(?P<sign>[+-])(?P<hour>\d{1,2}):?(?P<minute>\d{2})?)?")


@dataclass(frozen=True)
class Token:
    """A run of one mask letter, or a literal text when `letter` is empty."""

    letter: str
    text: str

    @property
    def width(self) -> int:
        """Return how many letters the run has."""
        return len(self.text)


@lru_cache(maxsize=1024)
def date_tokens(mask: str) -> tuple[Token, ...]:
    """Return the mask's tokens."""
    tokens = []
    for found in _TOKEN.finditer(mask):
        if found["letters"]:
            tokens.append(Token(found["letters"][0], found["letters"]))
        elif found["other"]:
            tokens.append(Token("", found["other"]))
        else:
            tokens.append(Token("", (found["quoted"] or "'").replace("''", "'")))
    return tuple(tokens)


def format_moment(
    moment: datetime, mask: str, *, locale: str = "", zone: str = "", fraction: bool = False
) -> str:
    """Return the moment as Java prints it; `fraction` is a Timestamp with digits past the third."""
    words, local = calendar_words(locale), moment
    aware = moment.replace(tzinfo=UTC)
    if zone:
        aware = aware.astimezone(zone_of(zone))
        local = aware.replace(tzinfo=None)
    return "".join(
        _printed(local, token, words, aware, fraction=fraction) if token.letter else token.text
        for token in date_tokens(mask)
    )


def _printed(  # noqa: PLR0911 - one answer per letter family
    moment: datetime, token: Token, words: CalendarWords, aware: datetime, *, fraction: bool
) -> str:
    letter, width = token.letter, token.width
    if letter in "yY":
        year = moment.year if letter == "y" else us_week(moment)[0]
        return f"{year % 100:02}" if width == 2 else str(year).rjust(width, "0")
    if letter in "ML" and width > 2:
        return (words.months if width > 3 else words.short_months)[moment.month - 1]
    if letter == "E":
        return (words.days if width > 3 else words.short_days)[moment.weekday()]
    if letter == "a":
        return words.halves[moment.hour >= 12]
    if letter == "G":
        return "AD"
    if letter == "z":
        plain = aware.tzinfo is UTC and width > 3
        return "Coordinated Universal Time" if plain else aware.tzname() or "UTC"
    if letter == "Z":
        return offset(aware, "")
    if letter == "X":
        return iso_offset(aware, width)
    if letter == "S" and fraction and width > 3:
        return f"{moment.microsecond:06}".ljust(width, "0")[:width]
    return str(NUMBERS[letter](moment)).rjust(width, "0")


def parse_moment(
    text: str, mask: str, *, lenient: bool, locale: str = "", zone: str = "",
    fraction: bool = False, whole: bool = False,
) -> datetime | None:  # fmt: skip
    """Return the moment, or None where the text does not start with one that fits the mask.

    What follows the last token is ignored, as Java does, unless the `whole` text has to fit.
    """
    fields = CalendarFields()
    words = calendar_words(locale)
    tokens, at = date_tokens(mask), 0
    for index, token in enumerate(tokens):
        if not token.letter:
            at = _after_literal(text, at, token.text)
        else:
            abutting = index + 1 < len(tokens) and tokens[index + 1].letter != ""
            at = _read(text, at, token, fields, words, fixed=abutting, fraction=fraction)
        if at < 0:
            return None
    found = None if whole and at < len(text) else fields.moment(lenient=lenient)
    if found is None or not zone or "zone" in fields:
        return found
    return found.replace(tzinfo=zone_of(zone)).astimezone(UTC).replace(tzinfo=None)


def _after_literal(text: str, at: int, literal: str) -> int:
    if literal.isspace():
        after = len(text) - len(text[at:].lstrip(" "))
        return after if after > at else -1
    return at + len(literal) if text.startswith(literal, at) else -1


def _read(  # noqa: PLR0911 - one answer per letter family
    text: str,
    at: int,
    token: Token,
    fields: CalendarFields,
    words: CalendarWords,
    *,
    fixed: bool,
    fraction: bool,
) -> int:
    at = len(text) - len(text[at:].lstrip(" \t"))
    letter = token.letter
    if letter in "ML" and token.width > 2:
        return _read_name(text, at, "M", (words.months, words.short_months), fields)
    if letter == "E":
        return _read_name(text, at, "E", (words.days, words.short_days), fields)
    if letter == "a":
        return _read_name(text, at, "a", (words.halves,), fields)
    if letter == "G":
        return at + 2 if text[at : at + 2].upper() == "AD" else -1
    if letter in "zZX":
        return _read_zone(text, at, fields)
    found = re.compile(rf"-?\d{{1,{token.width}}}" if fixed else r"-?\d+").match(text, at)
    if not found:
        return -1
    number = int(found[0])
    if letter == "S" and fraction and token.width > 3:
        fields.put("us", int(found[0].lstrip("-").ljust(6, "0")[:6]))
        return found.end()
    if letter in "yY" and token.width <= 2 and len(found[0]) == 2 and number >= 0:
        number += 2000 if number <= (datetime.now(UTC).year + 20) % 100 else 1900
    fields.put(letter, number)
    return found.end()


def _read_name(
    text: str, at: int, key: str, lists: tuple[tuple[str, ...], ...], fields: CalendarFields
) -> int:
    """Read the longest name that the text goes on with; months count from 1."""
    rest = text[at:].lower()
    fitting = [
        (len(name), index)
        for names in lists
        for index, name in enumerate(names)
        if rest.startswith(name.lower())
    ]
    if not fitting:
        return -1
    length, index = max(fitting, key=lambda each: each[0])
    fields.put(key, index + (key == "M"))
    return at + length


def _read_zone(text: str, at: int, fields: CalendarFields) -> int:
    found = _ZONE.match(text, at)
    if not found or not found[0]:
        return -1
    offset = int(found["hour"] or 0) * 60 + int(found["minute"] or 0)
    fields.put("zone", -offset if found["sign"] == "-" else offset)
    return found.end()
