"""References by one column that follow from one by several: to what the key's own parts refer to.

A payment for line 2 of a claim refers to the line, which refers to the claim. The references
themselves are found in `relations.py` and `composites.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from onedata_assets.domain.metadata.composite_choice import CompositeReference
from onedata_assets.domain.metadata.composite_parts import ROLES
from onedata_assets.domain.metadata.containment import ColumnAt, kind_of
from onedata_assets.domain.metadata.name_kinds import is_description
from onedata_assets.domain.metadata.name_match import CERTAIN_NAME, FAIR_NAME
from onedata_assets.domain.metadata.naming import column_name, split
from onedata_assets.domain.metadata.profiles import Place, TableProfile
from onedata_assets.domain.metadata.references import Judged
from onedata_assets.domain.metadata.row_numbers import DAYS

ANEW = 10
"""Numbers that begin anew with each row above are hardly more than so many times those of one."""


NEARLY = 0.8
"""The share of a key's rows that have another number each, of what they are rows of."""


def without_implied(
    taken: Mapping[ColumnAt, Judged],
    composites: Iterable[CompositeReference],
    profiles: Mapping[Place, TableProfile],
) -> dict[ColumnAt, Judged]:
    """Return the references by one column without those that follow from one by several.

    None is left of what the key only numbers rows within, like a claim's items. Where it tells two
    things apart, as parts of suppliers, a column with the very name of one's key is left, unless
    the columns are called as the key's own are; where another part has more values, as orders
    beside items, one whose name speaks for it. A column is left that tells the thing also in rows
    that leave the others empty: of which customer, but not of which account of his. Who sold it is
    somebody of the shop that it was sold in: the shop is left, too. Nothing is left of a part
    beside one that nearly tells the key's rows apart, as the lots of drugs do, if all tables call
    it the same.
    """
    implied: set[ColumnAt] = set()
    for found in composites:
        if any(each.how in ROLES for each in found.names):
            continue
        parts = [ColumnAt(found.parent, each) for each in found.parent_columns]
        above = [part for part in parts if part in taken]
        numbered = _numbers_within(above, parts, profiles[found.parent])
        alike = all(
            column.lower() == part.column.lower()
            for column, part in zip(found.columns, parts, strict=True)
        )
        filled = {each: profiles[found.child].column(each).filled for each in found.columns}
        for column, part in zip(found.columns, parts, strict=True):
            if filled[column] > min(filled.values()):
                continue
            own, its = taken.get(ColumnAt(found.child, column)), taken.get(part)
            if own is not None and own.parent.at == part:
                implied.add(own.child.at)
            if own is None or its is None or own.parent.at != its.parent.at:
                continue
            told = own.name.score >= FAIR_NAME
            if len(above) == len(parts):
                told = _has_its_name(own) and not alike
            called = own.child.at.column.lower() == own.parent.at.column.lower()
            lot = called and _tells_rows(part, parts, profiles[found.parent])
            if numbered or not told or lot:
                implied.add(own.child.at)
    return {at: each for at, each in taken.items() if at not in implied}


def _numbers_within(
    above: Sequence[ColumnAt], parts: Sequence[ColumnAt], profile: TableProfile
) -> bool:
    """Tell whether a key's other parts are numbers or days of rows within what the key refers to.

    They have fewer values than there are rows above, or begin anew with each of those: beds of a
    ward. Orders beside items do neither; nor do hours of which each place has the weather.
    """
    others = [profile.column(part.column) for part in parts if part not in above]
    most = max((profile.column(each.column).distinct for each in above), default=0)
    whole = math.prod(profile.column(each.column).distinct for each in parts)
    days = [
        each
        for each in others
        if kind_of(each) in ("day", "moment") or not DAYS.isdisjoint(split(each.name)[-1:])
    ]
    each_has = profile.rows / max(1, most)
    return bool(others) and all(
        each.distinct < most
        or (2 * profile.rows < whole if each in days else each.distinct <= ANEW * each_has)
        for each in others
    )


def _tells_rows(part: ColumnAt, parts: Sequence[ColumnAt], profile: TableProfile) -> bool:
    """Tell whether another part, no name, nearly tells a key's rows apart: the lots of a drug."""
    others = (
        profile.column(each.column).distinct
        for each in parts
        if each != part and not is_description(column_name(each.column))
    )
    return max(others, default=0) >= NEARLY * profile.rows


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
    if by.optional and not found.optional:
        return False  # an item that nobody ordered is one of the visit all the same
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
