"""Tables of one source that are copies of tables of another: cleaned ones, staged ones, exports.

Rows of a copy are rows of the original, so that nothing refers to it by a phone or a card that the
original has too, and the original refers to nothing of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations

from onedata_assets.domain.metadata.containment import Values, common_kinds, contained
from onedata_assets.domain.metadata.profiles import Place, TableProfile
from onedata_assets.domain.metadata.references import Side

LEAST_COLUMNS, LEAST_SHARE = 3, 0.6
"""Columns of one name that a copy has at least, and their share of the smaller table."""
LEAST_HELD, LEAST_KEYS = 0.9, 10
"""The share of a copy's keys that the original has; fewer keys are inside others by accident."""


def copies(
    values: Values, keys: Iterable[Side], profiles: Mapping[Place, TableProfile]
) -> dict[Place, Place]:
    """Return the original of each table that is a copy of one in another source.

    Of two that hold each other the one with the shorter name is the original.
    """
    named: dict[str, list[Side]] = defaultdict(list)
    for each in keys:
        if each.primary and each.profile.distinct >= LEAST_KEYS:
            named[each.at.column.lower()].append(each)
    found: dict[Place, Place] = {}
    for sides in named.values():
        for copy, original in _pairs(sides, profiles):
            if copy.at.place not in found and original.at.place not in found:
                at, above = (copy.at, copy.profile), (original.at, original.profile)
                if contained(values, at, above, least=LEAST_HELD).values >= LEAST_HELD:
                    found[copy.at.place] = original.at.place
    return found


def without_copies(keys: Iterable[Side], known: Mapping[Place, Place]) -> list[Side]:
    """Return the keys that may be referred to: of a copy only that which stands for its rows."""
    return [each for each in keys if each.primary or each.at.place not in known]


def _pairs(
    sides: Sequence[Side], profiles: Mapping[Place, TableProfile]
) -> Iterator[tuple[Side, Side]]:
    """Yield what may be a copy and its original, the likeliest original first."""
    for copy, original in permutations(sorted(sides, key=_rank), 2):
        one, other = copy.at.place, original.at.place
        if (
            one.source != other.source
            and _rank(original) < _rank(copy)
            and common_kinds(copy.profile, original.profile) is not None
            and _are_alike(profiles[one], profiles[other])
        ):
            yield copy, original


def _rank(key: Side) -> tuple[int, int, Place]:
    place = key.at.place
    return -key.profile.distinct, len(place.table.name), place


def _are_alike(one: TableProfile, other: TableProfile) -> bool:
    names = [{column.name.lower() for column in each.columns} for each in (one, other)]
    shared = len(names[0] & names[1])
    return shared >= LEAST_COLUMNS and shared >= LEAST_SHARE * min(map(len, names))
