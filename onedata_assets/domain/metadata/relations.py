"""Foreign keys of tables of one or many sources that nobody declared, each with its evidence.

The few single-column keys that each column may refer to (`key_options.py`) are verified on the data
(`containment.py`) and judged (`references.py`), the best target of a column is kept, chains of
subtypes are reduced to the nearest one, and circles of tables that hold the same keys are opened
(`relation_choice.py`). Keys of several columns are in `composites.py`, the same things in two
sources in `counterparts.py`, values that identify in `same_meanings.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from onedata_assets.domain.metadata.about_table import about
from onedata_assets.domain.metadata.called_keys import as_called
from onedata_assets.domain.metadata.called_persons import person_options
from onedata_assets.domain.metadata.called_together import as_told_together
from onedata_assets.domain.metadata.carried import led_on, without_carried
from onedata_assets.domain.metadata.composite_choice import CompositeReference
from onedata_assets.domain.metadata.composites import composite_references
from onedata_assets.domain.metadata.containment import (
    ColumnAt,
    Containment,
    Values,
    contained,
    kind_of,
)
from onedata_assets.domain.metadata.counterparts import counterparts
from onedata_assets.domain.metadata.distant_keys import distant_options
from onedata_assets.domain.metadata.filled_keys import filled_options
from onedata_assets.domain.metadata.implied import nearest, without_implied
from onedata_assets.domain.metadata.key_options import Option, key_options
from onedata_assets.domain.metadata.keys import TableKeys, find_keys
from onedata_assets.domain.metadata.lone_keys import lone_options
from onedata_assets.domain.metadata.name_match import FAIR_NAME, NameMatch
from onedata_assets.domain.metadata.nearest_subtypes import at_subtypes
from onedata_assets.domain.metadata.other_sides import side_options
from onedata_assets.domain.metadata.partitions import within_parts
from onedata_assets.domain.metadata.profiles import Place, TableData, TableProfile
from onedata_assets.domain.metadata.references import Judged, Side, judge, least_held
from onedata_assets.domain.metadata.relation_choice import chosen
from onedata_assets.domain.metadata.relation_model import Reference, Refusal, Relations
from onedata_assets.domain.metadata.relation_sides import sides_of
from onedata_assets.domain.metadata.relation_texts import (
    better_evidence,
    cardinality_evidence,
    chance_evidence,
    data_evidence,
    name_evidence,
    refusal_evidence,
)
from onedata_assets.domain.metadata.row_numbers import is_unnamed, proves_nothing
from onedata_assets.domain.metadata.same_meanings import same_meanings
from onedata_assets.domain.metadata.subtype_keys import subtype_options
from onedata_assets.domain.metadata.table_copies import copies, without_copies

TOLD = 3
"""Refused keys that are told of a column."""


def find_relations(
    tables: Iterable[TableData],
    profiles: Mapping[Place, TableProfile],
    keys: Mapping[Place, TableKeys] | None = None,
) -> Relations:
    """Return the keys and references of tables whose profiles were made of all their rows.

    `keys` are those of the tables, where they were found before. Errors tell the table that the
    work was about, where that is known (`about_table.py`).
    """
    known = {each.place: each for each in sorted(tables, key=lambda each: each.place)}
    keys = {
        place: keys[place] if keys else find_keys(known[place], profiles[place]) for place in known
    }
    profiles = {place: profiles[place] for place in known}
    keys = as_told_together(as_called(keys, profiles), profiles, known)
    values = Values(known)
    sides = sides_of(profiles, keys, values)
    targets = [side for place in known for side in sides[place] if _is_target(side, keys[place])]
    copied = copies(values, targets, profiles)
    targets = without_copies(targets, copied)
    columns = [side for place in known for side in sides[place]]
    options = key_options(known, columns, targets)
    judged = {
        child.at: _judged(values, child, its) for child, its in zip(columns, options, strict=True)
    }
    children = {child.at: child for child in columns}
    for options_left in (
        lone_options,
        filled_options,
        person_options,
        distant_options,
        side_options,
        subtype_options,
    ):
        for at, option in options_left(columns, targets, judged).items():
            alone = _judged(values, children[at], [option])
            judged[at] = sorted([*judged[at], *alone], key=_surest)
    taken = within_parts(values, led_on(values, chosen(judged)))
    taken = without_carried(taken, known)
    composites = nearest(composite_references(sides, keys, known, taken))
    taken = at_subtypes(without_implied(taken, composites, profiles), judged)
    taken = {**taken, **counterparts(values, targets, taken)}
    taken = {**taken, **same_meanings(values, columns, targets, taken, known)}
    taken = {at: each for at, each in taken.items() if not _is_to_copy(each, copied)}
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


def _is_to_copy(judged: Judged, copied: Mapping[Place, Place]) -> bool:
    """Tell whether a table refers to what was made from it."""
    return copied.get(judged.parent.at.place) == judged.child.at.place


def _is_target(side: Side, keys: TableKeys) -> bool:
    named = kind_of(side.profile) is not None and not is_unnamed(side.at.column)
    return named and any(each.columns == (side.at.column,) for each in keys.candidates)


def _judged(values: Values, child: Side, options: Iterable[Option]) -> list[Judged]:
    """Return the judgements on the likeliest keys of a column, the best first."""
    with about(child.at.place):
        judged = [
            judge(child, each.key, each.name, _held(values, child, each.key, each.name))
            for each in options
        ]
        weighed = [
            replace(each, confidence=0.0) if proves_nothing(each) else each for each in judged
        ]
    return sorted(weighed, key=_surest)


def _surest(judged: Judged) -> tuple[float, int, ColumnAt]:
    """Return what the surest comes first by; of those who play one role equally the fewest."""
    size = judged.parent.profile.distinct if judged.name.how == "role_word" else 0
    return -judged.confidence, size, judged.parent.at


def _held(values: Values, child: Side, parent: Side, name: NameMatch) -> Containment:
    if child.profile.filled == 0:
        return Containment(0.0, 0.0, 0, parent.profile.distinct, read=False)
    return contained(
        values,
        (child.at, child.profile),
        (parent.at, parent.profile),
        least=least_held(name),
        named=name.score >= FAIR_NAME and (child.name.marked or name.how == "self"),
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
