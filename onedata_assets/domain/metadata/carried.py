"""References that are none: what a row of another table is told by is carried along with its key.

An order has the number of its customer, and beside it the customer's tax number or postcode, which
no other customer has. It refers to him once. Keys that are references themselves lead on to what
they refer to: a manager is an employee, though every employee who signs in has a row of users.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from onedata_assets.domain.metadata.about_table import about
from onedata_assets.domain.metadata.containment import (
    ColumnAt,
    Values,
    common_kinds,
    compared,
    contained,
)
from onedata_assets.domain.metadata.profiles import Place, TableData
from onedata_assets.domain.metadata.references import Judged

AGREES = 0.9
"""The share of rows in which what is carried along is that of the row that the key tells of."""


def without_carried(
    taken: Mapping[ColumnAt, Judged], tables: Mapping[Place, TableData]
) -> dict[ColumnAt, Judged]:
    """Return the references without those by what is carried along with another reference.

    Only keys that do not stand for their rows are looked at, and the rows where both are told. A
    role is told by itself: who made an order may well be who leads it.
    """
    paths: dict[tuple[Place, Place], list[Judged]] = {}
    for each in taken.values():
        if each.parent.primary:
            paths.setdefault((each.child.at.place, each.parent.at.place), []).append(each)
    return {
        at: each
        for at, each in taken.items()
        if each.parent.primary
        or each.name.how == "role_word"
        or not any(
            _agrees(each, path, tables)
            for path in (
                *paths.get((each.child.at.place, each.parent.at.place), ()),
                *paths.get((each.parent.at.place, each.child.at.place), ()),
            )
        )
    }


def _agrees(carried: Judged, path: Judged, tables: Mapping[Place, TableData]) -> bool:
    """Tell whether rows that a path joins have the same value, where both have one."""
    import polars as pl

    child, parent = carried.child.at, carried.parent.at
    kinds = common_kinds(carried.child.profile, carried.parent.profile)
    keys = common_kinds(path.child.profile, path.parent.profile)
    if kinds is None or keys is None or path.child.at in {child, parent}:
        return False
    ours, theirs = path.child.at, path.parent.at
    if ours.place != child.place:
        ours, theirs, keys = theirs, ours, keys[::-1]
    with about(child.place):
        told = (
            tables[child.place]
            .frame.select(key=compared(ours.column, keys[0]), own=compared(child.column, kinds[0]))
            .join(
                tables[parent.place].frame.select(
                    key=compared(theirs.column, keys[1]), its=compared(parent.column, kinds[1])
                ),
                on="key",
            )
            .drop_nulls()
            .select(agrees=(pl.col("own") == pl.col("its")).mean())
            .collect(engine="streaming")
            .item()
        )
    return told is not None and told >= AGREES


def led_on(values: Values, taken: Mapping[ColumnAt, Judged]) -> dict[ColumnAt, Judged]:
    """Return the references, those to a key that refers to another one leading to the last.

    A key that its table's rows are told by, or that is called as the column is, stays.
    """
    found = dict(taken)
    for at, each in taken.items():
        above = taken.get(each.parent.at)
        if above is None or each.parent.primary or each.name.how not in ("role_word", "none"):
            continue
        kinds = common_kinds(each.child.profile, above.parent.profile)
        if kinds is None or above.parent.at == at:
            continue
        held = contained(
            values,
            (each.child.at, each.child.profile),
            (above.parent.at, above.parent.profile),
            least=each.held.values,
        )
        if held.values >= each.held.values:
            found[at] = replace(each, parent=above.parent, held=held)
    return found
