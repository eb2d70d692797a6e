"""Which part of a table a column is of, where the rows of some tables share its keys out.

An item is a material, a person, a customer or a place, each with a table of its own whose key is
that of the item (class table inheritance). A column that may be of any item, and has only numbers
of materials, is of materials: the other kinds would hardly all have been missed by accident.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from onedata_assets.domain.metadata.accident import all_within
from onedata_assets.domain.metadata.containment import (
    ColumnAt,
    Containment,
    Values,
    common_kinds,
    contained,
    inside,
)
from onedata_assets.domain.metadata.references import Judged, Side
from onedata_assets.domain.metadata.relation_choice import LIKELY_ACCIDENT

LEAST_PARTS = 3
"""Tables that share the keys of another out; one or two are rows with something more to tell."""


def within_parts(values: Values, taken: Mapping[ColumnAt, Judged]) -> dict[ColumnAt, Judged]:
    """Return the references, those to a whole that are of one part of it leading to the part."""
    parts = _parts(values, taken)
    found = dict(taken)
    for at, each in taken.items():
        its = parts.get(each.parent.at, [])
        if any(at == part.at for part in its):
            continue
        for part in its:
            held = _held(values, each.child, part)
            share = part.profile.distinct / each.parent.profile.distinct
            if held is not None and all_within(share, held.distinct) < LIKELY_ACCIDENT:
                found[at] = replace(each, parent=part, held=held)
                break
    return found


def _parts(values: Values, taken: Mapping[ColumnAt, Judged]) -> Mapping[ColumnAt, list[Side]]:
    """Return the keys of the parts of each key that is shared out among them.

    They are called as it is. What is within one of them is no part beside it.
    """
    able: dict[ColumnAt, list[Side]] = defaultdict(list)
    whole: dict[ColumnAt, int] = {}
    for each in taken.values():
        child, key = each.child, each.parent
        alike = child.name.words == key.name.words and child.at.column == key.at.column
        if alike and child.profile.unique and not child.profile.nulls and each.held.values == 1.0:
            able[key.at].append(child)
            whole[key.at] = key.profile.distinct
    parts = {
        at: [
            one
            for one in its
            if not any(one is not other and _held(values, one, other) for other in its)
        ]
        for at, its in able.items()
        if len(its) >= LEAST_PARTS
    }
    return {
        at: its
        for at, its in parts.items()
        if len(its) >= LEAST_PARTS and sum(each.profile.distinct for each in its) <= whole[at]
    }


def _held(values: Values, child: Side, part: Side) -> Containment | None:
    """Return how a part holds a column, if it holds all of its values."""
    if common_kinds(child.profile, part.profile) is None:
        return None
    if not inside(child.profile, part.profile, none=child.name.marked):
        return None
    held = contained(
        values,
        (child.at, child.profile),
        (part.at, part.profile),
        least=1.0,
        named=child.name.marked,
    )
    return held if held.values == 1.0 else None
