"""Whether it is by accident that a key of several columns has the combinations of other columns.

Which columns are laid on which key is in `composite_options.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from onedata_assets.domain.metadata.about_table import about
from onedata_assets.domain.metadata.composite_choice import CompositeReference
from onedata_assets.domain.metadata.composite_parts import (
    WITHIN,
    Fitting,
    has_a_role,
    is_of_one_list,
    is_plain,
)
from onedata_assets.domain.metadata.composite_values import Together, held_together, part_kinds
from onedata_assets.domain.metadata.profiles import Place, TableData
from onedata_assets.domain.metadata.references import Side

LEAST_HELD = 0.95
LEAST_LINKED = 0.995
"""The share that a key must hold of columns that not all of their names speak for."""

LINKED_LEAST = 30
"""Pairs that are needed where a key is of pairs of one list: any two drugs may meet in it."""

UNLIKELY = 0.001
"""How unlikely it is that the key holds such columns' combinations by accident."""

MOST_EXPECTED = 0.9
"""A key that would have so many combinations of unrelated columns is not told by values alone."""

TRIVIAL = 0.5
"""A key that has so many of all combinations of its columns' values holds most of them anyway."""


def is_trivial(parts: Sequence[Side]) -> bool:
    """Tell whether a key has so many combinations that any two values are likely to be one."""
    return parts[0].profile.rows > TRIVIAL * math.prod(part.profile.distinct for part in parts)


def verified(
    option: Fitting, parts: Sequence[Side], tables: Mapping[Place, TableData], *, trivial: bool
) -> CompositeReference | None:
    """Return the reference that columns make as they are laid on a key, if values or names bear it.

    An error while values are read tells the child's table (`about_table.py`).
    """
    columns = [child.at.column for child, _ in option]
    kinds = [
        part_kinds(child.profile, part.profile) or ("text", "text")
        for (child, _), part in zip(option, parts, strict=True)
    ]
    child, parent = option[0][0].at.place, parts[0].at.place
    with about(child):
        told = held_together(
            tables[child].frame,
            columns,
            tables[parent].frame,
            [part.at.column for part in parts],
            kinds,
        )
    if is_of_one_list(option, parts) and told.held.distinct < LINKED_LEAST:
        return None
    proven = _is_proven(option, told)
    if not proven and not _is_believed(option, parts, told, trivial):
        return None
    return CompositeReference(
        child,
        tuple(columns),
        parent,
        tuple(part.at.column for part in parts),
        tuple(name for _, name in option),
        told.held,
        trivial and not proven,
        one_to_one=told.held.distinct == told.rows,
        optional=told.rows < option[0][0].profile.rows,
    )


def _is_proven(option: Fitting, told: Together) -> bool:
    """Tell whether it is no accident that the key has the combinations, which its parts allow."""
    unnamed = any(name == WITHIN for _, name in option)
    return (
        told.held.values >= LEAST_LINKED
        and told.chance <= UNLIKELY
        and not (unnamed and told.expected > MOST_EXPECTED)
    )


def _is_believed(option: Fitting, parts: Sequence[Side], told: Together, trivial: bool) -> bool:
    """Tell whether names so plain speak for the reference that accident need not be ruled out."""
    if told.held.values == 1.0 and is_plain(option, roles=True):
        return True
    if told.held.values < LEAST_HELD:
        return False
    return has_a_role(option, parts) if trivial else is_plain(option)
