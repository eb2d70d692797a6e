"""Foreign keys of tables of one or many sources that nobody declared, each with its evidence.

The few single-column keys that each column may refer to (`key_options.py`) are verified on the data
(`containment.py`) and judged (`references.py`), the best target of a column is kept, chains of
subtypes are reduced to the nearest one, and circles of tables that hold the same keys are opened
(`relation_choice.py`). Keys of several columns are in `composites.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from onedata_assets.domain.metadata.composites import CompositeReference, composite_references
from onedata_assets.domain.metadata.containment import (
    ColumnAt,
    Containment,
    Values,
    contained,
    kind_of,
)
from onedata_assets.domain.metadata.key_options import Option, key_options
from onedata_assets.domain.metadata.keys import TableKeys, find_keys
from onedata_assets.domain.metadata.name_match import NameMatch
from onedata_assets.domain.metadata.naming import (
    column_name,
    common_prefix,
    shared_prefix,
    table_name,
)
from onedata_assets.domain.metadata.profiles import Place, TableData, TableProfile
from onedata_assets.domain.metadata.references import (
    Judged,
    Side,
    judge,
    least_held,
)
from onedata_assets.domain.metadata.relation_choice import chosen
from onedata_assets.domain.metadata.relation_model import Reference, Refusal, Relations
from onedata_assets.domain.metadata.relation_texts import (
    better_evidence,
    cardinality_evidence,
    chance_evidence,
    data_evidence,
    name_evidence,
    refusal_evidence,
)

MANY = 3
"""Tables whose keys are called alike from which their name is only a mark."""

TOLD = 3
"""Refused keys that are told of a column."""


def find_relations(
    tables: Iterable[TableData], profiles: Mapping[Place, TableProfile]
) -> Relations:
    """Return the keys and references of tables whose profiles were made of all their rows."""
    known = {each.place: each for each in sorted(tables, key=lambda each: each.place)}
    keys = {place: find_keys(known[place], profiles[place]) for place in known}
    sides = _sides(profiles, keys, known)
    targets = [side for place in known for side in sides[place] if _is_target(side, keys[place])]
    values = Values(known)
    columns = [side for place in known for side in sides[place]]
    options = key_options(known, columns, targets)
    judged = {
        child.at: _judged(values, child, its) for child, its in zip(columns, options, strict=True)
    }
    taken = chosen(judged)
    composites = composite_references(sides, keys, known)
    return Relations(
        keys,
        tuple(
            sorted(
                [*map(_reference, taken.values()), *map(_composite, composites)],
                key=lambda each: (each.child, each.columns, each.parent),
            )
        ),
        _refusals(judged, taken),
    )


def _sides(
    profiles: Mapping[Place, TableProfile],
    keys: Mapping[Place, TableKeys],
    tables: Mapping[Place, TableData],
) -> dict[Place, list[Side]]:
    """Return every column with its name in words; what all names of a source share is left out."""
    by_source: dict[str, list[str]] = {}
    for place in tables:
        by_source.setdefault(place.source, []).append(place.table.name)
    shared = {source: shared_prefix(names) for source, names in by_source.items()}
    marks = {source: _marks(source, keys) for source in by_source}
    sides: dict[Place, list[Side]] = {}
    for place in tables:
        profile, primary = profiles[place], keys[place].primary
        prefix = common_prefix([column.name for column in profile.columns])
        words = table_name(place.table.name, shared[place.source])
        sides[place] = [
            Side(
                ColumnAt(place, column.name),
                column,
                column_name(column.name, prefix, marks[place.source]),
                words,
                primary is not None and primary.columns == (column.name,),
            )
            for column in profile.columns
        ]
    return sides


def _marks(source: str, keys: Mapping[Place, TableKeys]) -> frozenset[str]:
    """Return the words that the keys of many tables of a source are called by, like `id`."""
    primaries = [
        column_name(its.primary.columns[0])
        for place, its in keys.items()
        if place.source == source and its.primary is not None and len(its.primary.columns) == 1
    ]
    tables = {table_name(place.table.name) for place in keys}
    used = Counter(name.words for name in primaries if not name.marked and len(name.words) == 1)
    return frozenset(
        words[0] for words, times in used.items() if times >= MANY and words not in tables
    )


def _is_target(side: Side, keys: TableKeys) -> bool:
    return kind_of(side.profile) is not None and any(
        each.columns == (side.at.column,) for each in keys.candidates
    )


def _judged(values: Values, child: Side, options: Iterable[Option]) -> list[Judged]:
    """Return the judgements on the likeliest keys of a column, the best first."""
    judged = [
        judge(child, each.key, each.name, _held(values, child, each.key, each.name))
        for each in options
    ]
    return sorted(judged, key=lambda each: (-each.confidence, each.parent.at))


def _held(values: Values, child: Side, parent: Side, name: NameMatch) -> Containment:
    if child.profile.filled == 0:
        return Containment(0.0, 0.0, 0, parent.profile.distinct, read=False)
    return contained(
        values, (child.at, child.profile), (parent.at, parent.profile), least=least_held(name)
    )


def _reference(taken: Judged) -> Reference:
    child = taken.child.profile
    return Reference(
        child=taken.child.at.place,
        columns=(taken.child.at.column,),
        parent=taken.parent.at.place,
        parent_columns=(taken.parent.at.column,),
        confidence=taken.confidence,
        match_rate=taken.held.rows,
        name_score=taken.name.score,
        distinct=taken.held.distinct,
        parent_distinct=taken.held.parent_distinct,
        one_to_one=child.unique,
        optional=child.nulls > 0,
        evidence=(
            data_evidence(taken.held),
            name_evidence(taken.name),
            chance_evidence(taken),
            cardinality_evidence(child.unique, child.nulls > 0),
        ),
    )


def _composite(found: CompositeReference) -> Reference:
    return Reference(
        child=found.child,
        columns=found.columns,
        parent=found.parent,
        parent_columns=found.parent_columns,
        confidence=found.confidence,
        match_rate=found.held.rows,
        name_score=found.name_score,
        distinct=found.held.distinct,
        parent_distinct=found.held.parent_distinct,
        one_to_one=found.one_to_one,
        optional=found.optional,
        evidence=(
            data_evidence(found.held),
            *map(name_evidence, found.names),
            cardinality_evidence(found.one_to_one, found.optional),
        ),
    )


def _refusals(
    judged: Mapping[ColumnAt, list[Judged]], taken: Mapping[ColumnAt, Judged]
) -> tuple[Refusal, ...]:
    told = []
    for column, options in judged.items():
        best = taken.get(column)
        others = [each for each in options if each is not best and each.held.values > 0]
        for each in others[:TOLD]:
            why = refusal_evidence(each)
            if best is not None and each.accepted:
                why = (better_evidence(best), *why)
            told.append(Refusal(column, each.parent.at, each.confidence, why))
    return tuple(told)
