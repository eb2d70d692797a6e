"""What rows do to a dimension, and how they are written between its commits.

The statements are in `dimension.py`, how rows are looked up in `steps/dimension_lookup.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from onedata_resources.kettle.engine.dimension import Dimension, Version
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_commits import Writes
from onedata_resources.kettle.engine.sql_session import Row
from onedata_resources.kettle.settings.dimensions import Change, NewKey


@dataclass(frozen=True)
class Planned:
    """What a row does: a new version of that number, a change of its version or of all versions.

    `key` is the technical key of the version that it has, None where it has none.
    """

    version: Version
    key: int | None
    number: int = 0
    change: bool = False
    punch: bool = False

    @property
    def writes(self) -> int:
        """Return how many statements that takes: a version after the first ends the one before."""
        return (self.number > 0) + (self.number > 1) + self.change + self.punch


def planned(version: Version, current: Row, changes: Sequence[Change]) -> Planned:
    """Return what a row does, by the changes of its attributes and the version that it has."""
    if current[0] is None:
        return Planned(version, None, number=1)
    key, add = int(current[0]), Change.INSERT in changes
    number = int(current[1]) + 1 if add else 0
    return Planned(version, key, number, bool(changes) and not add,
                    Change.PUNCH_THROUGH in changes)  # fmt: skip


@dataclass
class DimensionWriter:
    """Rows on their way into the dimension; `keys` has their technical keys."""

    scope: StepScope
    dimension: Dimension
    writes: Writes
    plan: Sequence[Planned]
    last: int | None = None
    counts: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        """Take the keys of the versions that are there."""
        self.keys = [each.key or 0 for each in self.plan]

    @property
    def at_once(self) -> bool:
        """Return whether keys that are undone may be given again."""
        return self.dimension.technical.method is NewKey.MAXIMUM

    def begin(self) -> None:
        """Remember the last key."""
        self.last = self.dimension.technical.last
        self.counts = self.scope.metrics.output, self.scope.metrics.updated

    def undone(self) -> None:
        """Have the keys of the rows that were undone given again."""
        self.dimension.technical.last = self.last
        self.scope.metrics.output, self.scope.metrics.updated = self.counts

    def write(self, start: int, end: int) -> None:
        """Write the rows from one number to another, statement by statement."""
        rows = self.plan[start:end]
        added = [(each.version, each.number) for each in rows if each.number]
        made = iter(self._sent(self.dimension.add, added) or [])
        self._sent(self.dimension.close, [(v, number - 1) for v, number in added if number > 1])
        for at, each in enumerate(rows, start):
            self.keys[at] = next(made) if each.number else self.keys[at]
        changed = [
            (each.version, self.keys[at]) for at, each in enumerate(rows, start) if each.change
        ]
        self._sent(self.dimension.change, changed)
        punched = [each.version for each in rows if each.punch]
        self._sent(self.dimension.punch_through, punched)
        self.scope.add("output", len(added))
        self.scope.add("updated", len(changed) + len(punched))

    def _sent(self, statement: Callable[[list[Any]], Any], rows: list[Any]) -> Any:  # noqa: ANN401
        """Run the statement for the rows, count it, and return what it returns."""
        if not rows:
            return None
        result = statement(rows)
        self.writes.done()
        return result
