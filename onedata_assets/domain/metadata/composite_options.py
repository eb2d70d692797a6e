"""The tables whose columns are named for the parts of a key of several columns, and how they fit.

Whether the values are in the key is verified in `composites.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from onedata_assets.domain.metadata.containment import common_kinds
from onedata_assets.domain.metadata.name_index import NameIndex
from onedata_assets.domain.metadata.name_match import NameMatch, Target, match
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.references import Side

LEAST_NAME = 0.8
"""How plainly each column must be named: columns of any two tables fit together otherwise."""

TRIED = 64
"""Ways to lay columns on a key that are looked at."""

Fitting = list[tuple[Side, NameMatch]]
"""Columns with what their names say of a part of a key."""


def fitting_columns(
    sides: Mapping[Place, Sequence[Side]], composite: Mapping[Place, list[Side]]
) -> dict[tuple[Place, Place], list[Fitting]]:
    """Return by key and table the columns that are named for each part, where every part has one.

    The names are looked up, since few tables have a column for every part of a key.
    """
    parts = [(place, at) for place, its in composite.items() for at in range(len(its))]
    index = NameIndex([_target(composite[place][at]) for place, at in parts])
    found: dict[tuple[Place, Place], list[Fitting]] = {}
    for child, columns in sides.items():
        for column in columns:
            for number, _ in index.matches(column.name, column.table):
                parent, at = parts[number]
                part = composite[parent][at]
                name = _named(column, part)
                if (
                    child == parent
                    or name.score < LEAST_NAME
                    or common_kinds(column.profile, part.profile) is None
                ):
                    continue
                empty: list[Fitting] = [[] for _ in composite[parent]]
                found.setdefault((parent, child), empty)[at].append((column, name))
    return {pair: fitting for pair, fitting in sorted(found.items()) if all(fitting)}


def ways(fitting: Sequence[Fitting]) -> list[Fitting]:
    """Return the ways to lay a table's columns on the key, the plainest names first."""
    likely = [sorted(named, key=lambda each: (-each[1].score, each[0].at)) for named in fitting]
    laid = [
        list(way)
        for way in itertools.islice(itertools.product(*likely), TRIED)
        if len({child.at for child, _ in way}) == len(fitting)
    ]
    return sorted(laid, key=lambda way: -sum(name.score for _, name in way))


def _target(part: Side) -> Target:
    """Return a part of a key as a name's target: it is no key of its table."""
    return Target(("", *part.table), part.name)


def _named(child: Side, part: Side) -> NameMatch:
    """Return how far a column is named as a part of the key."""
    if child.name == part.name and not part.name.generic:
        return NameMatch(1.0, "column")
    own = match(child.name, child.table, _target(part))
    return own if own.how in ("column", "role") else NameMatch(0.0, "none")
