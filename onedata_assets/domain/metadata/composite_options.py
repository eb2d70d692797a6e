"""The columns of a table that may be the parts of a key of several columns, and how they fit.

A column may be a part if it is named for it. Where a part refers to another key, so may a column
that refers to the same one, and beside it a column that holds only values of the remaining part.
Whether the values are in the key together is verified in `composites.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from onedata_assets.domain.metadata.composite_parts import (
    BY_NAME,
    BY_ROLE,
    ITSELF,
    LEAST_NAME,
    LINKED,
    WITHIN,
    Fitting,
    named_for,
    numbers_rows,
    target_of,
)
from onedata_assets.domain.metadata.composite_values import part_kinds
from onedata_assets.domain.metadata.containment import ColumnAt, inside, kind_of
from onedata_assets.domain.metadata.name_index import NameIndex
from onedata_assets.domain.metadata.name_kinds import is_description
from onedata_assets.domain.metadata.name_match import FAIR_NAME, NOTHING, NameMatch, match
from onedata_assets.domain.metadata.person_names import Role, is_of_persons, role_of
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.references import Judged, Side
from onedata_assets.domain.metadata.word_match import same_words

Key = tuple[Place, tuple[str, ...]]
"""A key of several columns: its table and their names."""

LEAST_ABOVE = 3
"""Numbers of rows above others, so many that they are hardly there by accident."""

TRIED = 64
"""Ways to lay columns on a key that are looked at."""


def fitting_columns(
    sides: Mapping[Place, Sequence[Side]],
    composite: Mapping[Key, list[Side]],
    taken: Mapping[ColumnAt, Judged],
) -> dict[tuple[Key, Place], list[Fitting]]:
    """Return by key and table the columns that may be each part, where every part has one.

    The names are looked up, since few tables have a column for every part of a key.
    """
    found = _named_columns(sides, composite, taken)
    for pair, fitting in _linked_columns(sides, composite, taken).items():
        named = found.setdefault(pair, [[] for _ in fitting])
        for its, linked in zip(named, fitting, strict=True):
            known = {side.at for side, _ in its}
            its += [each for each in linked if each[0].at not in known]
    persons = {
        key
        for key in composite
        if is_of_persons(composite[key][0].table, [each.at.column for each in sides[key[0]]])
    }
    for (key, child), fitting in found.items():
        if key in persons:
            _add_persons(fitting, composite[key], sides[child], taken)
    return {pair: fitting for pair, fitting in sorted(found.items()) if all(fitting)}


def _add_persons(
    fitting: Sequence[Fitting],
    parts: Sequence[Side],
    columns: Sequence[Side],
    taken: Mapping[ColumnAt, Judged],
) -> None:
    """Add the columns that are called by a person's role to the number of persons of a company."""
    for part, named in zip(parts, fitting, strict=True):
        known = {each.at for each, name in named if name.how not in ("within", "role_word")}
        if part.at in taken:
            continue
        playing = [
            each
            for each in columns
            if role_of(each.name) >= (Role.PLAIN if each.profile.numeric else Role.MAYBE)
            and each.at not in known
            and each.at not in taken
            and not each.profile.unique
            and part_kinds(each.profile, part.profile) is not None
        ]
        its = {each.at for each in playing}
        named[:] = [each for each in named if each[0].at not in its]
        named += [(each, BY_ROLE) for each in playing]


def ways(fitting: Sequence[Fitting]) -> list[Fitting]:
    """Return the ways to lay a table's columns on the key, the plainest names first."""
    likely = [sorted(named, key=lambda each: (-each[1].score, each[0].at)) for named in fitting]
    laid = [
        list(way)
        for way in itertools.islice(itertools.product(*likely), TRIED)
        if len({child.at for child, _ in way}) == len(fitting)
        and sum(name == WITHIN for _, name in way) < 2
        and any(name != ITSELF for _, name in way)
    ]
    return sorted(laid, key=lambda way: -sum(name.score for _, name in way))


