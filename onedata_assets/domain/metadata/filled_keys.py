"""Persons given to columns of numbers that no name tells of one: by their role, or as filled.

Small numbers are in every key of running numbers. But a name like `signed_by` is of a person, and
rows that refer to one of 120 lawyers, in whatever role, have numbers from 1 to 120 and no other,
spread over all of them. Keys of other things are in `lone_keys.py`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onedata_assets.domain.metadata.accident import is_dense
from onedata_assets.domain.metadata.containment import ColumnAt, kind_of
from onedata_assets.domain.metadata.key_options import Option
from onedata_assets.domain.metadata.key_runs import KeyRun
from onedata_assets.domain.metadata.linked_sources import hang_together
from onedata_assets.domain.metadata.name_kinds import is_count, is_description
from onedata_assets.domain.metadata.name_match import NameMatch
from onedata_assets.domain.metadata.person_names import Role, is_of_persons, may_play, role_of
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.references import Judged, Side, is_told

FILLED = NameMatch(0.6, "filled")
PERSON = NameMatch(0.75, "person")

MAGNITUDES = 9.0
"""Counts end anywhere from 1 to 10,000, as often in each part of it that is e times the last."""

UNLIKELY = 0.02
"""How unlikely it is that a count ends where one of the keys of its source does."""

LEAST_FILLED = 30
"""A key of fewer numbers is filled by months, days and grades too."""

SPREAD = 0.85
"""The share of the different values that rows which refer to any of the keys alike would have."""

UNUSUAL, LEAST_DRAWN = 0.01, 5
"""How seldom rows that refer to any of the keys alike end so far from their ends."""

MAYBE_UNLIKELY = 0.2
"""The same where a column's name may be that of a person."""

AS_LIKELY = 20.0
"""How much likelier a smaller key of persons is than the next, by how many values are in it."""

MOST_ROLES = 3
"""Columns of a table that play roles which no word tells; more are measurements of one scale."""

FLAGS = 3
"""Fewer different values are flags (smoker: 1 or 2), unless they fill half of the key."""


@dataclass(frozen=True)
class _Run(KeyRun):
    persons: bool = False


def filled_options(
    columns: Sequence[Side], keys: Iterable[Side], judged: Mapping[ColumnAt, Sequence[Judged]]
) -> dict[ColumnAt, Option]:
    """Return the persons that each column refers to by the role it is called by, or fills."""
    called = columns_of(columns)
    together = hang_together(called, judged)
    runs: dict[str, list[_Run]] = {}
    for key in keys:
        run = _run(key, called)
        if run is None or key.at.place.source not in together:
            continue
        if not any(map(_is_some_of, judged.get(key.at, ()))):
            runs.setdefault(key.at.place.source, []).append(run)
    found: dict[ColumnAt, Option] = {}
    for column in columns:
        own = runs.get(column.at.place.source, [])
        if any(run.persons for run in own) and _is_open(column, judged.get(column.at, ())):
            option = _option(column, own)
            if option is not None:
                found[column.at] = option
    return _without_features(found)


def _is_some_of(judged: Judged) -> bool:
    """Tell whether a key is that of more rows: accounts have the numbers of their employees."""
    key, other = judged.child.profile, judged.parent.profile
    more = other.distinct > key.distinct and (other.low, other.high) == (key.low, key.high)
    return judged.accepted and judged.held.values == 1.0 and more


def _without_features(found: Mapping[ColumnAt, Option]) -> dict[ColumnAt, Option]:
    """Return the options without those of tables many of whose columns fill one key alike."""
    filling = Counter((at.place, each.key.at) for at, each in found.items() if each.name == FILLED)
    return {
        at: each
        for at, each in found.items()
        if each.name != FILLED or filling[at.place, each.key.at] <= MOST_ROLES
    }


def columns_of(columns: Iterable[Side]) -> dict[Place, list[str]]:
    """Return what the columns of each table are called."""
    called: dict[Place, list[str]] = {}
    for each in columns:
        called.setdefault(each.at.place, []).append(each.at.column)
    return called


def _run(key: Side, called: Mapping[Place, Sequence[str]]) -> _Run | None:
    able = key.primary and key.profile.numeric and is_dense(key.profile)
    run = KeyRun.of(key) if able else None
    if run is None:
        return None
    return _Run(key, run.low, run.high, is_of_persons(key.table, called[key.at.place]))


def _is_open(column: Side, judged: Iterable[Judged]) -> bool:
    """Tell whether a column of numbers may refer to something, and no name tells to what."""
    return (
        column.profile.numeric
        and kind_of(column.profile) == "number"
        and not column.primary
        and not (column.profile.unique and is_dense(column.profile))
        and not column.name.generic
        and not is_count(column.name, column.at.column)
        and not is_description(column.name)
        and not any(map(is_told, judged))
    )


def _option(column: Side, runs: Sequence[_Run]) -> Option | None:
    """Return the smallest key that holds a column, if it is of persons and one of them is told."""
    holding = sorted(
        (run for run in runs if run.left(column) is not None),
        key=lambda run: (run.size, run.key.at),
    )
    persons = [run for run in holding if run.persons and may_play(column.name, run.key.table)]
    if not persons:
        return None
    role, first = role_of(column.name), persons[0]
    if role and _is_the_one(column, persons) and _may_be(column, first, runs, role):
        return Option(first.key, PERSON)
    filled = first is holding[0] and first.key.at.place != column.at.place
    if filled and not column.name.marked and _fills(column, first, runs):
        return Option(first.key, FILLED)
    return None


def _fills(column: Side, run: _Run, runs: Sequence[_Run]) -> bool:
    """Tell whether values are as many and as spread as those of rows that refer to all keys."""
    rows = column.profile.filled
    if rows < run.size:
        return False
    expected = run.size * (1 - math.exp(-rows / run.size))
    spread = not column.profile.unique and column.profile.distinct >= SPREAD * expected
    return run.size >= LEAST_FILLED and spread and _chance(column, run, runs) <= UNLIKELY


def _chance(column: Side, run: _Run, runs: Sequence[_Run]) -> float:
    """Return how likely a count would end as near to the end of any key as the column does."""
    return len(runs) * ((run.left(column) or 0) + 1) / run.size / MAGNITUDES


def _is_the_one(column: Side, persons: Sequence[_Run]) -> bool:
    """Tell whether the smallest key of persons is far likelier than the next by its values."""
    if len(persons) == 1:
        return True
    more = math.log(persons[1].size / persons[0].size)
    return more * column.profile.distinct >= math.log(AS_LIKELY)


def _may_be(column: Side, run: _Run, runs: Sequence[_Run], role: Role) -> bool:
    """Tell whether values are no flags and, where the name may be of a thing, end as the key."""
    distinct = column.profile.distinct
    if distinct < FLAGS and 2 * distinct < run.size:
        return False
    reach = 1 - (run.left(column) or 0) / run.size
    as_drawn = reach**column.profile.filled >= UNUSUAL and distinct >= LEAST_DRAWN
    return role is Role.PLAIN or as_drawn or _chance(column, run, runs) <= MAYBE_UNLIKELY
