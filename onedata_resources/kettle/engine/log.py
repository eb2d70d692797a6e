"""The log of one run: numbered lines in Kettle's shape, and the errors that stopped it.

Lines are only ever added.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from onedata_resources.errors import OneDataError
from onedata_resources.kettle.problems import Problem

LEVELS = ("Nothing", "Error", "Minimal", "Basic", "Detailed", "Debug", "Rowlevel")
VERSION = "8.1.0"


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
        moment = self.at.strftime("%Y/%m/%d %H:%M:%S")
        mark = f"ERROR (version {VERSION}) : " if self.level == "Error" else ""
        return f"{moment} - {self.subject} - {mark}{self.message}"


class KettleLog:
    """Lines that pass the level; safe to write and read from several threads.

    `tell` gets each line as it comes, as Kettle prints it.
    """

    def __init__(self, level: str = "Basic") -> None:
        self.level = level if level in LEVELS else "Basic"
        self.problems: tuple[Problem, ...] = ()
        self.tell: Callable[[str], None] | None = None
        self._lines: list[LogLine] = []
        self._lock = threading.Lock()

    def write(self, subject: str, message: str, *, level: str = "Basic") -> None:
        """Add one line, unless the log's level leaves it out."""
        if LEVELS.index(level) > LEVELS.index(self.level):
            return
        with self._lock:
            number = len(self._lines) + 1
            line = LogLine(number, datetime.now(UTC), subject, message, level)
            self._lines.append(line)
            if self.tell is not None:
                self.tell(line.text())

    def error(self, subject: str, message: str) -> None:
        """Add one error line."""
        self.write(subject, message, level="Error")

    def failed(self, subject: str, error: OneDataError) -> None:
        """Add the error's line, and keep the error for whoever asks why the run failed.

        The same error reported by what called the one that failed is kept once.
        """
        self.error(subject, error.en)
        if error.en not in {each.en for each in self.problems}:
            self.problems += (Problem.of(subject, error),)

    @property
    def last_number(self) -> int:
        """Return the number of the newest line; 0 while there is none."""
        return len(self._lines)

    def lines(self, after: int = 0) -> tuple[LogLine, ...]:
        """Return the lines whose number is greater than `after`."""
        with self._lock:
            return tuple(self._lines[max(after, 0) :])

    def text(self, after: int = 0) -> str:
        """Return those lines as one text, each ended by a line feed."""
        return "".join(line.text() + "\n" for line in self.lines(after))
