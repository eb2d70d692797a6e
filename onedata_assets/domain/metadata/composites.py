"""References by several columns to a key of several columns, verified on the values together.

References by one column are in `relations.py`; which of several are kept is told in
`composite_choice.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set

from onedata_assets.domain.metadata.about_table import about
from onedata_assets.domain.metadata.composite_choice import CompositeReference, chosen_composites
from onedata_assets.domain.metadata.composite_options import (
    LINKED,
    WITHIN,
    Fitting,
    fitting_columns,
    has_a_role,
    is_of_one_list,
    is_plain,
    ways,
)
from onedata_assets.domain.metadata.composite_values import Together, held_together, part_kinds
from onedata_assets.domain.metadata.containment import ColumnAt
from onedata_assets.domain.metadata.keys import KeyCandidate, TableKeys
from onedata_assets.domain.metadata.name_kinds import is_relation_of
from onedata_assets.domain.metadata.naming import split
from onedata_assets.domain.metadata.profiles import Place, TableData
from onedata_assets.domain.metadata.references import Judged, Side
from onedata_assets.domain.metadata.row_numbers import DAYS

LEAST_HELD = 0.95
LEAST_LINKED = 0.995
"""The share that a key must hold of columns that not all of their names speak for."""

LINKED_LEAST = 30
"""Pairs that are needed where a key is of pairs of one list: any two drugs may meet in it."""

UNLIKELY = 0.001
"""How unlikely it is that the key holds such columns' combinations by accident."""

MOST_EXPECTED = 0.9
"""A key that would have so many combinations of unrelated columns is not told by values alone."""

TRIVIAL = 0.5
"""A key that has so many of all combinations of its columns' values holds most of them anyway."""

FEW = 0.05
"""Fewer of a key's pairs are met by accident in tables about the same things."""

SOME = 0.3
"""The same where a column is not called as its part."""

OPTIONS = 6
"""Ways to lay the columns of a table on a key that are verified."""


def composite_references(
    sides: Mapping[Place, Sequence[Side]],
    keys: Mapping[Place, TableKeys],
    tables: Mapping[Place, TableData],
    taken: Mapping[ColumnAt, Judged],
) -> list[CompositeReference]:
    """Return the references to every key of several columns that stands for its rows or is first.

    A table all of whose columns refer (`taken`) only says which rows belong together: nothing
    refers to it. Nor does anything to first columns of a table that all refer, of which fewer are a
    key: a stay at an admission of a patient is told by the admission.
    Facts of the same persons, teams and years lie inside each other without referring.
    """
    composite = {
        (place, key.columns): [side for side in sides[place] if side.at.column in key.columns]
        for place, its in keys.items()
        if not all(side.at in taken for side in sides[place])
        for key in its.composite
        if is_relation_of(place.table.name, key.columns)
        or not _repeats(key, its, {at.column for at in taken if at.place == place})
    }
    told: list[CompositeReference] = []
    for (key, _), fitting in fitting_columns(sides, composite, taken).items():
        told += _to(fitting, composite[key], tables)
    told = [
        each
        for each in told
        if not _is_of_its_own_rows(each, taken)
        and not _is_of_few(each, taken)
        and not _is_within_by_chance(each)
        and not _is_made_of(each, taken)
    ]
    return chosen_composites(told, keys)


def _repeats(key: KeyCandidate, keys: TableKeys, referring: Set[str]) -> bool:
    """Tell whether fewer of a key's columns are a key, and all of them say what a row is of."""
    fewer = any(set(each.columns) < set(key.columns) for each in keys.candidates)
    return fewer and set(key.columns) <= referring


def _is_of_its_own_rows(found: CompositeReference, taken: Mapping[ColumnAt, Judged]) -> bool:
    """Tell whether a part of the key refers to the very column that would refer by it."""
    parts = zip(found.columns, found.parent_columns, strict=True)
    return any(
        part in taken and taken[part].parent.at == ColumnAt(found.child, own)
        for own, its in parts
        for part in [ColumnAt(found.parent, its)]
    )


