"""The same things in two sources: keys that are named alike and hold the same values.

A product of the shop and a product of the lake: neither refers to the other by its name, but a row
of one is a row of the other. Within a source, tables that have the same rows refer to each other
(`references.py`) or come from each other, which lineage tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from onedata_assets.domain.metadata.accident import by_accident
from onedata_assets.domain.metadata.containment import ColumnAt, Values, common_kinds, contained
from onedata_assets.domain.metadata.name_match import NameMatch
from onedata_assets.domain.metadata.references import Judged, Side

ALIKE = NameMatch(1.0, "counterpart")
LEAST = 0.9
"""The share of a key's rows that the other source has: two sources are hardly ever in step."""
LEAST_KEYS = 10
BY_ACCIDENT = 0.01
"""Two runs of numbers are the same numbers and no same things: that is never so unlikely."""
SURE = 0.9
TRIED = 3


def counterparts(
    values: Values, keys: Iterable[Side], taken: Mapping[ColumnAt, Judged]
) -> dict[ColumnAt, Judged]:
    """Return the key of another source that has the rows of each key that refers to nothing.

    The one with more rows is above, so that nothing goes in a circle.
    """
    found: dict[ColumnAt, Judged] = {}
    for group in _alike(keys):
        for place, child in enumerate(group):
            if child.at in taken:
                continue
            above = [each for each in group[:place] if _is_elsewhere(each, child)][:TRIED]
            options = (_judged(values, child, each) for each in above)
            best = next((each for each in options if each and not leads(each, taken)), None)
            if best is not None:
                found[child.at] = best
    return found


def _alike(keys: Iterable[Side]) -> Iterable[list[Side]]:
    """Yield the keys of each name of table and key, those of more rows first."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Side]] = defaultdict(list)
    for key in keys:
        if key.primary and key.table and key.profile.distinct >= LEAST_KEYS:
            own = () if key.name.generic or key.name.words == key.table else key.name.words
            groups[key.table, own].append(key)
    for each in groups.values():
        yield sorted(each, key=lambda key: (-key.profile.distinct, key.at))


def _is_elsewhere(one: Side, other: Side) -> bool:
    return (
        one.at.place.source != other.at.place.source
        and common_kinds(other.profile, one.profile) is not None
    )


def _judged(values: Values, child: Side, parent: Side) -> Judged | None:
    held = contained(values, (child.at, child.profile), (parent.at, parent.profile), least=LEAST)
    chance = by_accident(child.profile, parent.profile, held, named=True)
    if held.values < LEAST or chance > BY_ACCIDENT:
        return None
    return Judged(child, parent, ALIKE, held, chance, SURE * held.rows)


def leads(option: Judged, taken: Mapping[ColumnAt, Judged]) -> bool:
    """Tell whether the key above refers, through others, to the one below."""
    at, seen = option.parent.at, set[ColumnAt]()
    while at in taken and at not in seen:
        seen.add(at)
        at = taken[at].parent.at
        if at == option.child.at:
            return True
    return False
