"""References by one column that follow from one by several: to what the key's own parts refer to.

A payment for line 2 of a claim refers to the line, which refers to the claim. The references
themselves are found in `relations.py` and `composites.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from onedata_assets.domain.metadata.composites import CompositeReference
from onedata_assets.domain.metadata.containment import ColumnAt
from onedata_assets.domain.metadata.naming import split
from onedata_assets.domain.metadata.profiles import Place, TableProfile
from onedata_assets.domain.metadata.references import CERTAIN_NAME, Judged


def without_implied(
    taken: Mapping[ColumnAt, Judged],
    composites: Iterable[CompositeReference],
    profiles: Mapping[Place, TableProfile],
) -> dict[ColumnAt, Judged]:
    """Return the references by one column without those that follow from one by several.

    A column with the very name of the key above refers to it besides (`item_id`, beside the order
    and item of a return), unless the key of several only numbers rows within it.
    """
    implied: set[ColumnAt] = set()
    for found in composites:
        parts = [ColumnAt(found.parent, each) for each in found.parent_columns]
        above = [part for part in parts if part in taken]
        numbered = _numbers_within(above, parts, profiles[found.parent])
        for column, part in zip(found.columns, parts, strict=True):
            own, its = taken.get(ColumnAt(found.child, column)), taken.get(part)
            if own is None or its is None or own.parent.at != its.parent.at:
                continue
            if numbered or not _has_its_name(own):
                implied.add(own.child.at)
    return {at: each for at, each in taken.items() if at not in implied}


def _numbers_within(
    above: Sequence[ColumnAt], parts: Sequence[ColumnAt], profile: TableProfile
) -> bool:
    """Tell whether a key's other parts are numbers of rows within what the key refers to.

    They have fewer values than there are rows above; orders beside items have more.
    """
    others = [part for part in parts if part not in above]
    most = max((profile.column(each.column).distinct for each in above), default=0)
    return bool(others) and all(profile.column(each.column).distinct < most for each in others)


def _has_its_name(reference: Judged) -> bool:
    own, its = split(reference.child.at.column), split(reference.parent.at.column)
    plain = reference.name.how == "column" and reference.name.score >= CERTAIN_NAME
    return plain and own[-1:] == its[-1:]


def nearest(composites: Sequence[CompositeReference]) -> list[CompositeReference]:
    """Return the references by several columns without those that follow from another one.

    What is put in place 3 of an aisle refers to the place, which refers to the aisle.
    """
    return [
        each for each in composites if not any(_follows(each, by, composites) for by in composites)
    ]


def _follows(
    found: CompositeReference, by: CompositeReference, composites: Iterable[CompositeReference]
) -> bool:
    if by.child != found.child or len(by.columns) <= len(found.columns):
        return False
    parts = dict(zip(by.columns, by.parent_columns, strict=True))
    own = {
        parts.get(column): its
        for column, its in zip(found.columns, found.parent_columns, strict=True)
    }
    return any(
        each.child == by.parent
        and each.parent == found.parent
        and dict(zip(each.columns, each.parent_columns, strict=True)) == own
        for each in composites
    )
