"""Days as sources name them: the window of a load, and which log files are new.

Which partitions exist is in `lib/partitions.py`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePath

MAX_DAYS_PER_TICK = 31
"""A backlog drains a month at a time, so one run stays short and its failure repeats little."""


@dataclass(frozen=True)
class LogFile:
    """A log file by its name, with the size and the time (ns) at which it was last written."""

    name: str
    size: int
    modified_ns: int

    @property
    def day(self) -> date | None:
        """Return the day that the file is named by, or None where its name is no day."""
        return day_named(PurePath(self.name).stem)

    @property
    def position(self) -> str:
        """Return what orders files by when they were written; a rewritten file comes again."""
        return f"{self.modified_ns:020d}/{self.name}"


@dataclass(frozen=True)
class Batch:
    """What one tick requests: the days, the cursor after them, and names that are no days."""

    days: list[date]
    cursor: str
    unnamed: list[str]


def day_named(text: str) -> date | None:
    """Return the day that a text like `2017-11-03` names, or None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def next_batch(
    files: Iterable[LogFile], cursor: str | None, limit: int = MAX_DAYS_PER_TICK
) -> Batch:
    """Return the days of the oldest files written after `cursor`, at most `limit` files.

    The cursor moves only past files that are in the batch, so nothing is lost between ticks.
    """
    fresh = sorted(
        (file for file in files if file.position > (cursor or "")), key=lambda file: file.position
    )
    taken = fresh[:limit]
    return Batch(
        days=sorted({file.day for file in taken if file.day}),
        cursor=taken[-1].position if taken else cursor or "",
        unnamed=[file.name for file in taken if not file.day],
    )


def ranges(days: Iterable[date]) -> list[tuple[date, date]]:
    """Return the days as runs of consecutive days, first and last of each inclusive."""
    found: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def each_day(first: date, last: date) -> Iterator[date]:
    """Yield the days from `first` to `last`, both inclusive."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def days_pattern(first: date, last: date) -> str:
    """Return a regular expression that matches exactly the days' names: `2017-11-03|2017-11-04`."""
    return "|".join(day.isoformat() for day in each_day(first, last))
