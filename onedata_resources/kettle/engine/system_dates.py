"""Starts and ends of days, weeks, months, quarters and years around a moment.

Weeks start on Sunday, as in the calendar of a Kettle server that speaks English.
"""

from __future__ import annotations

from datetime import datetime, timedelta

_DAY = timedelta(days=1)
_INSTANT = timedelta(milliseconds=1)
_SHIFTS = {"last": -1, "prev": -1, "this": 0, "next": 1}
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}


def system_date(what: str, now: datetime) -> datetime:
    """Return the moment that Kettle's words stand for, such as `last month end`."""
    words = what.removesuffix(" us").split()
    edge = " ".join(words[2:]) if words[0] in _SHIFTS else words[1]
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if words[0] in _DAYS:
        start, following = (midnight + _DAY * (_DAYS[words[0]] + more) for more in (0, 1))
    else:
        shift = _SHIFTS[words[0]]
        start, following = (_start(words[1], midnight, shift + more) for more in (0, 1))
    if edge == "start":
        return start
    return following - _INSTANT - (_DAY if edge == "open end" else timedelta())


def _start(span: str, midnight: datetime, shift: int) -> datetime:
    """Return the start of the span that the moment is in, moved by whole spans."""
    if span == "day":
        return midnight + _DAY * shift
    if span == "week":
        return midnight - _DAY * (midnight.isoweekday() % 7) + _DAY * 7 * shift
    months = {"month": 1, "quarter": 3, "year": 12}[span]
    number = midnight.year * 12 + (midnight.month - 1) // months * months + shift * months
    return midnight.replace(year=number // 12, month=number % 12 + 1, day=1)
