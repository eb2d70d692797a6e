"""References by several columns, and which of those that were found are kept.

How they are found and verified is in `composites.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from onedata_assets.domain.metadata.accident import all_within
from onedata_assets.domain.metadata.composite_parts import LEAST_NAME
from onedata_assets.domain.metadata.containment import Containment
from onedata_assets.domain.metadata.keys import KeyCandidate, TableKeys
from onedata_assets.domain.metadata.name_match import NameMatch
from onedata_assets.domain.metadata.naming import split
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.relation_choice import FEWER, LIKELY_ACCIDENT, named_within

FACTS = 4
"""Columns that tables of facts of the same things hardly have in common, each with its key."""

LAYERS = ("raw", "stg", "ods", "dwd", "dwm", "dws", "ads")
"""What tables of a warehouse begin with, from those that are loaded to those made for reports."""


@dataclass(frozen=True)
class CompositeReference:
    """Columns that together refer to a key of another table."""

    child: Place
    columns: tuple[str, ...]
    parent: Place
    parent_columns: tuple[str, ...]
    names: tuple[NameMatch, ...]
    held: Containment
    trivial: bool
    one_to_one: bool
    optional: bool

    @property
    def name_score(self) -> float:
        """Return what the least plain of the names says."""
        return min(each.score for each in self.names)

    @property
    def confidence(self) -> float:
        """Return how sure the reference is."""
        certain = self.held.rows * (0.35 + 0.65 * self.name_score)
        return 0.6 * certain if self.trivial else min(1.0, certain)


def chosen_composites(
    told: list[CompositeReference], keys: Mapping[Place, TableKeys]
) -> list[CompositeReference]:
    """Return the references of details to what they are of, one way and in their own source.

    Three columns refer together only where they are a part of their table's own key, as in the
    details of a header; where each is called as its part is, and one by the key's table, or of
    several rows each and a key that does not hold most combinations; or to a detail that refers to
    its header by several columns.
    """
    told = _whole(told)
    found = [each for each in told if _is_detail(each, keys[each.child].primary)]
    within = {(each.child, frozenset(each.columns)) for each in found}
    deep = [each for each in told if each not in found and _is_within(each, within)]
    return _to_one(_one_way(_at_home([*found, *deep], keys)))


def _whole(found: list[CompositeReference]) -> list[CompositeReference]:
    """Return the references without those by a part of the columns of another to the same table."""
    return [
        each
        for each in found
        if not any(
            (by.child, by.parent) == (each.child, each.parent)
            and set(each.columns) < set(by.columns)
            and set(each.parent_columns) < set(by.parent_columns)
            for by in found
        )
    ]


def _is_within(found: CompositeReference, within: Collection[tuple[Place, frozenset[str]]]) -> bool:
    """Tell whether the key's table is of details that refer to theirs by several of its columns."""
    key = frozenset(found.parent_columns)
    return not found.trivial and any(place == found.parent and part < key for place, part in within)


def _at_home(
    found: list[CompositeReference], keys: Mapping[Place, TableKeys]
) -> list[CompositeReference]:
    """Return the references without those to copies in another source.

    A table whose own key is held by that of another source is the same table there, and what refers
    to a key of its own source does not refer to the copy of it.
    """
    own = {
        (each.child, frozenset(each.columns))
        for each in found
        if each.parent.source == each.child.source
    }

    def is_copy(each: CompositeReference) -> bool:
        primary = keys[each.child].primary
        columns = frozenset(each.columns)
        same = primary is not None and columns == frozenset(primary.columns)
        return same or (each.child, columns) in own

    return [each for each in found if each.parent.source == each.child.source or not is_copy(each)]


def _is_detail(found: CompositeReference, own: KeyCandidate | None) -> bool:
    named = all(each.score >= LEAST_NAME for each in found.names)
    called = any(each.how == "same" for each in found.names)
    several = not found.trivial and not found.one_to_one
    if len(found.columns) < 3 or (named and (called or several)):
        return True
    if own is None:
        return False
    exact = all(each.score == 1.0 for each in found.names)
    apart = set(own.columns).isdisjoint(found.columns)  # what was paid of each bill
    own_name, name = (split(each.table.name) for each in (found.child, found.parent))
    whole = len(found.columns) >= FACTS or named_within(name, own_name)
    return (exact and (apart or whole)) or set(found.columns) < set(own.columns)


def _one_way(found: list[CompositeReference]) -> list[CompositeReference]:
    """Return the references without those back from a table of the same key, the surer kept."""
    kept: list[CompositeReference] = []
    back: set[tuple[Place, Place]] = set()
    for each in sorted(found, key=_surest):
        if (each.child, each.parent) not in back:
            kept.append(each)
            if each.one_to_one and each.child != each.parent:
                back.add((each.parent, each.child))
    return kept


def _to_one(found: list[CompositeReference]) -> list[CompositeReference]:
    """Return the references without those both to a table and to one that continues its rows.

    What turbines have is of them and not of any asset, if all of it is by no accident theirs.
    """
    above = {
        (each.child, each.columns): each.parent
        for each in found
        if each.one_to_one and each.columns == each.parent_columns
    }
    dropped = []
    for each in found:
        for by in found:
            key = above.get((by.parent, by.parent_columns))
            if (by.child, by.columns, key) != (each.child, each.columns, each.parent):
                continue
            share = by.held.parent_distinct / max(1, each.held.parent_distinct)
            is_meant = share <= FEWER and all_within(share, each.held.distinct) < LIKELY_ACCIDENT
            dropped.append(each if is_meant else by)
    return [each for each in found if each not in dropped]


def _surest(found: CompositeReference) -> tuple[float, int, Place, Place]:
    """Return what the surest reference comes first by; of equals that to the earliest layer."""
    layer = next(iter(split(found.parent.table.name)), "")
    later = LAYERS.index(layer) if layer in LAYERS else len(LAYERS)
    return -found.confidence, later, found.parent, found.child
