"""What Carte counted of a run, by table: rows read, written, updated, dropped and rejected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import dagster as dg

from onedata_assets.lib.kettle_tables import LoadedTable
from onedata_resources.clients.carte import CarteResult
from onedata_resources.clients.carte_answers import StepCounts

COUNTERS = ("read", "written", "input", "output", "updated", "rejected", "errors")
COLUMNS = [
    dg.TableColumn("transformation", "string"),
    dg.TableColumn("step", "string"),
    dg.TableColumn("copy", "int"),
    *(dg.TableColumn(name, "int") for name in COUNTERS),
    dg.TableColumn("seconds", "float"),
]


@dataclass(frozen=True)
class TableCounts:
    """The counters of the runs that wrote a table; None where Carte told no steps."""

    table: LoadedTable
    results: tuple[CarteResult, ...]

    @property
    def told(self) -> bool:
        """Tell whether Carte told steps of the table's transformations."""
        return any(True for _ in self.steps())

    def steps(self) -> Iterator[StepCounts]:
        """Yield the steps of the table's transformations."""
        names = {writer.name for writer in self.table.writers}
        for result in self.results:
            for step in result.steps:
                if (step.transformation or result.name) in names:
                    yield step

    def _writing(self) -> Iterator[StepCounts]:
        writers = {(writer.name, writer.step) for writer in self.table.writers}
        for result in self.results:
            for step in result.steps:
                if (step.transformation or result.name, step.name) in writers:
                    yield step

    @property
    def written(self) -> int:
        """Return how many rows the table's steps put out, over all their copies."""
        return sum(step.output for step in self._writing())

    @property
    def updated(self) -> int:
        """Return how many rows they changed in place."""
        return sum(step.updated for step in self._writing())

    @property
    def read(self) -> int | None:
        """Return how many rows the transformations were given; None where Carte told no steps.

        Those are what steps put in that no other step feeds: a step that parses a field of its
        rows counts them as input too.
        """
        steps = list(self.steps())
        return sum(step.input for step in steps if step.read == 0) if steps else None

    @property
    def dropped(self) -> int:
        """Return how many rows filters were told to send nowhere."""
        dropping = frozenset[str]().union(*(each.dropping for each in self.table.writers))
        return sum(step.read - step.written for step in self.steps() if step.name in dropping)

    @property
    def rejected(self) -> dict[str, int]:
        """Return how many rows each step sent to its error hop, of the steps that sent some."""
        found: dict[str, int] = {}
        for step in self.steps():
            if step.name in self.table.rejecting and step.rejected:
                found[step.name] = found.get(step.name, 0) + step.rejected
        return found


def steps_table(steps: Iterable[StepCounts], default: str) -> dg.TableMetadataValue:
    """Return the counters of steps as a table; `default` names their transformation if unsaid."""
    records = [
        dg.TableRecord(
            {
                "transformation": step.transformation or default,
                "step": step.name,
                "copy": step.copy,
                **{name: getattr(step, name) for name in COUNTERS},
                "seconds": step.seconds,
            }
        )
        for step in steps
    ]
    return dg.MetadataValue.table(records, schema=dg.TableSchema(COLUMNS))
