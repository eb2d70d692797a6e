"""Which of several tables is meant by the last words of its name: `group_id` of `res_group`.

How far names speak for keys is in `key_names.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

Words = tuple[str, ...]

STATES = {("status",), ("state",), ("type",), ("kind",), ("level",)}
"""What rows of every kind have: without a mark it is of a table of the same part only."""


def nearest_table(tables: Mapping[int, Words], own: Words) -> int | None:
    """Return the only table that is meant by a column of `own`, by its place, if there is one.

    A table that `own` ends or begins with comes first, then those with the shortest names, then
    those of the same part of the system.
    """
    named_for_two = {
        at
        for at, table in tables.items()
        if any(0 < len(each) < len(table) and ends_with(table, each) for each in tables.values())
    }
    left = [at for at in tables if at not in named_for_two]
    left = (
        [at for at in left if ends_with(own, tables[at]) and own != tables[at]]
        or [at for at in left if tables[at] == own[: len(tables[at])]]
        or left
    )
    shortest = min((len(tables[at]) for at in left), default=0)
    left = [at for at in left if len(tables[at]) == shortest]
    left = [at for at in left if tables[at][:1] == own[:1]] or left
    return left[0] if len(left) == 1 else None


def ends_with(table: Words, with_: Words) -> bool:
    """Tell whether words end with others."""
    return bool(with_) and table[-len(with_) :] == with_
