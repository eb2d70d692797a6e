"""When a step commits: after each `commit` writes, as Kettle counts them.

What is written between two commits is in `keyed_table.py`, `technical_keys.py` and `steps/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.engine.stream import StepError

INSERT, UPDATE, DELETE = "insert", "update", "delete"
ACTIONS = (INSERT, UPDATE, DELETE)


@dataclass
class Commits:
    """Counts a step's writes on its session, and commits after every `size` of them.

    A size below 1 commits each write, as JDBC does without transactions. `by_action` counts the
    inserts, updates and deletes of each table too, and commits after every `size` + 1 of one kind:
    SynchronizeAfterMerge has these counters besides.
    """

    session: Session
    size: int
    by_action: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    def last(self, actions: pl.Series, table: str = "") -> int:
        """Return how many rows there are up to the last one after which Kettle commits.

        `actions` has what each row does to the table, null for nothing.
        """
        return self._points(actions, table, last=True)

    def first(self, actions: pl.Series, table: str = "") -> int:
        """Return how many rows there are up to the first one after which Kettle commits."""
        return self._points(actions, table, last=False)

    def _points(self, actions: pl.Series, table: str, *, last: bool) -> int:
        found = []
        for key, mine, every in self._rules(actions, table):
            at = ((mine.cum_sum() + self.counts.get(key, 0)) % every == 0) & mine
            points = at.arg_true()
            if len(points):
                found.append(int(points[-1 if last else 0]) + 1)
        return (max(found) if last else min(found)) if found else 0

    def _rules(self, actions: pl.Series, table: str) -> Iterator[tuple[str, pl.Series, int]]:
        yield "", actions.is_not_null(), max(self.size, 1)
        for action in ACTIONS if self.by_action and self.size > 0 else ():
            yield table + action, (actions == action).fill_null(value=False), self.size + 1

    def count(self, actions: pl.Series, table: str = "") -> None:
        """Count what the rows did; commit where Kettle does so after the last of them."""
        due = 0 < len(actions) == self.last(actions, table)
        for key, mine, every in self._rules(actions, table):
            self.counts[key] = (self.counts.get(key, 0) + int(mine.sum())) % every
        if due:
            self.session.commit()


class RowWriter(Protocol):
    """Writes rows, which more than one write may do."""

    @property
    def at_once(self) -> bool:
        """Return whether many rows may be written at once."""
        ...

    def begin(self) -> None:
        """Remember what `undone` goes back to."""

    def write(self, start: int, end: int) -> None:
        """Write the rows from one number to another."""

    def undone(self) -> None:
        """Forget the rows that were written since `begin`: the database has."""


@dataclass
class Writes:
    """Counts the writes of rows that write more than once each, and commits in between.

    `one_by_one` is whether each write is counted as it is done; writes of many rows at once are
    counted by `in_commits`.
    """

    session: Session
    size: int
    pending: int = 0
    one_by_one: bool = False
    committed: bool = False

    def done(self) -> None:
        """Count a write of one row; commit where that is due."""
        if self.one_by_one:
            self._count(1)
            if not self.pending:
                self.session.commit()
                self.committed = True

    def settle(self) -> None:
        """Commit what is no counted write, where each write is committed."""
        if self.size < 1:
            self.session.commit()

    def _count(self, writes: int) -> None:
        self.pending = (self.pending + writes) % max(self.size, 1)

    def in_commits(self, writes: pl.Series, work: RowWriter) -> None:
        """Have the rows written, `writes` times each; what is committed is what Kettle commits.

        Rows before the one in which the last commit falls are written at once, and one by one
        where the database refuses that.

        Raises:
            StepError: The database refuses a row; what came before it is as in Kettle.
        """
        total = writes.cum_sum() + self.pending
        every = max(self.size, 1)
        crossing = ((total // every) > ((total - writes) // every)).arg_true()
        behind = int(crossing[-1]) + 1 if len(crossing) else 0
        if not work.at_once:
            self._singly(work, 0, len(writes))
            return
        if behind:
            self._at_once(writes, work, 0, behind - 1, behind)
        if behind < len(writes):
            self._at_once(writes, work, behind, len(writes), len(writes))

    def _at_once(
        self, writes: pl.Series, work: RowWriter, start: int, single: int, end: int
    ) -> None:
        """Write the rows up to `single` at once, the others one by one, or all so if need be."""
        before, self.committed = self.pending, False
        work.begin()
        try:
            with self.session.attempt():
                if start < single:
                    work.write(start, single)
                    self._count(int(writes[start:single].sum()))
                self._singly(work, single, end)
        except StepError:
            if self.committed:
                raise
            self.pending = before
            work.undone()
            self._singly(work, start, end)

    def _singly(self, work: RowWriter, start: int, end: int) -> None:
        self.one_by_one = True
        try:
            for number in range(start, end):
                work.write(number, number + 1)
        finally:
            self.one_by_one = False
