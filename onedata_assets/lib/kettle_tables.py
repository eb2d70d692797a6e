"""The tables that the transformations of a unit write, as assets: keys, deps and lineage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import dagster as dg

from onedata_assets.domain.metadata.sources import USUAL_SCHEMAS
from onedata_assets.lib.kettle_read import ReadTransformation
from onedata_assets.lib.keys import source_key
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.lineage.columns import ColumnRef, FileRef, TableRef
from onedata_resources.kettle.lineage.tables import WrittenTable
from onedata_resources.kettle.model import Connection
from onedata_resources.kettle.readiness import LAKE

Sources = Mapping[str, frozenset[tuple[dg.AssetKey, str]]]
FileKeys = Mapping[str, dg.AssetKey]


@dataclass(frozen=True)
class Part:
    """A transformation of a unit with the values of its parameters, and those its steps run."""

    path: Path
    read: ReadTransformation
    values: Mapping[str, str] = field(default_factory=dict)
    inner: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Writer:
    """The step of a transformation that writes a table; Carte counts by both names.

    `dropping` are the transformation's filters whose author sends some rows nowhere, `rejecting`
    its steps with an error hop.
    """

    transformation: Path
    name: str
    step: str
    truncate: bool
    dropping: frozenset[str] = frozenset()
    rejecting: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LoadedTable:
    """A table that a unit writes, and the assets and columns that it is made from.

    `connection` is the one of the file, None for the lake and for a connection that only the
    configuration knows.
    """

    key: dg.AssetKey
    ref: TableRef
    writers: tuple[Writer, ...]
    deps: frozenset[dg.AssetKey]
    columns: Sources
    connection: Connection | None = None

    @property
    def in_lake(self) -> bool:
        """Tell whether it is a table of the lake."""
        return self.ref.connection.lower() == LAKE

    @property
    def truncate(self) -> bool:
        """Tell whether a run replaces the table, or its partitions, rather than adds to it."""
        return any(writer.truncate for writer in self.writers)

    @property
    def rejecting(self) -> frozenset[str]:
        """Return the steps that send rows which they cannot handle to an error hop."""
        return frozenset().union(*(writer.rejecting for writer in self.writers))


def tables_of(parts: Iterable[Part], files: FileKeys) -> tuple[LoadedTable, ...]:
    """Return the tables, each once, in the order in which they are first written.

    A table depends on tables of its own unit only where those are written before it, so that a
    job that goes back and forth between two tables makes no circle.

    Raises:
        BadInputError: Two steps write one lake table, or a table's name is not known.
    """
    found: dict[dg.AssetKey, LoadedTable] = {}
    places: dict[dg.AssetKey, int] = {}
    for place, part in enumerate(parts):
        for table in _written(part, files):
            before = found.get(table.key)
            found[table.key] = _united(before, table) if before else table
            places.setdefault(table.key, place)
    return tuple(_ordered(table, places) for table in found.values())


def _ordered(table: LoadedTable, places: Mapping[dg.AssetKey, int]) -> LoadedTable:
    own = places[table.key]
    later = {key for key in table.deps if key in places and places[key] >= own}
    return replace(table, deps=table.deps - later) if later else table


def _united(first: LoadedTable, second: LoadedTable) -> LoadedTable:
    """Return one table of two steps that write it."""
    if first.in_lake:
        places = "; ".join(
            f"{each.writers[0].transformation}, step {each.writers[0].step!r}"
            for each in (first, second)
        )
        raise BadInputError(
            f"A lake table is written by one step, and these are written twice: "
            f"{first.key.to_user_string()} ({places}). Join the rows with Append, or write two"
            " tables.",
            f"数据湖的表只能由一个步骤写入，重复写入：{first.key.to_user_string()}（{places}）。"
            "请用“追加流”合并后再写，或写入两张表。",
        )
    columns = {
        name: first.columns.get(name, frozenset()) | second.columns.get(name, frozenset())
        for name in [*first.columns, *second.columns]
    }
    return replace(
        first,
        writers=first.writers + second.writers,
        deps=first.deps | second.deps,
        columns=columns,
    )


def _written(part: Part, files: FileKeys) -> Iterator[LoadedTable]:
    lineage = part.read.lineage
    own = {table_key(table.ref) for table in lineage.writes}
    read = set(_read(part, files))
    for table in lineage.writes:
        yield LoadedTable(
            key=_known_key(part, table),
            ref=table.ref,
            writers=(_writer(part, table),),
            deps=frozenset(read - own),
            columns={
                column: frozenset(_source_columns(sources, files))
                for column, sources in table.columns.items()
            },
            connection=part.read.connections.get(table.ref.connection.lower()),
        )


def _writer(part: Part, table: WrittenTable) -> Writer:
    return Writer(
        part.path,
        part.read.name,
        table.step,
        table.truncate,
        part.read.dropping,
        part.read.rejecting,
        part.values,
    )


def _read(part: Part, files: FileKeys) -> Iterator[dg.AssetKey]:
    """Yield what the transformation reads, also in those that its steps run."""
    for each in (part, *part.inner):
        yield from (table_key(ref) for ref in each.read.lineage.reads)
        for ref in each.read.lineage.files_read:
            if key := _file_key(ref, files):
                yield key


def _known_key(part: Part, table: WrittenTable) -> dg.AssetKey:
    """Return the key of a table whose name is known when definitions load."""
    ref = table.ref
    place = f"{part.path}: step {table.step!r}"
    where = f"{part.path}：步骤 {table.step!r}"
    if "${" in ref.table + ref.schema + ref.connection or "%%" in ref.table:
        name = ".".join(each for each in (ref.connection, ref.schema, ref.table) if each)
        raise BadInputError(
            f"{place} writes {name}, whose variable has no value when definitions load: give it"
            " one under `parameters` in the YAML, or a default in the file.",
            f"{where} 写入 {name}，加载定义时该变量没有值：请在 YAML 的 parameters 中赋值，"
            "或在文件中设默认值。",
        )
    if ref.connection.lower() == LAKE and not ref.schema:
        raise BadInputError(
            f"{place} writes the lake table {ref.table} without a layer: name one as its schema,"
            " for example ods.",
            f"{where} 写入数据湖的表 {ref.table} 但没有层名：请把层名写作模式，例如 ods。",
        )
    return table_key(ref)


def _source_columns(sources: set[ColumnRef], files: FileKeys) -> Iterator[tuple[dg.AssetKey, str]]:
    for ref in sources:
        if isinstance(ref.source, TableRef):
            yield table_key(ref.source), ref.column
        elif key := _file_key(ref.source, files):
            yield key, ref.column.removeprefix("$.")


def table_key(ref: TableRef) -> dg.AssetKey:
    """Return a lake table's `[schema, table]`, or else the key of a source's table.

    That is `[connection, table]`, with the schema between where somebody chose one.
    """
    if ref.connection.lower() == LAKE:
        return dg.AssetKey([part for part in (ref.schema, ref.table) if part])
    if ref.schema not in USUAL_SCHEMAS:
        return dg.AssetKey([ref.connection, ref.schema, ref.table])
    return source_key(ref.connection, ref.table)


def _file_key(ref: FileRef, files: FileKeys) -> dg.AssetKey | None:
    """Return the asset whose part of a path is in the file's path."""
    return next((key for part, key in files.items() if part in ref.path), None)
