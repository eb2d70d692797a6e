"""The log of one run: numbered lines in Kettle's shape, and the errors that stopped it.

Lines are only ever added; of a run that goes on and on the oldest are forgotten.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from onedata_resources.errors import OneDataError
from onedata_resources.kettle.problems import Problem
from onedata_resources.kettle.values.time_zones import on_the_wall

LEVELS = ("Nothing", "Error", "Minimal", "Basic", "Detailed", "Debug", "Rowlevel")
VERSION = "8.1.0"
MAX_LINES = 100_000
MAX_PROBLEMS = 1_000


@dataclass(frozen=True)
class LogLine:
    """One line: its number in the log (from 1), when, who (transformation or `step.copy`), what."""

    number: int
    at: datetime
    subject: str
    message: str
    level: str = "Basic"

    def text(self) -> str:
        """Return the line as Kettle prints it."""
        moment = on_the_wall(self.at).strftime("%Y/%m/%d %H:%M:%S")
        mark = f"ERROR (version {VERSION}) : " if self.level == "Error" else ""
        return f"{moment} - {self.subject} - {mark}{self.message}"


def level_named(name: str) -> str:
    """Return the level of that name, whatever its case; Basic where there is none."""
    return next((each for each in LEVELS if each.lower() == name.strip().lower()), "Basic")


class KettleLog:
    """Lines that pass the level; safe to write and read from several threads.

    `tell` gets each line as it comes, as Kettle prints it; `followers` get those that are written
    by this log or a part of it.
    """

    def __init__(self, level: str = "Basic") -> None:
        self.level = level_named(level)
        self.problems: tuple[Problem, ...] = ()
        self.tell: Callable[[str], None] | None = None
        self.followers: list[Callable[[LogLine], None]] = []
        self._lines: deque[LogLine] = deque(maxlen=MAX_LINES)
        self._written = 0
        self._lock = threading.Lock()

    def write(self, subject: str, message: str, *, level: str = "Basic") -> None:
        """Add one line, unless the log's level leaves it out."""
        if LEVELS.index(level) <= LEVELS.index(self.level):
            self.add(subject, message, level)

    def add(self, subject: str, message: str, level: str) -> LogLine:
        """Add one line whatever its level."""
        with self._lock:
            self._written += 1
            line = LogLine(self._written, datetime.now(UTC), subject, message, level)
            self._lines.append(line)
            if self.tell is not None:
                self.tell(line.text())
        self._follow(line)
        return line

    def _follow(self, line: LogLine) -> None:
        for each in tuple(self.followers):
            each(line)

    def error(self, subject: str, message: str) -> None:
        """Add one error line."""
        self.write(subject, message, level="Error")

    def failed(self, subject: str, error: OneDataError) -> None:
        """Add the error's line, and keep the error for whoever asks why the run failed.

        The same error reported by what called the one that failed is kept once.
        """
        self.error(subject, error.en)
        self.keep(Problem.of(subject, error))

    def keep(self, problem: Problem) -> None:
        """Keep an error; the same one is kept once, and of very many only the first."""
        with self._lock:
            known = {each.en for each in self.problems}
            if problem.en not in known and len(known) < MAX_PROBLEMS:
                self.problems += (problem,)

    @property
    def last_number(self) -> int:
        """Return the number of the newest line; 0 while there is none."""
        return self._written

    def lines(self, after: int = 0) -> tuple[LogLine, ...]:
        """Return the lines whose number is greater than `after`."""
        with self._lock:
            gone = self._written - len(self._lines)
            return tuple(islice(self._lines, max(after - gone, 0), None))

    def text(self, after: int = 0) -> str:
        """Return those lines as one text, each ended by a line feed."""
        return "".join(line.text() + "\n" for line in self.lines(after))


class BranchLog(KettleLog):
    """The log of a part of a run with its own level: its lines stand in the whole log.

    `tell` gets each line, for a file that only this part writes.
    """

    def __init__(
        self, whole: KettleLog, level: str, tell: Callable[[LogLine], None] | None = None
    ) -> None:
        super().__init__(level)
        self._whole = whole
        self._tell = tell

    def add(self, subject: str, message: str, level: str) -> LogLine:
        """Add one line to the whole log, whatever that one's level."""
        line = self._whole.add(subject, message, level)
        if self._tell is not None:
            self._tell(line)
        self._follow(line)
        return line

    def keep(self, problem: Problem) -> None:
        """Keep an error here and in the whole log."""
        super().keep(problem)
        self._whole.keep(problem)
