"""The transformation of a DataX job while it is made: rows that lead on, and rows that are dirty.

A DataX record is a list of columns by number; `Rows` knows which field of Kettle's rows has each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onedata_resources.kettle.datax.job import ErrorLimit
from onedata_resources.kettle.generate.canvas import Canvas
from onedata_resources.kettle.generate.elements import Pair
from onedata_resources.kettle.generate.outputs import select_values
from onedata_resources.kettle.generate.plan import Output
from onedata_resources.kettle.model import Connection
from onedata_resources.kettle.values.types import KettleType
from onedata_resources.kettle.xml import set_text

REASON = "dirty_reason"


@dataclass(frozen=True)
class Column:
    """The field of a column of the record; the type of a database's column is not known yet."""

    name: str
    type: KettleType | None = None


@dataclass(frozen=True)
class Rows:
    """The rows that some steps put out; `columns` is None where only the database knows them."""

    steps: tuple[str, ...]
    columns: tuple[Column, ...] | None

    @property
    def names(self) -> list[str]:
        """Return the fields of the columns, in order."""
        return [each.name for each in self.columns or ()]

    def changed(self, number: int, column: Column) -> Rows:
        """Return the rows with another field for one column."""
        columns = list(self.columns or ())
        columns[number] = column
        return replace(self, columns=tuple(columns))


@dataclass
class Builder:
    """The steps so far, their connections and parameters, and which of them may refuse rows.

    `prints` is whether all that becomes of a column is its text.
    """

    limit: ErrorLimit
    channels: str = "1"
    prints: bool = False
    canvas: Canvas = field(default_factory=Canvas)
    connections: list[Connection] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)
    writing: list[str] = field(default_factory=list)
    _places: dict[str, tuple[int, int]] = field(default_factory=dict)
    _lanes: int = 0

    def start(self, name: str, kind: str, settings: Iterable[Pair]) -> str:
        """Place a step that gets no rows, in a lane of its own; return its name."""
        place = (0, self._lanes)
        self._lanes += 1
        return self._put(name, kind, settings, place)

    def after(self, steps: Sequence[str], name: str, kind: str, settings: Iterable[Pair]) -> str:
        """Place a step that gets the rows of `steps`; return its name."""
        column = 1 + max(self._places[each][0] for each in steps)
        place = (column, min(self._places[each][1] for each in steps))
        while place in self._places.values():
            place = (place[0], place[1] + 1)
        made = self._put(name, kind, settings, place)
        self.canvas.hops += [(each, made) for each in steps]
        return made

    def _put(self, name: str, kind: str, settings: Iterable[Pair], place: tuple[int, int]) -> str:
        made = self.canvas.put(name, kind, settings, *place)
        self._places[made] = place
        self.canvas.column = max(self.canvas.column, place[0] + 1)
        self._lanes = max(self._lanes, place[1] + 1)
        return made

    def then(
        self,
        rows: Rows,
        name: str,
        kind: str,
        settings: Iterable[Pair],
        *,
        doubtful: bool = False,
    ) -> Rows:
        """Place a step behind the rows; a doubtful one may find dirty rows."""
        made = self.after(rows.steps, name, kind, settings)
        if doubtful:
            self.doubtful.append(made)
        return replace(rows, steps=(made,))

    def chosen(
        self,
        rows: Rows,
        name: str,
        columns: Sequence[Column],
        changes: Mapping[str, Output] | None = None,
    ) -> Rows:
        """Place a SelectValues: the columns get the given names, and changes of their types."""
        pairs = zip(rows.names, [each.name for each in columns], strict=True)
        settings = select_values(pairs, changes)
        made = self.then(rows, name, "SelectValues", settings, doubtful=bool(changes))
        return replace(made, columns=tuple(columns))

    def send(self, filtering: str, *, true: str, false: str) -> None:
        """Say where the rows of a FilterRows go."""
        step = next(each for each in self.canvas.steps if each.findtext("name") == filtering)
        for tag, target in (("send_true_to", true), ("send_false_to", false)):
            set_text(step, tag, target)

    def end_dirty(self) -> None:
        """Lead the dirty rows of all steps to one, which ends the job at more than the limit.

        Without a limit they only end there. With a limit of 0 the first one fails its step.
        """
        record, percent = self.limit.record, self.limit.percentage
        if not self.doubtful or (record == 0) or (record is None and percent == 0):
            return
        part = round(percent * 100) if percent is not None and record is None else None
        column = {"descriptions": REASON}
        ways: list[str] = []
        for source in self.doubtful:
            place = self._places[source]
            name = f"dirty rows of {source}" if len(self.doubtful) > 1 else "dirty rows"
            settings = select_values([(REASON, REASON)])
            made = self._put(name, "SelectValues", settings, (place[0], self._lanes))
            self.canvas.reject(source, made, columns=column, percent=part)
            ways.append(made)
        if record is not None:
            message = f"More than {record} dirty rows (job.setting.errorLimit.record)"
            settings = abort_settings(record, message)
            self.after(ways, "more than the error limit", "Abort", settings)


def abort_settings(rows: int, message: str) -> list[Pair]:
    """Return an Abort, which fails the run at more than that many rows."""
    return [
        ("row_threshold", rows),
        ("message", message),
        ("always_log_rows", False),
        ("abort_option", "ABORT_WITH_ERROR"),
    ]
