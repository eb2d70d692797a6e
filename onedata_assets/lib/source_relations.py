"""The keys and references of all sources together, found in their rows and measured each time.

What speaks for a reference is in `domain/metadata/relations.py`, what drifts in `drift.py`; the
asset that does this is in `relation_assets.py`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.findings import RowCount, SourceFindings
from onedata_assets.domain.metadata.sources import Source
from onedata_assets.domain.metadata.structure import Problem, Structure
from onedata_assets.domain.metadata.versions import structure_from
from onedata_assets.lib.held_references import Held, held_of
from onedata_assets.lib.related_tables import Sought, sought
from onedata_assets.lib.source_findings import Mark
from onedata_assets.lib.source_records import recorded
from onedata_assets.lib.standard_scans import keep_found_keys, scan_drafts
from onedata_resources.clients.catalog import MOST_ROWS, Catalog
from onedata_resources.clients.catalog_problems import failures_told, told_of
from onedata_resources.errors import OneDataError, is_failure
from onedata_resources.store.key_measures import KeyMeasures
from onedata_resources.store.metadata import SourceVersions

if TYPE_CHECKING:
    from onedata_assets.domain.metadata.findings import FoundDependency
    from onedata_assets.domain.metadata.model import Table
    from onedata_assets.domain.metadata.profiles import Place, TableData, TableProfile
    from onedata_assets.domain.metadata.relation_model import Reference

REASON = "relations"

SURE_MEANING = 0.7
"""Confidence from which a meaning speaks for a reference by values of the same meaning."""


@dataclass(frozen=True)
class Related:
    """What was found between the tables of all sources; `away` are the sources that did not answer.

    `held` has the references known before too: one that no longer holds is no longer found.
    `dependencies` is how many columns others settle.
    """

    references: tuple[Reference, ...]
    held: tuple[Held, ...]
    problems: tuple[Problem, ...]
    away: Mapping[str, OneDataError] = field(default_factory=dict)
    dependencies: int = 0


@dataclass(frozen=True)
class Unread(Problem):
    """Why the rows of a table were not read, or not all, with the source that has it."""

    source: str = ""


@dataclass(frozen=True)
class _Known:
    source: Source
    content: str
    structure: Structure
    findings: SourceFindings


@dataclass(frozen=True)
class _Looked:
    """What the search found in all sources, and which of their tables could not be looked at."""

    related: Sought
    settled: Mapping[Place, tuple[FoundDependency, ...]]
    unread: set[Place]
    drafts: Mapping[str, str]


def relate(
    sources: Iterable[Source],
    catalog: Catalog,
    versions: SourceVersions,
    now: datetime,
) -> Related:
    """Return how the tables of sources that were scanned hang together; the store knows it then.

    A source that does not answer, or with which work fails, keeps what is known of it; so does a
    table. Both are told, and stop no other.
    """
    from onedata_assets.domain.metadata.found_relations import references_of

    known = {each.source.name: each for each in _known(sources, versions)}
    before = references_of({name: each.findings for name, each in known.items()})
    with tempfile.TemporaryDirectory(prefix="onedata-relations-") as folder:
        read, problems, away = _rows(known.values(), catalog, Path(folder))
        related = sought(read, problems)
        settled = dict(_settled(known, related.tables, related.profiles, problems))
        unread, drafts = _unread(known.values(), related.tables), scan_drafts(versions.store)
        looked = _Looked(related, settled, unread, drafts)
        for name in [each for each in known if each not in away]:
            try:
                known[name] = _kept(versions, known[name], looked, now)
            except BaseException as error:
                if not is_failure(error):
                    raise
                away[name] = told_of(name, error)
        after = references_of({name: each.findings for name, each in known.items()})
        kept = KeyMeasures(versions.store)
        held = tuple(held_of(_all(after, before), related.tables, kept, now, problems))
    return Related(tuple(after), held, tuple(problems), away, _count(known.values()))


def _kept(versions: SourceVersions, known: _Known, looked: _Looked, now: datetime) -> _Known:
    """Return a source with what was found of its tables; the store knows it then."""
    from onedata_assets.domain.metadata.found_relations import with_relations

    name, tables = known.source.name, known.structure.tables
    found, unread = looked.related.found, looked.unread
    rows = {place: looked.related.profiles[place].rows for place in looked.related.tables}
    counted = {
        place: RowCount(count, now.isoformat())
        for place, count in rows.items()
        if count < MOST_ROWS  # of more rows, the first ones were read
    }
    findings = with_relations(
        name, known.findings, tables, found, looked.settled, unread=unread, counted=counted
    )
    recorded(versions, name, known.content, findings, now, reason=REASON)
    store, drafts = versions.store, looked.drafts
    keep_found_keys(store, known.source, tables, findings, now, drafts=drafts)
    return replace(known, findings=findings)


def _count(known: Iterable[_Known]) -> int:
    """Return how many dependencies are known."""
    told = (each.findings.short(table.name) for each in known for table in each.structure.tables)
    return sum(len(each.dependencies) for each in told if each)


def _known(sources: Iterable[Source], versions: SourceVersions) -> Iterator[_Known]:
    for source in sources:
        if versions.history(source.name):
            content = versions.content(source.name)
            findings = SourceFindings(versions.findings(source.name))
            yield _Known(source, content, structure_from(content), findings)


def _rows(
    known: Iterable[_Known], catalog: Catalog, folder: Path
) -> tuple[dict[Place, TableData], list[Problem], dict[str, OneDataError]]:
    import polars as pl

    from onedata_assets.domain.metadata.profiles import Place, TableData

    tables: dict[Place, TableData] = {}
    problems: list[Problem] = []
    away: dict[str, OneDataError] = {}
    for each in known:
        name = each.source.name
        try:
            for table, rows in catalog.whole(each.source, each.structure.tables, folder / name):
                if isinstance(rows, pl.LazyFrame):
                    comments = {column.name: column.comment for column in table.columns}
                    place = Place(name, table.name)
                    meanings = _meanings(each.findings, table)
                    tables[place] = TableData(place, rows, table.comment, comments, meanings)
                else:
                    problems.append(Unread(rows.table, rows.en, rows.zh, rows.is_partial, name))
        except BaseException as error:
            if not is_failure(error):
                raise
            away[name] = told_of(name, error)
            tables = {place: data for place, data in tables.items() if place.source != name}
    return tables, problems, away


def _meanings(findings: SourceFindings, table: Table) -> dict[str, str]:
    """Return the meanings of a table's columns, as far as the last scan was sure of them.

    Roles are no evidence: they come of references themselves.
    """
    found = findings.table(table.name)
    return {
        column.name: likeliest.value
        for column in (found.columns if found else ())
        for likeliest in column.meanings[:1]
        if likeliest.confidence >= SURE_MEANING
    }


def _settled(
    known: Mapping[str, _Known],
    tables: Mapping[Place, TableData],
    profiles: Mapping[Place, TableProfile],
    problems: list[Problem],
) -> Iterator[tuple[Place, tuple[FoundDependency, ...]]]:
    """Yield what columns settle, of tables whose state does not say that they are as they were."""
    from onedata_assets.domain.metadata.dependencies import find_dependencies
    from onedata_assets.domain.metadata.found_relations import dependency

    for place, data in tables.items():
        before = known[place.source].findings.short(place.table)
        if before and before.settled_mark == before.mark and Mark.parsed(before.mark).state:
            continue
        found = None
        with failures_told(place.table, problems):
            found = tuple(map(dependency, find_dependencies(data, profiles[place])))
        if found is not None:
            yield place, found


def _unread(known: Iterable[_Known], tables: Mapping[Place, TableData]) -> set[Place]:
    """Return the tables that are known and whose rows could not be looked at now."""
    from onedata_assets.domain.metadata.profiles import Place

    all_of = {
        Place(each.source.name, table.name) for each in known for table in each.structure.tables
    }
    return all_of - tables.keys()


def _all(after: Iterable[Reference], before: Iterable[Reference]) -> list[Reference]:
    return list({each.text: each for each in (*before, *after)}.values())
