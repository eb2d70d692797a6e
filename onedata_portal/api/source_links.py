"""How a table of a source hangs together, as the API says it: keys, references, dependencies."""

from __future__ import annotations

from collections.abc import Iterable

from onedata_assets.domain.metadata.findings import (
    FoundDependency,
    FoundReference,
    TableFindings,
)
from onedata_assets.domain.metadata.found_relations import DECLARED, reference
from onedata_assets.domain.metadata.graph import measured_rate
from onedata_assets.domain.metadata.model import Evidence, Table
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.relation_model import Reference
from onedata_portal.api.asset_list import ref
from onedata_portal.api.models import Texts
from onedata_portal.api.source_models import (
    ReferenceMeasure,
    SourceDependency,
    SourceKey,
    SourceReference,
)
from onedata_portal.api.source_reading import Sight
from onedata_resources.store.key_measures import KeyMeasures

MEASURES = 60
"""So many measurements of a reference are shown: of two months, if it is measured each night."""


def keys_of(table: Table, found: TableFindings | None) -> list[SourceKey]:
    """Return the keys that the source declares, then those found in the rows."""
    declared = [key for key in (table.primary_key, *table.unique_keys) if key]
    told_of = dict.fromkeys(declared)
    keys = [
        SourceKey(
            columns=list(each), is_declared=True, confidence=1.0, evidence=[Texts.of(DECLARED)]
        )
        for each in told_of
    ]
    return keys + [
        SourceKey(
            columns=list(each.columns),
            is_declared=False,
            confidence=each.confidence,
            evidence=evidence_of(each.evidence),
        )
        for each in (found.keys if found else ())
        if each.columns not in told_of
    ]


def reference_of(
    place: Place, found: FoundReference, sight: Sight, measures: KeyMeasures
) -> SourceReference:
    """Return a reference; of a table that the person does not see nothing is told."""
    key = sight.key_of(found.source, found.parent)
    is_seen = key is not None and sight.has(key)
    return SourceReference(
        columns=list(found.columns),
        parent=ref(key) if key is not None and is_seen else None,
        parent_columns=list(found.parent_columns) if is_seen else [],
        confidence=found.confidence,
        match_rate=measured_rate(found),
        is_one_to_one=found.one_to_one,
        evidence=evidence_of(found.evidence) if is_seen else [],
        held=_held(reference(place, found), measures) if is_seen else [],
    )


def dependency_of(found: FoundDependency) -> SourceDependency:
    """Return what columns settle."""
    return SourceDependency(
        determinant=list(found.determinant),
        dependent=found.dependent,
        share=found.share,
        is_both_ways=found.both_ways,
        evidence=evidence_of(found.evidence),
    )


def _held(reference: Reference, measures: KeyMeasures) -> list[ReferenceMeasure]:
    from onedata_assets.domain.metadata.drift import over_time

    history = measures.history(reference.text, MEASURES)
    return [
        ReferenceMeasure(
            at=one.at,
            rows=one.rows,
            match_rate=one.match_rate,
            orphan_rows=one.orphan_rows,
            empty_rate=one.empty_rate,
            drifts=[Texts.of(each.evidence) for each in drifts],
        )
        for one, drifts in over_time((each.at, each.figures) for each in history)
    ]


def evidence_of(evidence: Iterable[Evidence]) -> list[Texts]:
    """Return reasons in both languages."""
    return [Texts.of(each) for each in evidence]
