"""How something flows along column lineage: downstream, once into each column, the nearest first.

What flows, and what keeps it out of a column, is in `effective_tags.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from onedata_assets.domain.metadata.annotations import ColumnOf

Edges = Mapping[ColumnOf, Collection[ColumnOf]]


class Came(NamedTuple):
    """Where something that flowed into a column began, and the parent that it came by."""

    origin: ColumnOf
    via: ColumnOf


def children_of(made_of: Edges) -> Edges:
    """Return what is made of each column, in the order in which that is told."""
    children: dict[ColumnOf, list[ColumnOf]] = defaultdict(list)
    for column, parents in made_of.items():
        for parent in parents:
            children[parent].append(column)
    return children


def flow(
    starts: Iterable[ColumnOf], children: Edges, enters: Callable[[ColumnOf], bool]
) -> dict[ColumnOf, Came]:
    """Return the columns that are reached, with the nearest start of each.

    Each column and each edge is looked at once, so a cycle ends and the work is as long as lineage.
    """
    origins = {column: column for column in sorted(starts)}
    border = list(origins)
    came: dict[ColumnOf, Came] = {}
    while border:
        reached: list[ColumnOf] = []
        for parent in border:
            for child in children.get(parent, ()):
                if child not in origins and enters(child):
                    origins[child] = origins[parent]
                    came[child] = Came(origins[parent], parent)
                    reached.append(child)
        border = reached
    return came
