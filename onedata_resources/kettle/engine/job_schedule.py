"""When a START lets its job begin: at once, after an interval, or at a time of day.

Kettle waits before the first turn too. `onedata carte` repeats by it; a Dagster schedule replaces
it where Dagster runs the job.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.xml import flag, number


class ScheduleKind(IntEnum):
    """Kettle's numbers for the kinds."""

    NONE = 0
    INTERVAL = 1
    DAILY = 2
    WEEKLY = 3
    MONTHLY = 4


@dataclass(frozen=True)
class Schedule:
    """The schedule of a START; `weekday` 0 is Sunday."""

    kind: ScheduleKind = ScheduleKind.NONE
    repeat: bool = False
    interval: timedelta = timedelta()
    hour: int = 0
    minute: int = 0
    weekday: int = 0
    day_of_month: int = 0

    @classmethod
    def of(cls, start: Entry) -> Schedule:
        """Return the schedule that the entry's settings say; an unknown kind is none."""
        kind = number(start.xml, "schedulerType", 0)
        day = number(start.xml, "DayOfMonth", number(start.xml, "dayOfMonth", 0))
        return cls(
            kind=ScheduleKind(kind) if kind in list(ScheduleKind) else ScheduleKind.NONE,
            repeat=flag(start.xml, "repeat"),
            interval=timedelta(
                seconds=number(start.xml, "intervalSeconds", 0),
                minutes=number(start.xml, "intervalMinutes", 0),
            ),
            hour=number(start.xml, "hour", 0),
            minute=number(start.xml, "minutes", 0),
            weekday=number(start.xml, "weekDay", 0),
            day_of_month=day,
        )

    @property
    def waits(self) -> bool:
        """Whether the job would begin later, or again."""
        return self.repeat or self.kind is not ScheduleKind.NONE

    def seconds_from(self, now: datetime) -> float:
        """Return how long to wait until the next turn; the seconds of `now` are kept."""
        if self.kind is ScheduleKind.NONE:
            return 0
        if self.kind is ScheduleKind.INTERVAL:
            return self.interval.total_seconds()
        at = _plus_days(now, 0).replace(hour=0, minute=self.minute) + timedelta(hours=self.hour)
        if self.kind is ScheduleKind.DAILY:
            at = at if at > now else _plus_days(at, 1)
        elif self.kind is ScheduleKind.WEEKLY:
            sunday = _plus_days(at, -((now.weekday() + 1) % 7))
            at = _plus_days(sunday, self.weekday)
            at = at if at > now else _plus_days(at, 7)
        else:
            at = _plus_days(at.replace(day=1), self.day_of_month - 1)
            at = at if at > now else _plus_month(at)
        return at.timestamp() - now.timestamp()

    def cron(self) -> str | None:
        """Return the cron line that a Dagster schedule would have; None where cron cannot say."""
        at = f"{self.minute} {self.hour}"
        if self.kind is ScheduleKind.DAILY:
            return f"{at} * * *"
        if self.kind is ScheduleKind.WEEKLY:
            return f"{at} * * {self.weekday}"
        if self.kind is ScheduleKind.MONTHLY:
            return f"{at} {self.day_of_month} * *"
        minutes = self.interval.total_seconds() / 60
        if self.kind is ScheduleKind.INTERVAL and minutes in {1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30}:
            return f"*/{int(minutes)} * * * *"
        return None


def _plus_days(at: datetime, days: int) -> datetime:
    """Return the same time of day, by the zone's own rules, that many days later."""
    return at + timedelta(days=days)


def _plus_month(at: datetime) -> datetime:
    """Return the same day of the next month, or its last day where it is shorter."""
    year, month = (at.year + 1, 1) if at.month == 12 else (at.year, at.month + 1)
    return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))
