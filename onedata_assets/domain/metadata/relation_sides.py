"""The columns of all tables as ends of references: their names in words, heard in their source.

What all names of a source share says nothing: a mark that its keys are called by, the beginning of
its tables' names, a letter before every column. How names are matched is in `name_match.py`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onedata_assets.domain.metadata.accident import is_dense
from onedata_assets.domain.metadata.containment import (
    ColumnAt,
    Values,
    common_kinds,
    contained,
    kind_of,
)
from onedata_assets.domain.metadata.initials_names import (
    MARKS,
    is_in_initials,
    numbers_of,
    spelled,
    stem_of,
)
from onedata_assets.domain.metadata.key_evidence import GOOD_SINGLE
from onedata_assets.domain.metadata.keys import TableKeys
from onedata_assets.domain.metadata.name_beginnings import (
    common_prefix,
    shared_letter,
    shared_prefix,
    without_table,
)
from onedata_assets.domain.metadata.name_sides import sides_of_names
from onedata_assets.domain.metadata.naming import Name, column_name, parts_of, split, table_name
from onedata_assets.domain.metadata.profiles import ColumnProfile, Place, TableProfile
from onedata_assets.domain.metadata.references import Side
from onedata_assets.domain.metadata.word_match import same_word

MANY = 3
"""Tables whose keys are called alike from which their name is only a mark."""

COMPARED = 8
"""Keys of one name that are compared with the largest of them."""

SHARED = 3
"""Tables that have a column of one name from which a key of it is no mere attribute."""


@dataclass(frozen=True)
class _Habits:
    """What the names of a source share, and how often its columns are called each way."""

    marks: frozenset[str]
    prefix: str | None
    letter: str
    stems: frozenset[str] | None
    numbers: Mapping[str, str]
    generic: frozenset[tuple[str, ...]]
    tables: Mapping[tuple[str, ...], int]
    alike: Mapping[tuple[str, ...], int]
    called: Mapping[tuple[Name, str | None], int]


def sides_of(
    profiles: Mapping[Place, TableProfile],
    keys: Mapping[Place, TableKeys],
    values: Values,
) -> dict[Place, list[Side]]:
    """Return every column with its name in words, by table in the order of the keys.

    The values of few keys are read: of those that many tables of a source call by the same word.
    """
    by_source: dict[str, list[Place]] = defaultdict(list)
    for place in keys:
        by_source[place.source].append(place)
    habits = {
        source: _habits(places, profiles, keys, values) for source, places in by_source.items()
    }
    return {
        place: list(_sides(profiles[place], keys[place], habits[place.source])) for place in keys
    }


def _habits(
    places: list[Place],
    profiles: Mapping[Place, TableProfile],
    keys: Mapping[Place, TableKeys],
    values: Values,
) -> _Habits:
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

    return _Habits(
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
    )


def _sides(profile: TableProfile, keys: TableKeys, habits: _Habits) -> Iterable[Side]:
    primary = keys.primary
    bare = without_table([each.name.removeprefix(habits.letter) for each in profile.columns])
    marks = habits.marks
    if habits.stems is not None:
        bare, marks = (
            [spelled(each, habits.stems, habits.numbers) for each in bare],
            marks.union(MARKS),
        )
    stems = sides_of_names(bare)
    bare = ["_".join(stems[each]) if each in stems else each for each in bare]
    prefix = common_prefix(bare)
    called = profile.place.table.name
    table = table_name(called, habits.prefix)
    if len(table) > 1 and table[-1:] in habits.generic:  # customer_entity
        table = table[:-1]
    if habits.tables[table_name(called)] > 1:  # CF01 and CF02 are two things, as are many and one
        digits = (each for each in split(called) if each.isdigit())
        are_many = habits.alike[split(called)] > 1 and parts_of(called) != list(split(called))
        table = (*table, *digits, *(["s"] if are_many else ()))
    weak = primary is None or primary.score < GOOD_SINGLE
    for column, name in zip(profile.columns, bare, strict=True):
        times = habits.called.get((column_name(column.name), kind_of(column)), 0)
        yield Side(
            ColumnAt(profile.place, column.name),
            column,
            _without_generic(column_name(name, prefix, marks), habits.generic),
            table,
            primary=primary is not None and primary.columns == (column.name,),
            shared=weak and times >= SHARED,
            whole=split(called),
        )


def _without_generic(name: Name, generic: frozenset[tuple[str, ...]]) -> Name:
    """Return a name without the words that keys of many things are called by: `order_inter_id`."""
    ends = (name.words[at:] for at in range(len(name.words)))
    end = next((each for each in ends if each in generic), ())
    return replace(name, words=name.words[: -len(end)]) if end and name.marked else name


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
