"""References between all tables but those for which the search fails, which are told.

The search itself is in `domain/metadata/relations.py`; `source_relations.py` keeps what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onedata_resources.clients.catalog_problems import failures_told, unforeseen
from onedata_resources.errors import is_failure

if TYPE_CHECKING:
    from onedata_assets.domain.metadata.keys import TableKeys
    from onedata_assets.domain.metadata.profiles import Place, TableData, TableProfile
    from onedata_assets.domain.metadata.relation_model import Relations
    from onedata_assets.domain.metadata.structure import Problem


@dataclass(frozen=True)
class Sought:
    """What was found, and the tables that it was sought in; the others could not be looked at."""

    found: Relations
    tables: Mapping[Place, TableData]
    profiles: Mapping[Place, TableProfile]


def sought(tables: Mapping[Place, TableData], problems: list[Problem]) -> Sought:
    """Return what is found in tables, without those for which that fails: problems tell them.

    A search that fails is begun again without the table that it failed for. Where the error does
    not tell which that is, it is the last one of the fewest, in their order, that fail.
    """
    from onedata_assets.domain.metadata.about_table import about_of
    from onedata_assets.domain.metadata.keys import find_keys
    from onedata_assets.domain.metadata.profiles import profile
    from onedata_assets.domain.metadata.relations import find_relations

    profiles: dict[Place, TableProfile] = {}
    keys: dict[Place, TableKeys] = {}
    for place, data in tables.items():
        with failures_told(place.table, problems):
            profiles[place] = profile(data)
            keys[place] = find_keys(data, profiles[place])

    def search(places: Sequence[Place]) -> Relations:
        return find_relations([tables[place] for place in places], profiles, keys)

    able = sorted(keys)
    while isinstance(found := _tried(search, able), BaseException):
        wrong, error = about_of(found), found
        if wrong not in able:
            wrong, error = _first_that_fails(search, able, found)
        problems.append(unforeseen(wrong.table, error))
        able.remove(wrong)
    return Sought(found, {place: tables[place] for place in able}, profiles)


Search = Callable[[Sequence["Place"]], "Relations"]


def _tried(search: Search, places: Sequence[Place]) -> Relations | BaseException:
    try:
        return search(places)
    except BaseException as error:
        if not is_failure(error) or not places:
            raise
        return error


def _first_that_fails(
    search: Search, places: Sequence[Place], failed: BaseException
) -> tuple[Place, BaseException]:
    """Return the first table with which, and those before it, the search fails, and how."""
    low, high = 0, len(places)
    while high - low > 1:
        middle = (low + high) // 2
        found = _tried(search, places[:middle])
        if isinstance(found, BaseException):
            high, failed = middle, found
        else:
            low = middle
    return places[high - 1], failed
