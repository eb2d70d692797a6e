"""Which tables and columns a transformation reads and writes, from its XML alone.

Nothing is executed and no database is asked, so columns of a `select *` stay unknown until a later
step names them.
"""

from __future__ import annotations

from dataclasses import dataclass, field


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


@dataclass(frozen=True)
class WrittenTable:
    """A table that is written, and for each known column the columns its values come from."""

    ref: TableRef
    columns: dict[str, set[ColumnRef]] = field(default_factory=dict)
    step: str = ""
    truncate: bool = False


@dataclass(frozen=True)
class TransformationLineage:
    """What one transformation reads and writes."""

    reads: set[TableRef] = field(default_factory=set)
    writes: list[WrittenTable] = field(default_factory=list)
    files_read: set[FileRef] = field(default_factory=set)
    files_written: set[FileRef] = field(default_factory=set)
