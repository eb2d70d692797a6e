"""The columns of a table that may be the parts of a key of several columns, and how they fit.

A column may be a part if it is named for it. Where a part refers to another key, so may a column
that refers to the same one, and beside it a column that holds only values of the remaining part.
Whether the values are in the key together is verified in `composites.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from onedata_assets.domain.metadata.composite_values import part_kinds
from onedata_assets.domain.metadata.containment import ColumnAt, inside, kind_of
from onedata_assets.domain.metadata.name_index import NameIndex
from onedata_assets.domain.metadata.name_kinds import is_description
from onedata_assets.domain.metadata.name_match import FAIR_NAME, NameMatch, Target, match
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.references import Judged, Side
from onedata_assets.domain.metadata.word_match import same_words

LEAST_NAME = 0.75
"""How plainly each column must be named: columns of any two tables fit together otherwise."""

TRIED = 64
"""Ways to lay columns on a key that are looked at."""

LINKED, WITHIN = NameMatch(LEAST_NAME, "linked"), NameMatch(0.4, "within")
"""What it says that a column refers to what a part refers to, and that it could be the last one."""

Key = tuple[Place, tuple[str, ...]]
"""A key of several columns: its table and their names."""

Fitting = list[tuple[Side, NameMatch]]
"""Columns with what their names say of a part of a key."""


def fitting_columns(
    sides: Mapping[Place, Sequence[Side]],
    composite: Mapping[Key, list[Side]],
    taken: Mapping[ColumnAt, Judged],
) -> dict[tuple[Key, Place], list[Fitting]]:
    """Return by key and table the columns that may be each part, where every part has one.

    The names are looked up, since few tables have a column for every part of a key.
    """
    found = _named_columns(sides, composite)
    for pair, fitting in _linked_columns(sides, composite, taken).items():
        named = found.setdefault(pair, [[] for _ in fitting])
        for its, linked in zip(named, fitting, strict=True):
            known = {side.at for side, _ in its}
            its += [each for each in linked if each[0].at not in known]
    return {pair: fitting for pair, fitting in sorted(found.items()) if all(fitting)}


def ways(fitting: Sequence[Fitting]) -> list[Fitting]:
    """Return the ways to lay a table's columns on the key, the plainest names first."""
    likely = [sorted(named, key=lambda each: (-each[1].score, each[0].at)) for named in fitting]
    laid = [
        list(way)
        for way in itertools.islice(itertools.product(*likely), TRIED)
        if len({child.at for child, _ in way}) == len(fitting)
        and sum(name == WITHIN for _, name in way) < 2
    ]
    return sorted(laid, key=lambda way: -sum(name.score for _, name in way))


def is_plain(way: Fitting) -> bool:
    """Tell whether each column is named for its part."""
    return all(name.how in ("column", "role") and name.score >= LEAST_NAME for _, name in way)


def is_of_one_list(option: Fitting, parts: Sequence[Side]) -> bool:
    """Tell whether a key is of pairs of one list (`drug_1`, `drug_2`), whose names columns lack."""
    lists = {tuple(word for word in part.name.words if not word.isdigit()) for part in parts}
    return len(lists) == 1 and any(name.score < 1.0 for _, name in option)


def has_a_role(option: Fitting, parts: Sequence[Side]) -> bool:
    """Tell whether all columns are named for their parts with the same role: to_ward and to_bed."""
    roles = set()
    for (column, _), part in zip(option, parts, strict=True):
        own, its = column.name.joined, part.name.joined
        roles.add(own.removesuffix(its) if own.endswith(its) else "")
    return len(roles) == 1 and roles != {""}


def _named_columns(
    sides: Mapping[Place, Sequence[Side]], composite: Mapping[Key, list[Side]]
) -> dict[tuple[Key, Place], list[Fitting]]:
    parts = [(key, at) for key, its in composite.items() for at in range(len(its))]
    index = NameIndex([_target(composite[key][at]) for key, at in parts])
    found: dict[tuple[Key, Place], list[Fitting]] = {}
    for child, columns in sides.items():
        for column in columns:
            for number, _ in index.matches(column.name, column.table):
                key, at = parts[number]
                part = composite[key][at]
                name = _named(column, part)
                if (
                    child == part.at.place
                    or name.score < LEAST_NAME
                    or part_kinds(column.profile, part.profile) is None
                ):
                    continue
                empty: list[Fitting] = [[] for _ in composite[key]]
                found.setdefault((key, child), empty)[at].append((column, name))
    return found


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
                    _within(part, sides[child], taken)
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
        for name in [match(each.name, each.table, _target(part))]
    ]


def _numbers_its_own(column: Side) -> bool:
    """Tell whether a column is named for its table's rows: the diagnosis_no of a diagnosis."""
    return column.name.marked and same_words(column.name.words, column.table)[0] >= FAIR_NAME


def _target(part: Side) -> Target:
    """Return a part of a key as a name's target: it is no key of its table."""
    return Target(("", *part.table), part.name)


def _named(child: Side, part: Side) -> NameMatch:
    """Return how far a column is named as a part of the key."""
    if child.name == part.name and not part.name.generic:
        return NameMatch(1.0, "column")
    own = match(child.name, child.table, _target(part))
    return own if own.how in ("column", "role") else NameMatch(0.0, "none")
