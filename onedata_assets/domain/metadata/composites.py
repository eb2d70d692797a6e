"""References by several columns to a key of several columns, verified on the values together.

References by one column are in `relations.py`; what the values prove is told in
`composite_proof.py`, which of several references are kept in `composite_choice.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from onedata_assets.domain.metadata.composite_choice import CompositeReference, chosen_composites
from onedata_assets.domain.metadata.composite_options import fitting_columns, ways
from onedata_assets.domain.metadata.composite_parts import (
    BY_ROLE,
    LINKED,
    PLAIN,
    WITHIN,
    Fitting,
    has_a_role,
)
from onedata_assets.domain.metadata.composite_proof import is_trivial, verified
from onedata_assets.domain.metadata.containment import ColumnAt
from onedata_assets.domain.metadata.keys import KeyCandidate, TableKeys
from onedata_assets.domain.metadata.name_kinds import is_relation_of
from onedata_assets.domain.metadata.naming import split
from onedata_assets.domain.metadata.profiles import Place, TableData
from onedata_assets.domain.metadata.references import Judged, Side
from onedata_assets.domain.metadata.row_numbers import DAYS

FEW = 0.05
"""Fewer of a key's pairs are met by accident in tables about the same things."""

SOME = 0.3
"""The same where a column is not called as its part."""

OPTIONS = 16
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
        if not (
            _is_beside(key, its) and all(ColumnAt(place, each) in taken for each in key.columns)
        )
        if is_relation_of(place.table.name, key.columns)
        or not _repeats(key, its, {at.column for at in taken if at.place == place})
    }
    told: list[CompositeReference] = []
    for (key, _), fitting in fitting_columns(sides, composite, taken).items():
        told += _to(fitting, composite[key], tables, keys)
    told = [
        each
        for each in told
        if not _is_of_its_own_rows(each, taken)
        and not _is_of_few(each, taken)
        and not _is_within_by_chance(each)
        and not _is_made_of(each, taken)
        and not _is_told_already(each, keys, taken)
    ]
    return chosen_composites([each for each in told if not _is_more_than(each, told, taken)], keys)


def _is_beside(key: KeyCandidate, keys: TableKeys) -> bool:
    """Tell whether the rows have a number of their own beside a key of several columns."""
    own = keys.primary.columns if keys.primary else ()
    return len(own) == 1 and own[0] not in key.columns


def _repeats(key: KeyCandidate, keys: TableKeys, referring: Set[str]) -> bool:
    """Tell whether one of a key's columns is a key, and all of them say what a row is of."""
    fewer = any(
        len(each.columns) == 1 and set(each.columns) < set(key.columns) for each in keys.candidates
    )
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
    parts = list(zip(found.columns, found.parent_columns, strict=True))
    apart_from_days = [pair for pair in parts if not _are_days(*pair)]
    if not apart_from_days or not all(
        own in taken and its in taken and taken[own].parent.at == taken[its].parent.at
        for own, its in (
            (ColumnAt(found.child, name), ColumnAt(found.parent, part))
            for name, part in apart_from_days
        )
    ):
        return False
    coverage = found.held.coverage
    apart = coverage < SOME and LINKED in found.names
    return apart or (found.columns == found.parent_columns and coverage < FEW)


def _are_days(own: str, its: str) -> bool:
    """Tell whether both tables call a day or a moment the same."""
    return own == its and not DAYS.isdisjoint(split(own)[-1:])


def _is_within_by_chance(found: CompositeReference) -> bool:
    """Tell whether few of a key's rows are met by a part that no name tells: it numbers them."""
    return found.child != found.parent and WITHIN in found.names and found.held.coverage < SOME


def _is_more_than(
    found: CompositeReference,
    others: Sequence[CompositeReference],
    taken: Mapping[ColumnAt, Judged],
) -> bool:
    """Tell whether not all rows refer together, whose columns do without exception apart.

    Most drivers in a claim are named in its policy: the claim is of the policy and of the driver.
    """
    if found.held.values == 1.0:
        return False
    own = (taken.get(ColumnAt(found.child, each)) for each in found.columns)
    whole = {each.child.at.column for each in own if each is not None and _is_all(each)}
    for each in others:
        if each.child == found.child and _is_all(each) and {*each.columns} < {*found.columns}:
            whole.update(each.columns)
    return whole.issuperset(found.columns)


def _is_all(reference: Judged | CompositeReference) -> bool:
    return reference.held.values == 1.0


def _is_told_already(
    found: CompositeReference, keys: Mapping[Place, TableKeys], taken: Mapping[ColumnAt, Judged]
) -> bool:
    """Tell whether the table refers to the number of the very rows that these columns tell too."""
    its = keys[found.parent]
    told = [{*each.columns} for each in its.candidates if each.told and _is_beside(each, its)]
    return {*found.parent_columns} in told and any(
        at.place == found.child and its.parent.at.place == found.parent for at, its in taken.items()
    )


def _is_made_of(found: CompositeReference, taken: Mapping[ColumnAt, Judged]) -> bool:
    """Tell whether the key's rows are sums of the other table's: what a shop sold on each day.

    Each of its combinations is there again and again, all that are told, and one part is of days.
    """
    parts = [ColumnAt(found.parent, each) for each in found.parent_columns]
    of_days = any(not DAYS.isdisjoint(split(part.column)) for part in parts)
    every = found.held.coverage == found.held.values == 1.0 and not found.one_to_one
    return of_days and every and all(part in taken for part in parts)


def _to(
    fitting: Sequence[Fitting],
    parts: Sequence[Side],
    tables: Mapping[Place, TableData],
    keys: Mapping[Place, TableKeys],
) -> list[CompositeReference]:
    """Return the surest reference to a key, and those of other columns that play other roles."""
    trivial = is_trivial(parts)
    options = sorted(ways(fitting), key=lambda option: not has_a_role(option, parts))
    found = [
        (has_a_role(option, parts), its)
        for option in options[:OPTIONS]
        if (its := verified(option, parts, tables, trivial=trivial))
    ]
    found.sort(
        key=lambda each: (
            each[0],
            _tells_apart(each[1], keys),
            each[1].confidence,
            each[1].columns,
        ),
        reverse=True,
    )
    playing = {name for has_role, each in found if has_role for name in each.columns}
    return [
        each
        for at, (has_role, each) in enumerate(found)
        if at == 0
        or (_is_named(each) and not each.trivial and (has_role or playing.isdisjoint(each.columns)))
        or BY_ROLE in each.names
    ]


def _tells_apart(found: CompositeReference, keys: Mapping[Place, TableKeys]) -> float:
    """Return how far columns whose values say nothing are of the header, or of no header at all.

    A line of an order has its order's warehouse in its key, and beside it the one that supplies it.
    """
    own = keys[found.child].primary
    if own is None or not found.trivial:
        return 0.0
    within = len(set(found.columns).intersection(own.columns)) / len(found.columns)
    return 1.0 if within == 1.0 else -within


def _is_named(found: CompositeReference) -> bool:
    return all(each.how in PLAIN for each in found.names)
