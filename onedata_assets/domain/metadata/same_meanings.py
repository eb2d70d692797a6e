"""Columns of two sources whose values identify: an identity card is the same person in both.

Whatever the columns are called, one refers to the other if that has each value once and lacks few.
What a column means is recognised by scans (`recognition.py`) and comes with its table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from onedata_assets.domain.metadata.containment import ColumnAt, Values, common_kinds, contained
from onedata_assets.domain.metadata.counterparts import leads
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.name_match import NameMatch
from onedata_assets.domain.metadata.profiles import Place, TableData
from onedata_assets.domain.metadata.references import Judged, Side

SAME = NameMatch(1.0, "meaning")
LEAST = 0.75
"""The share of a column's values that the other source has: two sources are seldom in step."""

LEAST_VALUES = 10
ALIKE, MOST_TOLD = 0.7, 40
"""The chance that one such value of two sources is equal by accident, and values that count."""

SURE = 0.95
TRIED = 12
"""Keys, the largest, that are looked up for a column."""


def same_meanings(
    values: Values,
    columns: Iterable[Side],
    keys: Iterable[Side],
    taken: Mapping[ColumnAt, Judged],
    tables: Mapping[Place, TableData],
) -> dict[ColumnAt, Judged]:
    """Return the key of another source that has the values of each column that refers to nothing.

    Of two keys that hold each other the one with more rows is above, so that nothing goes in a
    circle.
    """
    above = _by_meaning(keys, tables)
    found: dict[ColumnAt, Judged] = {}
    for meaning, children in _by_meaning(columns, tables).items():
        able = sorted(above.get(meaning, ()), key=_rank)
        for child in children:
            if child.at not in taken:
                judged = [_judged(values, child, each) for each in _elsewhere(child, able)]
                options = [each for each in judged if each and not leads(each, taken)]
                best = max(options, key=_surest, default=None)
                if best is not None:
                    found[child.at] = best
    return _one_way(found)


def _one_way(found: Mapping[ColumnAt, Judged]) -> dict[ColumnAt, Judged]:
    """Return the references without those back to a table that refers here more surely.

    Policies refer to patients by their cards, so patients do not refer to policies by a phone.
    """
    surest: dict[tuple[Place, Place], tuple[float, float]] = {}
    for each in found.values():
        way = each.child.at.place, each.parent.at.place
        surest[way] = max(surest.get(way, (0.0, 0.0)), _surest(each))
    return {
        at: each
        for at, each in found.items()
        if surest.get((each.parent.at.place, each.child.at.place), (0.0, 0.0))
        <= surest[each.child.at.place, each.parent.at.place]
    }


def _by_meaning(
    columns: Iterable[Side], tables: Mapping[Place, TableData]
) -> dict[str, list[Side]]:
    """Return the columns by their meaning, of those that identify."""
    found: dict[str, list[Side]] = defaultdict(list)
    for each in columns:
        meaning = tables[each.at.place].meanings.get(each.at.column)
        known = meanings().get(meaning) if meaning else None
        if known and known.identifies and each.profile.distinct >= LEAST_VALUES:
            found[known.id].append(each)
    return found


def _rank(key: Side) -> tuple[int, ColumnAt]:
    return -key.profile.distinct, key.at


def _elsewhere(child: Side, keys: Sequence[Side]) -> list[Side]:
    """Return the keys of other sources, of those below none that holds fewer than a key itself."""
    able = [
        key
        for key in keys
        if key.at.place.source != child.at.place.source
        and common_kinds(child.profile, key.profile) is not None
        and (not child.profile.unique or _rank(key) < _rank(child))
    ]
    return able[:TRIED]


def _judged(values: Values, child: Side, key: Side) -> Judged | None:
    held = contained(values, (child.at, child.profile), (key.at, key.profile), least=LEAST)
    if held.values < LEAST:
        return None
    chance = ALIKE ** min(MOST_TOLD, held.distinct)
    return Judged(child, key, SAME, held, chance, SURE * held.rows)


def _surest(judged: Judged) -> tuple[float, float]:
    return judged.held.values, judged.held.coverage
