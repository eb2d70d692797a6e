"""Keys of several columns beside the number of a row, told by tables that have all of them.

A run has its number, and tasks tell it by their workflow and the run's name. Which first columns
are a key is told in `key_combinations.py`, how far columns look like one in `keys.py`.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from onedata_assets.domain.metadata.about_table import about
from onedata_assets.domain.metadata.called_keys import Called, columns_called, has_values_of
from onedata_assets.domain.metadata.containment import kind_of
from onedata_assets.domain.metadata.key_combinations import differ, may_lead
from onedata_assets.domain.metadata.keys import KeyCandidate, TableKeys
from onedata_assets.domain.metadata.model import Evidence
from onedata_assets.domain.metadata.name_kinds import is_description
from onedata_assets.domain.metadata.naming import column_name
from onedata_assets.domain.metadata.profiles import ColumnProfile, Place, TableData, TableProfile

SIZES = (2, 3)
"""Columns of a key beside the number of a row."""

LEAST_TABLES = 2
"""Other tables that have the columns, from which these are referred to."""

MOST_TRIED = 6
"""Combinations of a table that are counted."""

MOST_TIMES = 5
"""Tables that have a moment of one name, from which it tells when rows were written."""

MOST_TABLES = 50
"""Tables that have a column of one name, from which it tells whose rows all of them are."""

SCORE = 0.3
"""What such a key is worth beside others: nothing but other tables speaks for it."""


def as_told_together(
    keys: Mapping[Place, TableKeys],
    profiles: Mapping[Place, TableProfile],
    tables: Mapping[Place, TableData],
) -> dict[Place, TableKeys]:
    """Return the keys with those of several columns that other tables of the source have too."""
    called = columns_called(keys, profiles)
    return {
        place: _with_told(its, profiles[place], tables[place], called)
        for place, its in keys.items()
    }


def _with_told(
    keys: TableKeys, profile: TableProfile, table: TableData, called: Called
) -> TableKeys:
    primary = keys.primary
    if primary is None or len(primary.columns) != 1:
        return keys
    known = [{*each.columns} for each in keys.candidates]
    (own,) = primary.columns
    told = [
        _candidate((whose, own), profile.rows, tables, told=True)
        for whose, tables in _told_of(profile, own, called)
        if {whose, own} not in known
    ]
    for columns, tables in _shared(profile, called):
        if any(each <= {*columns} for each in known):
            continue
        with about(keys.place):
            if differ(table.frame, columns, profile.rows):
                known.append({*columns})
                referred = tables >= LEAST_TABLES and all(map(_is_marked, columns))
                told.append(_candidate(columns, profile.rows, tables, told=referred))
    return replace(keys, candidates=(*keys.candidates, *told)) if told else keys


def _told_of(profile: TableProfile, key: str, called: Called) -> Iterator[tuple[str, int]]:
    """Yield what a row is of, if other tables call it by its table and tell that beside it.

    A province is told by its country and its name, though no two are called alike.
    """
    source, own = profile.place.source, profile.column(key)
    if not is_description(column_name(key)):
        return
    places = {
        place
        for place, its in called[source, profile.place.table.name.lower()].items()
        if place != profile.place and _could_refer(its, own)
    }
    for column in profile.columns:
        beside = called[source, column.name.lower()].items()
        tables = sum(place in places and _could_refer(its, column) for place, its in beside)
        of_several = not column.unique and column.nulls == 0 and column.name != key
        if tables >= LEAST_TABLES and of_several and kind_of(column) == "text":
            yield column.name, tables


def _shared(profile: TableProfile, called: Called) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the combinations that other tables have too, and how many, those of most first."""
    able = {each.name: each for each in profile.columns if _may_be_told(each, profile, called)}
    tables: dict[Place, list[str]] = defaultdict(list)
    for name, column in able.items():
        for place, other in called[profile.place.source, name.lower()].items():
            if place != profile.place and _could_refer(other, column):
                tables[place].append(name)
    times: dict[tuple[str, ...], int] = defaultdict(int)
    for shared, count in Counter(map(tuple, tables.values())).items():
        for size in SIZES:
            for each in itertools.combinations(shared, size):
                if any(map(_is_marked, each)):
                    times[each] += count
    order = sorted(times, key=lambda each: (len(each), -times[each], each))
    yield from ((each, times[each]) for each in order[:MOST_TRIED])


def _may_be_told(column: ColumnProfile, profile: TableProfile, called: Called) -> bool:
    name = column_name(column.name)
    times = len(called[profile.place.source, column.name.lower()])
    marked = name.marked and times <= MOST_TABLES
    told = marked or (column.is_time and times <= MOST_TIMES)
    return told and not name.generic and may_lead(column)


def _could_refer(column: ColumnProfile, part: ColumnProfile) -> bool:
    return kind_of(column) is not None and column.filled > 0 and has_values_of(column, part)


def _is_marked(column: str) -> bool:
    return column_name(column).marked


def _candidate(columns: Sequence[str], rows: int, tables: int, *, told: bool) -> KeyCandidate:
    said = Evidence(
        f"together different in all {rows} rows; other tables that have all of them: {tables}",
        f"组合在全部 {rows} 行中各不相同；另有 {tables} 张表同时含有这些列",
    )
    return KeyCandidate(tuple(columns), SCORE, nullable=False, evidence=(said,), told=told)
