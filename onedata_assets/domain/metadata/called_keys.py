"""The key of each table that other tables call their columns by, where another seemed likelier.

A piece of equipment has its number (`sbbh`) and that of its maker. Which of the two stands for it
is told by columns of other tables. How far a column looks like a key by itself is in `keys.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from onedata_assets.domain.metadata.containment import inside, kind_of
from onedata_assets.domain.metadata.keys import KeyCandidate, TableKeys
from onedata_assets.domain.metadata.naming import column_name
from onedata_assets.domain.metadata.profiles import ColumnProfile, Place, TableProfile

LEAST_CALLED = 2
"""Other tables that have columns of its name, from which a key stands for its rows."""

Called = Mapping[tuple[str, str], Mapping[Place, ColumnProfile]]
"""The columns of each name, in small letters, by their tables: of every source its own."""


def as_called(
    keys: Mapping[Place, TableKeys], profiles: Mapping[Place, TableProfile]
) -> dict[Place, TableKeys]:
    """Return the keys, first the one whose name other tables of the source have for references."""
    called = columns_called(keys, profiles)
    return {place: _first(its, profiles[place], called) for place, its in keys.items()}


def columns_called(places: Iterable[Place], profiles: Mapping[Place, TableProfile]) -> Called:
    """Return the columns of tables by what they are called."""
    called: dict[tuple[str, str], dict[Place, ColumnProfile]] = defaultdict(dict)
    for place in places:
        for column in profiles[place].columns:
            called[place.source, column.name.lower()][place] = column
    return called


def _first(keys: TableKeys, profile: TableProfile, called: Called) -> TableKeys:
    now = keys.primary.columns if keys.primary else ()
    if len(now) != 1 or len(called[keys.place.source, now[0].lower()]) > 1:
        return keys
    able = [
        each
        for each in keys.candidates
        if len(each.columns) == 1 and not each.nullable and _is_called(each, profile, called)
    ]
    return replace(keys, candidates=tuple(_led_by(able[0], keys.candidates))) if able else keys


def _is_called(key: KeyCandidate, profile: TableProfile, called: Called) -> bool:
    """Tell whether columns of other tables, no keys there, have its name and values like its."""
    column = profile.column(key.columns[0])
    named = called[profile.place.source, column.name.lower()].items()
    others = [each for place, each in named if place != profile.place]
    return (
        not column_name(column.name).generic
        and len(others) >= LEAST_CALLED
        and all(each.filled and not each.unique and has_values_of(each, column) for each in others)
    )


def has_values_of(column: ColumnProfile, key: ColumnProfile) -> bool:
    """Tell whether a column has no more values than a key, and none beyond its ends."""
    alike = kind_of(column) == kind_of(key) and column.distinct <= key.distinct
    return alike and inside(column, key)


def _led_by(key: KeyCandidate, candidates: Iterable[KeyCandidate]) -> Iterable[KeyCandidate]:
    yield replace(key, primary=True)
    yield from (replace(each, primary=False) for each in candidates if each is not key)
