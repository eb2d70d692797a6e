"""Which of the tables or columns that are gone seem to be among the new ones under another name."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from onedata_assets.domain.metadata.column_likeness import Likeness
from onedata_assets.domain.metadata.model import Column, Table

SAME_COLUMNS = 0.7
"""Two tables are one that was renamed if so many of all their columns are in both."""
FEW_COLUMNS = 2
"""Tables of so few columns are alike by chance: their names must be, too."""
SAME_NAME = 0.6
ALIKE, UNLIKE = 0.8, 0.5
"""Values that are so much alike are of one column; those that are less alike are of two."""
MOST_PAIRS = 40_000
"""Beyond so many pairs a schema was replaced, and nothing was renamed."""

T = TypeVar("T", bound=Hashable)


def renamed_tables(gone: Sequence[Table], new: Sequence[Table]) -> list[tuple[Table, Table]]:
    """Return pairs of an old and a new table that are alike, each in one pair at most."""
    return _pairs(gone, new, _alike_tables)


def renamed_columns(
    old: Table, new: Table, likeness: Likeness | None = None
) -> list[tuple[Column, Column]]:
    """Return pairs of an old and a new column that are alike, each in one pair at most.

    They are of one type, and their names are alike, or their place is the same and their values
    do not say otherwise, or they stand between the same columns with values that are alike.
    """
    names_old = [each.name for each in old.columns]
    names_new = [each.name for each in new.columns]
    both = set(names_old) & set(names_new)
    gone = [each for each in old.columns if each.name not in both]
    added = [each for each in new.columns if each.name not in both]
    places_old, places_new = _places(names_old, both), _places(names_new, both)
    same_width = len(names_old) == len(names_new)

    def alike(was: Column, now: Column) -> float:
        if (was.type, was.family) != (now.type, now.family):
            return 0
        here, there = places_old[was.name], places_new[now.name]
        in_place = here == there
        in_place |= same_width and names_old.index(was.name) == names_new.index(now.name)
        ratio = similarity(was.name, now.name)
        values = likeness(old.name, was.name, new.name, now.name) if likeness else None
        if ratio < SAME_NAME and values is not None and values < UNLIKE:
            return 0
        is_same = here[:2] == there[:2] and values is not None and values >= ALIKE
        score = ratio + in_place + (values or 0)
        return score if in_place or is_same or ratio >= SAME_NAME else 0

    return _pairs(gone, added, alike)


Place = tuple[str, str, int, int]
"""The columns before and behind that stay, how many come and go between them, and which it is."""


def _places(names: Sequence[str], stay: set[str]) -> dict[str, Place]:
    """Return where the columns stand that do not stay."""
    places: dict[str, Place] = {}
    before, between = "", list[str]()
    for name in [*names, ""]:
        if name and name not in stay:
            between.append(name)
            continue
        places |= {each: (before, name, len(between), at) for at, each in enumerate(between)}
        before, between = name, []
    return places


def similarity(one: str, other: str) -> float:
    """Return from 0 to 1 how alike two names are, case aside."""
    return SequenceMatcher(None, one.lower(), other.lower()).ratio()


def _alike_tables(was: Table, now: Table) -> float:
    one = {(each.name, each.family) for each in was.columns}
    other = {(each.name, each.family) for each in now.columns}
    shared = len(one & other) / (len(one | other) or 1)
    by_name = similarity(str(was.name), str(now.name))
    few = max(len(one), len(other)) <= FEW_COLUMNS
    if was.kind is not now.kind or shared < SAME_COLUMNS or (few and by_name < SAME_NAME):
        return 0
    return shared + by_name


def _pairs(
    gone: Sequence[T], new: Sequence[T], alike: Callable[[T, T], float]
) -> list[tuple[T, T]]:
    """Return the most alike pairs first, each thing in one."""
    if len(gone) * len(new) > MOST_PAIRS:
        return []
    scored = [(-alike(was, now), i, j) for i, was in enumerate(gone) for j, now in enumerate(new)]
    pairs: list[tuple[T, T]] = []
    used_old: set[int] = set()
    used_new: set[int] = set()
    for score, i, j in sorted(scored):
        if score < 0 and i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            pairs.append((gone[i], new[j]))
    return pairs