def _is_of_few(found: CompositeReference, taken: Mapping[ColumnAt, Judged]) -> bool:
    """Tell whether both tables refer to the same things, of which few pairs are in both.

    A manager of a department works there, as many others do; he is of the two, not of his work.
    Who borrows and from which account is paid back are called otherwise than what an account has.
    """
    both = all(
        own in taken and its in taken and taken[own].parent.at == taken[its].parent.at
        for own, its in (
            (ColumnAt(found.child, name), ColumnAt(found.parent, part))
            for name, part in zip(found.columns, found.parent_columns, strict=True)
        )
    )
    if not both:
        return False
    coverage = found.held.coverage
    apart = coverage < SOME and LINKED in found.names
    return apart or (found.columns == found.parent_columns and coverage < FEW)


def _is_within_by_chance(found: CompositeReference) -> bool:
    """Tell whether few of a key's rows are met by a part that no name tells: it numbers them."""
    return WITHIN in found.names and found.held.coverage < SOME


def _is_made_of(found: CompositeReference, taken: Mapping[ColumnAt, Judged]) -> bool:
    """Tell whether the key's rows are sums of the other table's: what a shop sold on each day.

    Each of its combinations is there again and again, all that are told, and one part is of days.
    """
    parts = [ColumnAt(found.parent, each) for each in found.parent_columns]
    of_days = any(not DAYS.isdisjoint(split(part.column)) for part in parts)
    every = found.held.coverage == found.held.values == 1.0 and not found.one_to_one
    return of_days and every and all(part in taken for part in parts)


def _trivial(parts: Sequence[Side]) -> bool:
    """Tell whether a key has so many combinations that any two values are likely to be one."""
    return parts[0].profile.rows > TRIVIAL * math.prod(part.profile.distinct for part in parts)


def _to(
    fitting: Sequence[Fitting], parts: Sequence[Side], tables: Mapping[Place, TableData]
) -> list[CompositeReference]:
    """Return the surest reference to a key, and those of other columns that play other roles."""
    trivial = _trivial(parts)
    options = sorted(ways(fitting), key=lambda option: not has_a_role(option, parts))
    verified = [
        (has_a_role(option, parts), found)
        for option in options[:OPTIONS]
        if (found := _verified(option, parts, tables, trivial))
    ]
    verified.sort(key=lambda each: (each[0], each[1].confidence, each[1].columns), reverse=True)
    playing = {name for has_role, each in verified if has_role for name in each.columns}
    return [
        each
        for at, (has_role, each) in enumerate(verified)
        if at == 0
        or (_is_named(each) and not each.trivial and (has_role or playing.isdisjoint(each.columns)))
    ]


def _is_named(found: CompositeReference) -> bool:
    return all(each.how in ("column", "role") for each in found.names)


def _verified(
    option: Fitting,
    parts: Sequence[Side],
    tables: Mapping[Place, TableData],
    trivial: bool,
) -> CompositeReference | None:
    columns = [child.at.column for child, _ in option]
    kinds = [
        part_kinds(child.profile, part.profile) or ("text", "text")
        for (child, _), part in zip(option, parts, strict=True)
    ]
    child, parent = option[0][0].at.place, parts[0].at.place
    with about(child):
        told = held_together(
            tables[child].frame,
            columns,
            tables[parent].frame,
            [part.at.column for part in parts],
            kinds,
        )
    if is_of_one_list(option, parts) and told.held.distinct < LINKED_LEAST:
        return None
    proven = _is_proven(option, told)
    if not proven and not _is_believed(option, parts, told, trivial):
        return None
    return CompositeReference(
        child,
        tuple(columns),
        parent,
        tuple(part.at.column for part in parts),
        tuple(name for _, name in option),
        told.held,
        trivial and not proven,
        one_to_one=told.held.distinct == told.rows,
        optional=told.rows < option[0][0].profile.rows,
    )


def _is_proven(option: Fitting, told: Together) -> bool:
    """Tell whether it is no accident that the key has the combinations, which its parts allow."""
    unnamed = any(name == WITHIN for _, name in option)
    return (
        told.held.values >= LEAST_LINKED
        and told.chance <= UNLIKELY
        and not (unnamed and told.expected > MOST_EXPECTED)
    )


def _is_believed(option: Fitting, parts: Sequence[Side], told: Together, trivial: bool) -> bool:
    """Tell whether names so plain speak for the reference that accident need not be ruled out."""
    if told.held.values < LEAST_HELD:
        return False
    if trivial:
        return all(name.score == 1.0 for _, name in option) or has_a_role(option, parts)
    return is_plain(option)
