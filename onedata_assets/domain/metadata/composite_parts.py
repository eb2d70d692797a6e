"""How far a column's name is that of a part of a key of several columns.

Which columns are laid on which key is in `composite_options.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onedata_assets.domain.metadata.containment import ColumnAt
from onedata_assets.domain.metadata.name_kinds import is_ordinal
from onedata_assets.domain.metadata.name_match import NOTHING, NameMatch, Target, match
from onedata_assets.domain.metadata.references import Judged, Side

LEAST_NAME = 0.75
"""How plainly each column must be named: columns of any two tables fit together otherwise."""

PLAIN = ("same", "column", "role", "itself")
"""Ways in which a column is named for its part; `same` calls it by the rows that it numbers."""

ROLES = ("person", "self")
"""Ways in which a column tells what somebody or something is to its row."""

ITSELF = NameMatch(1.0, "itself")
"""What the name of a part says of the part: rows of one company are above each other in it."""

BY_ROLE = NameMatch(LEAST_NAME, "person")
"""What a person's role says, if the key's rows are persons and all values are among them."""

BY_NAME = NameMatch(1.0, "same")
"""What it says that a column refers to a part that tells the rows apart as far as they go."""

LINKED, WITHIN = NameMatch(LEAST_NAME, "linked"), NameMatch(0.4, "within")
"""What it says that a column refers to what a part refers to, and that it could be the last one."""

Fitting = list[tuple[Side, NameMatch]]
"""Columns with what their names say of a part of a key."""


def is_plain(way: Fitting, *, roles: bool = False) -> bool:
    """Tell whether each column is named for its part, or for a role that it plays."""
    able = (*PLAIN, *ROLES) if roles else PLAIN
    return all(name.how in able and name.score >= LEAST_NAME for _, name in way)


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


def numbers_rows(part: Side, parts: Sequence[Side], taken: Mapping[ColumnAt, Judged]) -> bool:
    """Tell whether a part numbers the rows of few others, and is no line within one of many."""
    named = part.at not in taken and part.name.marked and not is_ordinal(part.name)
    return named and part.profile.distinct >= max(each.profile.distinct for each in parts)


def target_of(part: Side) -> Target:
    """Return a part of a key as a name's target: it is no key of its table, unless named for it."""
    return Target(part.table if part.name.generic else ("", *part.table), part.name)


def named_for(child: Side, part: Side) -> NameMatch:
    """Return how far a column is named as a part of the key."""
    if child.at == part.at:
        return ITSELF
    if child.at.place == part.at.place:
        own = match(child.name, child.table, Target(part.table, part.name))
        return own if own.how in ("self", "role") else NOTHING
    alike = child.name == part.name or child.at.column.lower() == part.at.column.lower()
    if alike and not part.name.generic and not child.name.generic:
        return NameMatch(1.0, "column")
    own = match(child.name, child.table, target_of(part))
    return own if own.how in PLAIN else NOTHING
