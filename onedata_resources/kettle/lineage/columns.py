"""The words of lineage: tables, files, columns, and the columns of a stream with their sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, order=True)
class TableRef:
    """A table of a named connection; `schema` is empty where the file names none."""

    connection: str
    schema: str
    table: str


@dataclass(frozen=True, order=True)
class FileRef:
    """A file as the transformation names it, variables resolved where they are known."""

    path: str


@dataclass(frozen=True, order=True)
class ColumnRef:
    """A column of a table, or a field (a JSON path, a column name) of a file."""

    source: TableRef | FileRef
    column: str


Refs = frozenset[ColumnRef]


@dataclass(frozen=True)
class Columns:
    """The known columns of a stream and where each comes from.

    `rest` is the table whose further columns a `select *` brings under names that are not known.
    """

    known: Mapping[str, Refs] = field(default_factory=dict)
    rest: TableRef | None = None

    def refs(self, name: str) -> Refs:
        """Return where the column comes from; nothing for one that is not known."""
        if name in self.known:
            return self.known[name]
        found = [refs for known, refs in self.known.items() if known.lower() == name.lower()]
        if found:
            return found[0]
        return frozenset({ColumnRef(self.rest, name)}) if self.rest is not None else frozenset()

    def with_columns(self, added: Mapping[str, Refs]) -> Columns:
        """Return the columns with others added or replaced."""
        return replace(self, known={**self.known, **added})

    def without(self, names: Iterable[str]) -> Columns:
        """Return the columns without those names."""
        gone = set(names)
        return replace(self, known={n: refs for n, refs in self.known.items() if n not in gone})


def merged(streams: list[Columns]) -> Columns:
    """Return the columns of several streams that arrive at one step, sources united by name."""
    if not streams:
        return Columns()
    names = dict.fromkeys(name for stream in streams for name in stream.known)
    known = {name: frozenset().union(*(each.refs(name) for each in streams)) for name in names}
    rests = {each.rest for each in streams if each.rest is not None}
    return Columns(known, rests.pop() if len(rests) == 1 else None)
