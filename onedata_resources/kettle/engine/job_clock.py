"""The time that jobs go by: what it is now, and waiting until later or until the job ends."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

ZONES = "zoneinfo/"


class Clock(Protocol):
    """What a job asks for the time."""

    def now(self) -> datetime:
        """Return the moment, with the zone that schedules are in."""
        ...

    def wait(self, seconds: float, ended: threading.Event) -> None:
        """Return after that time, or as soon as the event is set."""
        ...


class SystemClock:
    """The machine's clock and zone."""

    def now(self) -> datetime:
        """Return the moment in the machine's zone, with its rules for summer time."""
        return datetime.now(UTC).astimezone(machine_zone())

    def wait(self, seconds: float, ended: threading.Event) -> None:
        """Return after that time, or as soon as the event is set."""
        ended.wait(max(seconds, 0))


def machine_zone() -> ZoneInfo | None:
    """Return the zone that TZ names or /etc/localtime is; None means its offset of today."""
    name = os.environ.get("TZ", "").lstrip(":")
    if not name:
        name = str(Path("/etc/localtime").resolve()).rpartition(ZONES)[2]
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None
