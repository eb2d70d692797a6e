"""Result rows one at a time: for entries that run once for each, or that read their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onedata_resources.kettle.engine.outcome import ResultRows

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class ResultRow:
    """One row: as text, the way Kettle prints its fields, and as rows of its own."""

    names: tuple[str, ...]
    values: tuple[str | None, ...]
    rows: ResultRows

    def text(self, name: str) -> str:
        """Return the field's text; empty where it is null or there is no such field."""
        return self.get(name) or ""

    def get(self, name: str) -> str | None:
        """Return the field's text; names ignore case, as in Kettle."""
        found = dict(zip((each.lower() for each in self.names), self.values, strict=True))
        return found.get(name.strip().lower())

    def has(self, name: str) -> bool:
        """Return whether there is a field of that name."""
        return name.strip().lower() in {each.lower() for each in self.names}

    def at(self, position: int) -> str:
        """Return the text of the field at that place, empty where there is none."""
        return (self.values[position] or "") if position < len(self.values) else ""


def each_row(rows: Iterable[ResultRows]) -> Iterator[ResultRow]:
    """Yield the rows in order."""
    for part in rows:
        names = tuple(each.name for each in part.fields)
        for number, values in enumerate(_texts(part).iter_rows()):
            yield ResultRow(names, values, ResultRows(part.fields, part.frame[number : number + 1]))


def first_row(rows: Iterable[ResultRows]) -> ResultRow | None:
    """Return the first row, None where there is none."""
    return next(each_row(rows), None)


def row_count(rows: Iterable[ResultRows]) -> int:
    """Return how many rows there are."""
    return sum(part.frame.height for part in rows)


def _texts(part: ResultRows) -> pl.DataFrame:
    # Polars comes with the first rows: a server that only checks a job does without.
    from onedata_resources.kettle.values.convert import to_text
    from onedata_resources.kettle.values.stored import value_of

    return (
        part.frame.lazy()
        .select(to_text(value_of(each), each).alias(each.name) for each in part.fields)
        .collect()
    )
