"""Days as sources name them: the window of a load, and which log files are new.

Which partitions exist is in `lib/partitions.py`.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import PurePath
from typing import Self

MAX_DAYS_PER_TICK = 31
"""A backlog drains a month at a time, so one run stays short and its failure repeats little."""

Stamp = tuple[int, int]
"""The size of a file, and the time (ns) at which it was last written."""


@dataclass(frozen=True)
class LogFile:
    """A log file by its name, with its size and times (ns): last written, and last put here.

    A copy keeps the time at which its original was written; when it was put here no copy can set.
    """

    name: str
    size: int
    modified_ns: int
    arrived_ns: int = 0

    @property
    def day(self) -> date | None:
        """Return the day that the file is named by, or None where its name is no day."""
        return day_named(PurePath(self.name).stem)

    @property
    def stamp(self) -> Stamp:
        """Return what changes when the file is written again."""
        return (self.size, self.modified_ns)


@dataclass(frozen=True)
class Seen:
    """The files that were taken, as they were then, and how many batches that took."""

    files: Mapping[str, Stamp] = field(default_factory=dict)
    batches: int = 0

    @classmethod
    def parse(cls, text: str | None) -> Self | None:
        """Return what `str` told; None where there is none, or it is of another form."""
        try:
            state = json.loads(text or "")
            files = {str(name): (int(size), int(at)) for name, (size, at) in state["files"].items()}
            return cls(files, int(state["batches"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    @classmethod
    def loaded(cls, files: Iterable[LogFile], loaded_at: Mapping[str, float]) -> Self:
        """Return the files whose day was loaded (epoch seconds by day) after they were put here."""
        return cls(
            {
                file.name: file.stamp
                for file in files
                if loaded_at.get(str(file.day), 0.0) > file.arrived_ns / 1e9
            }
        )

    def __str__(self) -> str:
        """Return the text that `parse` reads."""
        state = {"batches": self.batches, "files": {k: list(v) for k, v in self.files.items()}}
        return json.dumps(state, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@dataclass(frozen=True)
class Batch:
    """What one tick takes, and what was seen after it."""

    files: tuple[LogFile, ...]
    seen: Seen

    @property
    def days(self) -> list[date]:
        """Return the days to load."""
        return sorted({file.day for file in self.files if file.day})

    @property
    def unnamed(self) -> list[str]:
        """Return the names that are no days."""
        return [file.name for file in self.files if not file.day]

    def run_key(self, first: date, last: date) -> str:
        """Return the key of the run of a stretch of days.

        It is the same when a tick is repeated that did not get to store its cursor, and another
        for a file that was written again, also where it is as it once was.
        """
        stamps = sorted(
            (file.name, file.stamp) for file in self.files if file.day and first <= file.day <= last
        )
        digest = hashlib.sha256(json.dumps(stamps).encode()).hexdigest()[:12]
        return f"{first}..{last}@{self.seen.batches}-{digest}"


def day_named(text: str) -> date | None:
    """Return the day that a text like `2017-11-03` names, or None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def next_batch(files: Iterable[LogFile], seen: Seen, limit: int = MAX_DAYS_PER_TICK) -> Batch:
    """Return at most `limit` files that are new or not as they were seen, oldest first.

    Files that were left out are not seen, so nothing is lost between ticks; those that are no
    longer there are forgotten, so that one that comes back is taken again.
    """
    listed = {file.name: file for file in files}
    fresh = [file for file in listed.values() if seen.files.get(file.name) != file.stamp]
    taken = sorted(fresh, key=lambda file: (file.modified_ns, file.name))[:limit]
    kept = {name: stamp for name, stamp in seen.files.items() if name in listed}
    after = kept | {file.name: file.stamp for file in taken}
    return Batch(tuple(taken), Seen(after, seen.batches + bool(taken)))


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
