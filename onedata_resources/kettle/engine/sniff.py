"""Rows caught while they pass a step, for a person who looks at a running transformation.

Only asking and catching is here; the wiring shows every batch that passes, and the server asks.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from onedata_resources.kettle.values.types import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl


@dataclass(frozen=True)
class Wanted:
    """The first `lines` rows from now on of one side (`input` or `output`) of a step copy."""

    step: str
    copy: int
    side: str
    lines: int


@dataclass(frozen=True)
class Passing:
    """A batch that passes a place: its rows from `first` on, every `step`-th."""

    fields: tuple[Field, ...]
    batch: pl.DataFrame
    first: int = 0
    step: int = 1

    def rows(self, most: int) -> Iterator[tuple[object, ...]]:
        """Yield the first rows; no query is run, which would block the stream it comes from."""
        return islice(self.batch.iter_rows(), self.first, self.first + most * self.step, self.step)


@dataclass
class Sniff:
    """What was caught so far; `done` is set when it is enough, or no more will come."""

    wanted: Wanted
    fields: tuple[Field, ...] = ()
    rows: list[tuple[object, ...]] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def catch(self, passing: Passing) -> None:
        """Keep as many of the rows as are still wanted."""
        self.fields = passing.fields
        self.rows.extend(passing.rows(self.wanted.lines - len(self.rows)))
        if len(self.rows) >= self.wanted.lines:
            self.done.set()


class Sniffs:
    """Who looks at which step of one run; safe to use from any thread."""

    def __init__(self) -> None:
        self._open: list[Sniff] = []
        self._closed = False
        self._lock = threading.Lock()

    def ask(self, wanted: Wanted) -> Sniff:
        """Start to catch; nothing more comes once the run has ended."""
        sniff = Sniff(wanted)
        with self._lock:
            if self._closed or wanted.lines <= 0:
                sniff.done.set()
            else:
                self._open.append(sniff)
        return sniff

    @property
    def wanted(self) -> bool:
        """Whether anybody looks at the run now."""
        return bool(self._open)

    def see(self, place: tuple[str, int, str], passing: Passing) -> None:
        """Show rows that pass a step, copy and side."""
        with self._lock:
            for sniff in self._open:
                if (sniff.wanted.step, sniff.wanted.copy, sniff.wanted.side) == place:
                    sniff.catch(passing)
            self._open = [each for each in self._open if not each.done.is_set()]

    def close(self) -> None:
        """End every sniff: no more rows will pass."""
        with self._lock:
            self._closed = True
            for sniff in self._open:
                sniff.done.set()
            self._open = []
