"""Rows caught while they pass a step, for a person who looks at a running transformation.

Only asking and catching is here; the wiring shows every batch that passes, and the server asks.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
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


@dataclass
class Sniff:
    """What was caught so far; `done` is set when it is enough, or no more will come."""

    wanted: Wanted
    fields: tuple[Field, ...] = ()
    batches: list[pl.DataFrame] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def missing(self) -> int:
        """How many rows are still wanted."""
        return self.wanted.lines - sum(each.height for each in self.batches)

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Yield the rows that were caught."""
        for batch in self.batches:
            yield from batch.iter_rows()


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

    def see(
        self, place: tuple[str, int, str], fields: tuple[Field, ...], batch: pl.DataFrame
    ) -> None:
        """Show a batch that passes a step, copy and side."""
        if not self._open:
            return
        with self._lock:
            for sniff in self._open:
                wanted = sniff.wanted
                if (wanted.step, wanted.copy, wanted.side) == place and batch.height:
                    sniff.fields = fields
                    sniff.batches.append(batch.head(sniff.missing))
                    if sniff.missing <= 0:
                        sniff.done.set()
            self._open = [each for each in self._open if not each.done.is_set()]

    def close(self) -> None:
        """End every sniff: no more rows will pass."""
        with self._lock:
            self._closed = True
            for sniff in self._open:
                sniff.done.set()
            self._open = []
