"""What scans know of the tables of all sources, by the keys of their assets, kept until it changes.

It is of all projects: who is shown what of it is decided in `graph.py` and `graph_detail.py`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Request

from onedata_assets.domain.metadata.annotations import Key
from onedata_assets.domain.metadata.findings import FoundReference, SourceFindings, TableFindings
from onedata_assets.domain.metadata.graph import (
    EdgeKind,
    GraphTable,
    graph_tables,
    is_declared,
    known_of,
    measured_rate,
    standing,
)
from onedata_assets.domain.metadata.model import Table, TableName
from onedata_assets.domain.metadata.versions import structure_from
from onedata_portal.api.asset_keys import address_of
from onedata_portal.api.definitions import Definitions
from onedata_portal.api.graph_models import GraphEdge
from onedata_portal.api.services import Services
from onedata_portal.api.source_reading import Sources, is_lake, key_of, scans
from onedata_portal.api.tag_reading import PLATFORM
from onedata_portal.portal import Portal
from onedata_resources.store.metadata import SourceState, SourceVersions

Named = tuple[str, TableName]
"""A table by its source and its name in it."""
Revision = tuple[int, str, datetime | None]
Incoming = Mapping[Named, list[tuple[GraphTable, FoundReference]]]


@dataclass(frozen=True)
class Known:
    """The tables of sources by the keys of their assets, and the keys by source and name."""

    tables: Mapping[Key, GraphTable] = field(default_factory=dict)
    keys: Mapping[Named, Key] = field(default_factory=dict)

    @cached_property
    def references(self) -> list[tuple[Key, Key, GraphEdge]]:
        """All references with the keys of their ends, made once for everybody."""
        return [
            (key, parent, _edge(key, parent, table, each))
            for key, table in self.tables.items()
            for each in table.references
            if (parent := self.keys.get((each.source, each.parent)))
        ]

    @cached_property
    def incoming(self) -> Incoming:
        """What refers to each table."""
        made: dict[Named, list[tuple[GraphTable, FoundReference]]] = {}
        for table in self.tables.values():
            for each in table.references:
                made.setdefault((each.source, each.parent), []).append((table, each))
        return made


class KnownTables:
    """Knows the tables of sources; one that changed is read again, the others are not."""

    def __init__(self, services: Services, portal: Portal) -> None:
        self._definitions = services.definitions
        self._versions = SourceVersions(portal.store)
        self._sources = Sources(self._versions)
        self._read: dict[str, tuple[Revision | None, list[GraphTable]]] = {}
        self._kept: tuple[object, Known] = (None, Known())
        self._lock = threading.Lock()

    async def now(self) -> Known:
        """Return what is known now.

        Raises:
            UnavailableError: Dagster does not answer, or no code location is loaded.
        """
        lakes = lakes_of(await self._definitions.of(PLATFORM))
        return await to_thread.run_sync(self._now, lakes)

    async def table(self, known: GraphTable) -> tuple[Table, TableFindings]:
        """Return a table with everything that was found out of it."""
        return await to_thread.run_sync(self._table, known)

    def _now(self, lakes: frozenset[str]) -> Known:
        with self._lock:
            states = {each.name: each for each in self._versions.states() if each.version}
            revision = (lakes, {name: _revision(each) for name, each in states.items()})
            if self._kept[0] != revision:
                for name in self._read.keys() - states.keys():
                    del self._read[name]
                for name, state in states.items():
                    if self._read.get(name, (None, []))[0] != _revision(state):
                        self._read[name] = (_revision(state), self._tables(name, state.rows))
                self._kept = (revision, _known(self._read, lakes))
            return self._kept[1]

    def _tables(self, source: str, rows: Mapping[str, int]) -> list[GraphTable]:
        structure = structure_from(self._versions.content(source), rows)
        findings = SourceFindings(self._versions.findings(source))
        return list(graph_tables(source, structure, findings))

    def _table(self, known: GraphTable) -> tuple[Table, TableFindings]:
        structure = self._sources.structure(known.source)
        table = next((each for each in structure.tables if each.name == known.name), None)
        table = table or Table(known.name, known.kind, ())
        findings = self._sources.findings(known.source)
        return table, known_of(known.source, table, findings.table(known.name))


def _revision(state: SourceState) -> Revision:
    """Return what is another one after each scan, run or person that changed what is known."""
    return (state.version, state.findings, state.scanned_at)


def lakes_of(definitions: Definitions) -> frozenset[str]:
    """Return the names of the sources that are lakes, as their scans tell."""
    return frozenset(name for name, scan in scans(definitions) if is_lake(scan))


def _edge(key: Key, parent: Key, table: GraphTable, reference: FoundReference) -> GraphEdge:
    return GraphEdge(
        kind=EdgeKind.REFERENCE,
        source=address_of(key),
        target=address_of(parent),
        columns=list(reference.columns),
        target_columns=list(reference.parent_columns),
        confidence=reference.confidence,
        match_rate=measured_rate(reference),
        is_declared=is_declared(reference),
        is_across=reference.source != table.source,
    )


def _known(
    read: Mapping[str, tuple[Revision | None, Iterable[GraphTable]]], lakes: frozenset[str]
) -> Known:
    tables: dict[Key, GraphTable] = {}
    keys: dict[Named, Key] = {}
    for each in standing(table for _, (_, those) in sorted(read.items()) for table in those):
        key = key_of(each.source, each.name, is_lake=each.source in lakes)
        tables.setdefault(key, each)
        keys[each.source, each.name] = key
    return Known(tables, keys)


def known_tables_of(request: Request) -> KnownTables:
    """Return what the portal that serves the request knows of tables."""
    return request.app.state.known_tables


TheKnownTables = Annotated[KnownTables, Depends(known_tables_of)]
