"""References by several columns to a key of several columns, verified on the values together.

References by one column are in `relations.py`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from onedata_assets.domain.metadata.about_table import about
from onedata_assets.domain.metadata.composite_options import (
    WITHIN,
    Fitting,
    fitting_columns,
    is_of_one_list,
    is_plain,
    ways,
)
from onedata_assets.domain.metadata.composite_values import Together, held_together
from onedata_assets.domain.metadata.containment import ColumnAt, Containment, common_kinds
from onedata_assets.domain.metadata.keys import KeyCandidate, TableKeys
from onedata_assets.domain.metadata.name_match import NameMatch
from onedata_assets.domain.metadata.profiles import Place, TableData
from onedata_assets.domain.metadata.references import Judged, Side

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

OPTIONS = 6
"""Ways to lay the columns of a table on a key that are verified."""


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


def composite_references(
    sides: Mapping[Place, Sequence[Side]],
    keys: Mapping[Place, TableKeys],
    tables: Mapping[Place, TableData],
    taken: Mapping[ColumnAt, Judged],
) -> list[CompositeReference]:
    """Return the references to every key of several columns that stands for its rows or is first.

    A table all of whose columns refer (`taken`) only says which rows belong together: nothing
    refers to it.
    Facts of the same persons, teams and years lie inside each other without referring. Three
    columns refer together only where they are a part of their table's own key, as in the details
    of a header; where each is called as its part is, of several rows each and a key that does not
    hold most combinations; or to a detail that refers to its header by several columns itself.
    """
    composite = {
        (place, key.columns): [side for side in sides[place] if side.at.column in key.columns]
        for place, its in keys.items()
        if not all(side.at in taken for side in sides[place])
        for key in its.composite
    }
    told: list[CompositeReference] = []
    for (key, _), fitting in fitting_columns(sides, composite, taken).items():
        told += _to(fitting, composite[key], tables)
    told = _whole(told)
    found = [each for each in told if _is_detail(each, keys[each.child].primary)]
    within = {(each.child, frozenset(each.columns)) for each in found}
    deep = [each for each in told if each not in found and _is_within(each, within)]
    return _one_way(_at_home([*found, *deep], keys))


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
    named = all(each.score == 1.0 for each in found.names)
    if len(found.columns) < 3 or (named and not found.trivial and not found.one_to_one):
        return True
    return own is not None and set(found.columns) < set(own.columns)


def _one_way(found: list[CompositeReference]) -> list[CompositeReference]:
    """Return the references without those back from a table of the same key, the surer kept."""
    kept: list[CompositeReference] = []
    back: set[tuple[Place, Place]] = set()
    for each in sorted(found, key=lambda one: (-one.confidence, one.parent, one.child)):
        if (each.child, each.parent) not in back:
            kept.append(each)
            if each.one_to_one:
                back.add((each.parent, each.child))
    return kept


def _trivial(parts: Sequence[Side]) -> bool:
    """Tell whether a key has so many combinations that any two values are likely to be one."""
    return parts[0].profile.rows > TRIVIAL * math.prod(part.profile.distinct for part in parts)


def _to(
    fitting: Sequence[Fitting], parts: Sequence[Side], tables: Mapping[Place, TableData]
) -> list[CompositeReference]:
    trivial = _trivial(parts)
    verified = (_verified(option, parts, tables, trivial) for option in ways(fitting)[:OPTIONS])
    best = max(
        (each for each in verified if each is not None),
        key=lambda each: (each.confidence, each.columns),
        default=None,
    )
    return [best] if best is not None else []


def _verified(
    option: Fitting,
    parts: Sequence[Side],
    tables: Mapping[Place, TableData],
    trivial: bool,
) -> CompositeReference | None:
    columns = [child.at.column for child, _ in option]
    kinds = [
        common_kinds(child.profile, part.profile) or ("text", "text")
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
        return all(name.score == 1.0 for _, name in option) or _has_a_role(option, parts)
    return is_plain(option)


def _has_a_role(option: Fitting, parts: Sequence[Side]) -> bool:
    """Tell whether all columns are named for their parts with the same role: to_ward and to_bed."""
    roles = set()
    for (column, _), part in zip(option, parts, strict=True):
        own, its = column.name.joined, part.name.joined
        roles.add(own.removesuffix(its) if its and own.endswith(its) else "")
    return len(roles) == 1 and roles != {""}
