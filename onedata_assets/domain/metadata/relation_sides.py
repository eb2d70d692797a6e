"""The columns of all tables as ends of references: their names in words, heard in their source.

What all names of a source share says nothing (`source_habits.py`). How names are matched is in
`name_match.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from onedata_assets.domain.metadata.containment import ColumnAt, Values, kind_of
from onedata_assets.domain.metadata.glued_numbers import set_apart
from onedata_assets.domain.metadata.initials_names import MARKS, spelled
from onedata_assets.domain.metadata.key_evidence import GOOD_SINGLE
from onedata_assets.domain.metadata.keys import TableKeys
from onedata_assets.domain.metadata.name_beginnings import common_prefix, without_table
from onedata_assets.domain.metadata.name_sides import sides_of_names
from onedata_assets.domain.metadata.naming import Name, column_name, parts_of, split, table_name
from onedata_assets.domain.metadata.profiles import Place, TableProfile
from onedata_assets.domain.metadata.references import Side
from onedata_assets.domain.metadata.source_habits import Habits, habits_of
from onedata_assets.domain.metadata.table_prefixes import spelled_out

SHARED = 3
"""Tables that have a column of one name from which a key of it is no mere attribute."""


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
        source: habits_of(places, profiles, keys, values) for source, places in by_source.items()
    }
    return {
        place: list(_sides(profiles[place], keys[place], habits[place.source])) for place in keys
    }


def _sides(profile: TableProfile, keys: TableKeys, habits: Habits) -> Iterable[Side]:
    primary = keys.primary
    bare = without_table([each.name.removeprefix(habits.letter) for each in profile.columns])
    bare = [set_apart(each, habits.glued) for each in bare]
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
            _without_generic(
                spelled_out(column_name(name, prefix, marks), habits.prefixes), habits.generic
            ),
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
