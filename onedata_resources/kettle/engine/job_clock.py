"""The time that jobs go by: what it is now, and waiting until later or until the job ends."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Protocol

from onedata_resources.kettle.values.time_zones import machine_now


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
        return machine_now()

    def wait(self, seconds: float, ended: threading.Event) -> None:
        """Return after that time, or as soon as the event is set."""
        ended.wait(max(seconds, 0))
