"""Time zones as Java names them, and the difference from UTC that a mask prints."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@lru_cache(maxsize=64)
def zone_of(name: str) -> tzinfo:
    """Return the time zone; as in Java, a name that is not known is UTC."""
    found = re.fullmatch(r"GMT([+-])(\d{1,2}):?(\d{2})?", name)
    if found:
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def offset(aware: datetime, colon: str) -> str:
    """Return the difference from UTC as `+0800`, with what stands between hours and minutes."""
    minutes = int((aware.utcoffset() or timedelta()).total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}{colon}{abs(minutes) % 60:02}"


def iso_offset(aware: datetime, width: int) -> str:
    """Return the difference as ISO 8601 writes it: `Z`, or hours, minutes and a colon by width."""
    if not aware.utcoffset():
        return "Z"
    return offset(aware, ":" if width > 2 else "")[: 3 if width == 1 else None]
