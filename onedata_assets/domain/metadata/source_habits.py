"""What all names of a source share, so that it says nothing: marks, beginnings, words of keys.

How the columns of each table are named without that is in `relation_sides.py`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onedata_assets.domain.metadata.accident import is_dense
from onedata_assets.domain.metadata.containment import (
    ColumnAt,
    Values,
    common_kinds,
    contained,
    kind_of,
)
from onedata_assets.domain.metadata.glued_numbers import glued_numbers
from onedata_assets.domain.metadata.initials_names import is_in_initials, numbers_of, stem_of
from onedata_assets.domain.metadata.keys import TableKeys
from onedata_assets.domain.metadata.name_beginnings import shared_letter, shared_prefix
from onedata_assets.domain.metadata.naming import Name, column_name, split, table_name
from onedata_assets.domain.metadata.profiles import ColumnProfile, Place, TableProfile
from onedata_assets.domain.metadata.table_prefixes import prefixes_of
from onedata_assets.domain.metadata.word_match import same_word

MANY = 3
"""Tables whose keys are called alike from which their name is only a mark."""

COMPARED = 8
"""Keys of one name that are compared with the largest of them."""


@dataclass(frozen=True)
class Habits:
    """What the names of a source share, and how often its columns are called each way.

    `prefixes` are the tables by the letters that only their columns begin with, `glued` the marks
    that its keys are written in one with.
    """

    marks: frozenset[str]
    prefix: str | None
    letter: str
    stems: frozenset[str] | None
    numbers: Mapping[str, str]
    generic: frozenset[tuple[str, ...]]
    tables: Mapping[tuple[str, ...], int]
    alike: Mapping[tuple[str, ...], int]
    called: Mapping[tuple[Name, str | None], int]
    prefixes: Mapping[str, tuple[str, ...]]
    glued: tuple[str, ...]


def habits_of(
    places: list[Place],
    profiles: Mapping[Place, TableProfile],
    keys: Mapping[Place, TableKeys],
    values: Values,
) -> Habits:
    """Return what the names of a source's tables share; the values of few keys are read."""
    columns = [each for place in places for each in profiles[place].columns]
    named = ((column_name(each.name), kind_of(each)) for each in columns)
    letter = shared_letter(each.name for each in columns)
    primaries = [
        ColumnAt(place, its.columns[0])
        for place in places
        if (its := keys[place].primary) is not None and len(its.columns) == 1
    ]
    marks = _marks([at.column for at in primaries], places, columns)

    def differ(called: Iterable[ColumnAt]) -> bool:
        return not _are_shared(
            [(at, profiles[at.place].column(at.column)) for at in called], values
        )

    return Habits(
        frozenset(
            each for each in marks if differ(at for at in primaries if split(at.column) == (each,))
        ),
        shared_prefix(place.table.name for place in places),
        letter,
        _stems((at.column for at in primaries), columns),
        numbers_of(at.column for at in primaries),
        frozenset(
            words for words, called in _named_alike(primaries, letter).items() if differ(called)
        ),
        Counter(table_name(place.table.name) for place in places),
        Counter(split(place.table.name) for place in places),
        Counter(each for each in named if each[0].words),
        prefixes_of(
            {each.table.name: [its.name for its in profiles[each].columns] for each in places}
        ),
        glued_numbers(at.column for at in primaries),
    )


def _stems(primaries: Iterable[str], columns: Iterable[ColumnProfile]) -> frozenset[str] | None:
    """Return what keys are of that are called by initials; None if the source has other names."""
    if not is_in_initials(each.name for each in columns):
        return None
    return frozenset(stem for name in primaries if (stem := stem_of(name)))


def _marks(
    primaries: Iterable[str], places: Iterable[Place], columns: Iterable[ColumnProfile]
) -> frozenset[str]:
    """Return the words that the keys of many tables of a source are called by, like `id`.

    A word with a mark at its end (`rowid`) is one if nothing but keys is called so.
    """
    tables = {table_name(place.table.name) for place in places}
    used = Counter(split(column) for column in primaries if len(split(column)) == 1)
    repeated = {split(each.name) for each in columns if not each.unique}
    return frozenset(
        words[0]
        for words, times in used.items()
        if times >= MANY
        and (name := column_name(words[0])).words
        and name.words not in tables
        and (not name.marked or words not in repeated)
    )


def _named_alike(
    primaries: Iterable[ColumnAt], letter: str
) -> Mapping[tuple[str, ...], list[ColumnAt]]:
    """Return the keys of each name with a mark that many tables call theirs by: `entity_id`.

    What few of them are called by their last words is not one: items of all kinds are rows of
    `item`, and tell more of it.
    """
    called: dict[tuple[str, ...], list[ColumnAt]] = defaultdict(list)
    tables = []
    for at in primaries:
        name = column_name(at.column.removeprefix(letter))
        tables.append(table_name(at.place.table.name))
        if name.marked and name.words:
            called[name.words].append(at)
    return {
        words: its
        for words, its in called.items()
        if len(its) >= MANY and not _is_of_few(words, tables, len(its))
    }


def _is_of_few(words: tuple[str, ...], tables: Sequence[tuple[str, ...]], keys: int) -> bool:
    """Tell whether a table is called by the words, or few of those whose keys are end with them."""
    named = sum(_ends_with(each, words) for each in tables)
    return words in tables or named == 1 or 0 < 2 * named < keys


def _ends_with(table: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return len(table) >= len(words) and all(map(same_word, table[-len(words) :], words))


def _are_shared(called: list[tuple[ColumnAt, ColumnProfile]], values: Values) -> bool:
    """Tell whether keys that are called alike are of the same things, of persons and staff.

    Most of them are then in the largest, which is no run of numbers.
    """
    called.sort(key=lambda each: (-each[1].distinct, each[0]))
    largest, others = called[0], called[1 : 1 + COMPARED]
    if is_dense(largest[1]):
        return False
    within = [
        each
        for each in others
        if common_kinds(each[1], largest[1])
        and contained(values, each, largest, least=1.0).values == 1.0
    ]
    return 2 * len(within) >= len(others)