def _named_columns(
    sides: Mapping[Place, Sequence[Side]],
    composite: Mapping[Key, list[Side]],
    taken: Mapping[ColumnAt, Judged],
) -> dict[tuple[Key, Place], list[Fitting]]:
    parts = [(key, at) for key, its in composite.items() for at in range(len(its))]
    index = NameIndex([target_of(composite[key][at]) for key, at in parts])
    near = (
        (column, *parts[number])
        for columns in sides.values()
        for column in columns
        for number, _ in index.matches(column.name, column.table)
    )
    own = (
        (column, key, at)
        for key, at in parts
        for column in sides[key[0]]
        if column.at == composite[key][at].at
        or numbers_rows(composite[key][at], composite[key], taken)
    )
    found: dict[tuple[Key, Place], list[Fitting]] = {}
    for column, key, at in (*(each for each in near if each[0].at.place != each[1][0]), *own):
        part = composite[key][at]
        name = named_for(column, part)
        if name == NOTHING and _may_be_above(column, part, taken):
            name = WITHIN
        if (name.score >= LEAST_NAME or name == WITHIN) and part_kinds(
            column.profile, part.profile
        ) is not None:
            empty: list[Fitting] = [[] for _ in composite[key]]
            found.setdefault((key, column.at.place), empty)[at].append((column, name))
    return found


def _may_be_above(column: Side, part: Side, taken: Mapping[ColumnAt, Judged]) -> bool:
    """Tell whether a number that refers to nothing could be that of another row of its table."""
    its = column.profile
    return (
        column.at.place == part.at.place
        and column.name.marked
        and column.at not in taken
        and not its.unique
        and its.distinct >= LEAST_ABOVE
        and its.distinct < part.profile.distinct
        and kind_of(its) == kind_of(part.profile)
        and inside(its, part.profile)
    )


def _linked_columns(
    sides: Mapping[Place, Sequence[Side]],
    composite: Mapping[Key, list[Side]],
    taken: Mapping[ColumnAt, Judged],
) -> dict[tuple[Key, Place], list[Fitting]]:
    """Return by key and table the columns that refer to what a part of the key refers to.

    The parts that refer to nothing are numbers within those that do. Where all refer, and a column
    has the very name of one, the others mean their own things: a ticket of a team that a user works
    on tells of the team and of the user, not of a membership. But its member would be one.
    """
    referring: dict[ColumnAt, list[Side]] = {}
    for its in taken.values():
        referring.setdefault(its.parent.at, []).append(its.child)
    found: dict[tuple[Key, Place], list[Fitting]] = {}
    for key, parts in composite.items():
        parent = key[0]
        above = [taken[part.at].parent.at if part.at in taken else None for part in parts]
        tables = {each.at.place for at in above if at for each in referring[at]} - {parent}
        for child in tables:
            apart = None not in above and _has_a_part(sides[child], parts)
            if child.source == parent.source and not apart:
                found[key, child] = [
                    [*_called_so(part, child, referring), *_within(part, sides[child], taken)]
                    if at is None
                    else [(each, LINKED) for each in referring[at] if each.at.place == child]
                    for part, at in zip(parts, above, strict=True)
                ]
    return found


def _has_a_part(columns: Sequence[Side], parts: Sequence[Side]) -> bool:
    """Tell whether a column has the name of a part, and none that of what the key's rows are."""
    names, rows = {part.name for part in parts}, parts[0].table[-1:]
    called = any(each.name.marked and each.name.words[-1:] == rows for each in columns)
    return not called and any(each.name in names and not each.name.generic for each in columns)


def _called_so(
    part: Side, child: Place, referring: Mapping[ColumnAt, Sequence[Side]]
) -> list[tuple[Side, NameMatch]]:
    """Return the columns of a table that refer to the part alone: a province by its name."""
    its = referring.get(part.at, ()) if part.primary else ()
    return [(each, BY_NAME) for each in its if each.at.place == child]


def _within(
    part: Side, columns: Sequence[Side], taken: Mapping[ColumnAt, Judged]
) -> list[tuple[Side, NameMatch]]:
    """Return the columns that refer to nothing and whose ends lie within those of a part."""
    return [
        (each, name if name.score >= FAIR_NAME else WITHIN)
        for each in columns
        if each.at not in taken
        and not each.profile.unique
        and not is_description(each.name)
        and not _numbers_its_own(each)
        and each.profile.distinct <= part.profile.distinct
        and kind_of(each.profile) is not None
        and kind_of(each.profile) == kind_of(part.profile)
        and inside(each.profile, part.profile)
        for name in [match(each.name, each.table, target_of(part))]
    ]


def _numbers_its_own(column: Side) -> bool:
    """Tell whether a column is named for its table's rows: the diagnosis_no of a diagnosis."""
    return column.name.marked and same_words(column.name.words, column.table)[0] >= FAIR_NAME
