"""Time zones as Java names them, that of the machine, and the difference that a mask prints."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONES = "zoneinfo/"


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


def machine_zone() -> ZoneInfo | None:
    """Return the zone that TZ names or /etc/localtime is; None means its offset of today."""
    name = os.environ.get("TZ", "").lstrip(":")
    if not name:
        name = str(Path("/etc/localtime").resolve()).rpartition(ZONES)[2]
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def on_the_wall(moment: datetime) -> datetime:
    """Return what the clock on the machine's wall shows then, as all moments of rows do."""
    return moment.astimezone(machine_zone()).replace(tzinfo=None)


def machine_now() -> datetime:
    """Return the moment in the machine's zone, with its rules for summer time."""
    return datetime.now(UTC).astimezone(machine_zone())


def wall_clock() -> datetime:
    """Return what the clock on the machine's wall shows now."""
    return machine_now().replace(tzinfo=None)


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
