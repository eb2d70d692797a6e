"""A folder of Kettle files as tables: what its transformations read and write, told by the files.

Nothing is run and no database is asked. What a single transformation says is read in
`catalog_kettle_files.py`; the rows are in the sources that the connections name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.structure import Problem, Structure, Wanted, structure_of
from onedata_resources.clients.catalog_files import files_below
from onedata_resources.clients.catalog_frames import without_rows
from onedata_resources.clients.catalog_kettle_files import ToldTransformation, told_by_files
from onedata_resources.kettle.lineage.columns import FileRef, TableRef
from onedata_resources.kettle.model import Connection
from onedata_resources.kettle.values.types import KettleType

if TYPE_CHECKING:
    import polars as pl

FILES = "files"
"""The schema of what Kettle reads and writes as files; a table has its connection's name."""
FAMILIES = {
    KettleType.STRING: Family.TEXT,
    KettleType.INTEGER: Family.INTEGER,
    KettleType.NUMBER: Family.FLOAT,
    KettleType.BIG_NUMBER: Family.DECIMAL,
    KettleType.BOOLEAN: Family.BOOLEAN,
    KettleType.DATE: Family.MOMENT,
    KettleType.TIMESTAMP: Family.MOMENT,
    KettleType.BINARY: Family.BINARY,
}


@dataclass
class Seen:
    """What files say of one table or file: its columns with their types, and who uses it."""

    ref: TableRef | FileRef
    columns: dict[str, KettleType | None] = field(default_factory=dict)
    read_by: set[str] = field(default_factory=set)
    written_by: set[str] = field(default_factory=set)
    run_by: set[str] = field(default_factory=set)
    connection: Connection | None = None

    def add(self, columns: Iterable[str], types: dict[str, KettleType]) -> None:
        """Know the columns, with their types where a step tells them."""
        for name in columns:
            self.columns[name] = self.columns.get(name) or types.get(name)


def kettle_structure(folder: Path, wanted: Wanted) -> Structure:
    """Return the tables and files that the Kettle files of a folder read and write.

    Raises:
        UnavailableError: The folder is missing.
    """
    paths = [path for path in files_below(folder) if path.endswith((".ktr", ".kjb"))]
    told, problems = told_by_files(folder, paths)
    seen: dict[TableName, Seen] = {}
    for each in told:
        _add(seen, each)
    tables = [
        _table(name, found)
        for name, found in seen.items()
        if wanted.takes(name) and (not wanted.schemas or name.schema in wanted.schemas)
    ]
    return structure_of(tables, [Problem(TableName("", path), *texts) for path, texts in problems])


def kettle_samples(tables: Iterable[Table]) -> Iterator[tuple[Table, pl.DataFrame]]:
    """Yield the columns of each table without rows: what they are called is all that is known."""
    for table in tables:
        yield table, without_rows(table)


def _add(seen: dict[TableName, Seen], told: ToldTransformation) -> None:
    """Know what a transformation says of the tables and files that it uses."""
    lineage = told.lineage
    for ref in (*lineage.reads, *lineage.files_read):
        found = _seen(seen, ref, told)
        found.read_by.add(told.path)
        found.add(
            (each.column for each in sorted(lineage.columns) if each.source == ref),
            told.types if isinstance(ref, FileRef) else {},
        )
    for written in lineage.writes:
        found = _seen(seen, written.ref, told)
        found.written_by.add(told.path)
        found.add(written.columns, {})
    for ref in lineage.files_written:
        found = _seen(seen, ref, told)
        found.written_by.add(told.path)
        found.add(lineage.file_fields.get(ref, ()), told.types)


def _seen(seen: dict[TableName, Seen], ref: TableRef | FileRef, told: ToldTransformation) -> Seen:
    found = seen.setdefault(_name(ref), Seen(ref))
    found.run_by |= told.jobs
    if isinstance(ref, TableRef) and found.connection is None:
        found.connection = told.connections.get(ref.connection.lower())
    return found


def _name(ref: TableRef | FileRef) -> TableName:
    """Return the name of a table below its connection's, as connections ignore case."""
    if isinstance(ref, FileRef):
        path = ref.path.removeprefix("file://")
        is_windows = path[1:3] == ":\\" or path.startswith("\\\\")
        return TableName(FILES, (path.replace("\\", "/") if is_windows else path) or "—")
    table = f"{ref.schema}.{ref.table}" if ref.schema else ref.table
    return TableName(ref.connection.lower(), table)


def _table(name: TableName, seen: Seen) -> Table:
    return Table(
        name=name,
        kind=TableKind.FILE if isinstance(seen.ref, FileRef) else TableKind.TABLE,
        columns=tuple(_column(column, type_) for column, type_ in seen.columns.items()),
        properties=_properties(seen),
        notes={
            key: ", ".join(sorted(names))
            for key, names in (
                ("read_by", seen.read_by),
                ("written_by", seen.written_by),
                ("run_by", seen.run_by),
            )
            if names
        },
    )


def _column(name: str, type_: KettleType | None) -> Column:
    if type_ is None:
        return Column(name, "", Family.OTHER)
    return Column(name, type_.value, FAMILIES[type_])


def _properties(seen: Seen) -> dict[str, str]:
    """Return where a table is, without what signs in there."""
    if isinstance(seen.ref, FileRef):
        return {"path": seen.ref.path}
    told = {"connection": seen.ref.connection, "schema": seen.ref.schema}
    if seen.connection is not None:
        told |= {
            "database_type": seen.connection.type,
            "server": seen.connection.server,
            "database": seen.connection.database,
        }
    return {key: value for key, value in told.items() if value}
