"""Names of months, days and halves of the day, by language, as Java 8 prints and reads them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class CalendarWords:
    """The words of one language; days begin with Monday."""

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]
    short_days: tuple[str, ...]
    halves: tuple[str, ...]


ENGLISH = CalendarWords(
    tuple(calendar.month_name)[1:],
    tuple(name[:3] for name in calendar.month_name)[1:],
    tuple(calendar.day_name),
    tuple(name[:3] for name in calendar.day_name),
    ("AM", "PM"),
)


@lru_cache(maxsize=64)
def calendar_words(locale: str) -> CalendarWords:
    """Return the words of a locale such as `de_DE`; English for a language that is not known."""
    language = locale.replace("-", "_").partition("_")[0].lower()
    return _known().get("nb" if language in {"no", "nn"} else language, ENGLISH)


@lru_cache(maxsize=1)
def _known() -> dict[str, CalendarWords]:
    """Read the table: months, short months, days from Sunday on, short days, halves."""
    table = Path(__file__).with_name("calendar_words.txt").read_text(encoding="utf-8")
    words = {}
    for line in table.splitlines():
        language, *columns = line.split("|")
        months, short_months, days, short_days, halves = (
            tuple(column.split(";")) for column in columns
        )
        words[language] = CalendarWords(
            months, short_months, (*days[1:], days[0]), (*short_days[1:], short_days[0]), halves
        )
    return words
