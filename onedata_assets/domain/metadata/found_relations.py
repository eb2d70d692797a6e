"""Keys, references and dependencies as findings keep them, from what was searched, and back.

The search is in `keys.py`, `relations.py` and `dependencies.py`; joins are in `joins.py` and
`join_paths.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.findings import (
    FoundDependency,
    FoundKey,
    FoundReference,
    RowCount,
    SourceFindings,
    TableFindings,
)
from onedata_assets.domain.metadata.key_evidence import DECLARED
from onedata_assets.domain.metadata.key_roles import with_roles
from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.relation_model import Reference, Relations

if TYPE_CHECKING:
    from onedata_assets.domain.metadata.dependencies import Dependency

Settled = Mapping[Place, tuple[FoundDependency, ...]]
"""What columns settle in tables that were looked through."""


def with_relations(
    source: str,
    findings: SourceFindings,
    tables: Iterable[Table],
    relations: Relations,
    settled: Settled = MappingProxyType({}),
    *,
    unread: Collection[Place] = frozenset(),
    counted: Mapping[Place, RowCount] = MappingProxyType({}),
) -> SourceFindings:
    """Return the findings of a source with the keys and references of its tables as they are now.

    A table that was not searched keeps its own, and any table its references to an `unread` one:
    its rows do not say that they no longer hold. References that the source declares are certain.
    """
    made = findings.kept(each.name for each in tables)
    by_child: dict[Place, list[Reference]] = {}
    referred: dict[Place, set[tuple[str, ...]]] = {}
    for each in relations.references:
        by_child.setdefault(each.child, []).append(each)
        referred.setdefault(each.parent, set()).add(each.parent_columns)
    for table in tables:
        place, known = Place(source, table.name), findings.table(table.name)
        if known is None:
            continue
        if place in relations.keys:
            stay = [each for each in known.references if Place(each.source, each.parent) in unread]
            same = {each.columns for each in stay}
            found = (_kept(each) for each in by_child.get(place, []) if each.columns not in same)
            told = (*found, *stay)
            known = replace(known, keys=_keys(relations, place), references=told, searched=True)
        if place in counted:
            known = replace(known, counted=counted[place])
        if place in settled:
            known = replace(known, dependencies=settled[place], settled_mark=known.mark)
        told = with_declared(known, source, table)
        made.put(with_roles(told, referred.get(place, ())) if told.is_related else told)
    return made


def dependency(found: Dependency) -> FoundDependency:
    """Return a dependency as findings keep it."""
    told = found.finding()
    return FoundDependency(
        found.determinant, found.dependent, told.confidence, found.both_ways, told.evidence
    )


def references_of(sources: Mapping[str, SourceFindings]) -> list[Reference]:
    """Return all references that are known of sources, for joins and measurements."""
    return [
        reference(Place(source, table.table), each)
        for source, findings in sources.items()
        for table in findings
        for each in table.references
    ]


def reference(child: Place, found: FoundReference) -> Reference:
    """Return a reference of a table."""
    return Reference(
        child=child,
        columns=found.columns,
        parent=Place(found.source, found.parent),
        parent_columns=found.parent_columns,
        confidence=found.confidence,
        match_rate=found.match_rate,
        name_score=0.0,
        distinct=0,
        parent_distinct=0,
        one_to_one=found.one_to_one,
        optional=found.optional,
        evidence=found.evidence,
    )


def _keys(relations: Relations, place: Place) -> tuple[FoundKey, ...]:
    return tuple(
        FoundKey(each.columns, round(each.score, 3), each.evidence, each.primary)
        for each in relations.keys[place].candidates
    )


def _kept(found: Reference) -> FoundReference:
    return FoundReference(
        columns=found.columns,
        source=found.parent.source,
        parent=found.parent.table,
        parent_columns=found.parent_columns,
        confidence=round(found.confidence, 3),
        match_rate=found.match_rate,
        one_to_one=found.one_to_one,
        optional=found.optional,
        evidence=found.evidence,
    )


def with_declared(known: TableFindings, source: str, table: Table) -> TableFindings:
    """Return the findings with what the source declares: certain, once, before what was found."""
    declared = {each.columns: each for each in table.foreign_keys}
    found = {each.columns: each for each in known.references}
    told = []
    for columns, key in declared.items():
        same = found.get(columns)
        agrees = same and (same.source, same.parent, same.parent_columns) == (
            source,
            key.parent,
            key.parent_columns,
        )
        if same and agrees:
            evidence = (DECLARED, *(each for each in same.evidence if each != DECLARED))
            told.append(replace(same, confidence=1.0, evidence=evidence))
        else:
            optional = any(each.nullable for each in table.columns if each.name in columns)
            told.append(
                FoundReference(
                    columns, source, key.parent, key.parent_columns, 1.0, 1.0, False, optional,
                    (DECLARED,),
                )
            )  # fmt: skip
    others = [each for each in known.references if each.columns not in declared]
    return replace(known, references=(*told, *others))
