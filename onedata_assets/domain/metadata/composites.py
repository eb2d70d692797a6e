"""References by several columns to a key of several columns, verified on the values together.

References by one column are in `relations.py`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from onedata_assets.domain.metadata.composite_options import Fitting, fitting_columns, ways
from onedata_assets.domain.metadata.containment import (
    ColumnAt,
    Containment,
    common_kinds,
    compared,
)
from onedata_assets.domain.metadata.keys import KeyCandidate, TableKeys
from onedata_assets.domain.metadata.name_match import NameMatch
from onedata_assets.domain.metadata.profiles import Place, TableData
from onedata_assets.domain.metadata.references import Side

LEAST_HELD = 0.95
TRIVIAL = 0.5
"""A key that has so many of all combinations of its columns' values holds most of them anyway."""

OPTIONS = 4
"""Ways to lay the columns of a table on a key that are verified."""


@dataclass(frozen=True)
class CompositeReference:
    """Columns that together refer to a key of another table."""

    child: Place
    columns: tuple[str, ...]
    parent: Place
    parent_columns: tuple[str, ...]
    names: tuple[NameMatch, ...]
    held: Containment
    trivial: bool
    one_to_one: bool
    optional: bool

    @property
    def name_score(self) -> float:
        """Return what the least plain of the names says."""
        return min(each.score for each in self.names)

    @property
    def confidence(self) -> float:
        """Return how sure the reference is."""
        certain = self.held.rows * (0.35 + 0.65 * self.name_score)
        return 0.6 * certain if self.trivial else min(1.0, certain)


def composite_references(
    sides: Mapping[Place, Sequence[Side]],
    keys: Mapping[Place, TableKeys],
    tables: Mapping[Place, TableData],
    refer: Collection[ColumnAt],
) -> list[CompositeReference]:
    """Return the references to every primary key that has several columns.

    A table all of whose columns refer (`refer`) only says which rows belong together: nothing
    refers to it.
    Three columns refer together only in the details of a header, whose own key begins with the
    header's: facts of the same persons, teams and years lie inside each other without referring.
    """
    composite = {
        place: [_side(sides[place], column) for column in its.primary.columns]
        for place, its in keys.items()
        if its.primary is not None and len(its.primary.columns) > 1
        if not all(side.at in refer for side in sides[place])
    }
    found: list[CompositeReference] = []
    for (parent, child), fitting in fitting_columns(sides, composite).items():
        told = _to(fitting, composite[parent], tables)
        found += [each for each in told if _is_detail(each, keys[child].primary)]
    return _one_way(_at_home(found, keys))


def _at_home(
    found: list[CompositeReference], keys: Mapping[Place, TableKeys]
) -> list[CompositeReference]:
    """Return the references without those to copies in another source.

    A table whose own key is held by that of another source is the same table there, and what refers
    to a key of its own source does not refer to the copy of it.
    """
    own = {
        (each.child, frozenset(each.columns))
        for each in found
        if each.parent.source == each.child.source
    }

    def is_copy(each: CompositeReference) -> bool:
        primary = keys[each.child].primary
        columns = frozenset(each.columns)
        same = primary is not None and columns == frozenset(primary.columns)
        return same or (each.child, columns) in own

    return [each for each in found if each.parent.source == each.child.source or not is_copy(each)]


def _side(sides: Sequence[Side], column: str) -> Side:
    return next(side for side in sides if side.at.column == column)


def _is_detail(found: CompositeReference, own: KeyCandidate | None) -> bool:
    if len(found.columns) < 3:
        return True
    return own is not None and set(found.columns) < set(own.columns)


def _one_way(found: list[CompositeReference]) -> list[CompositeReference]:
    """Return the references without those back from a table of the same key, the surer kept."""
    kept: list[CompositeReference] = []
    back: set[tuple[Place, Place]] = set()
    for each in sorted(found, key=lambda one: (-one.confidence, one.parent, one.child)):
        if (each.child, each.parent) not in back:
            kept.append(each)
            if each.one_to_one:
                back.add((each.parent, each.child))
    return kept


def _trivial(parts: Sequence[Side]) -> bool:
    """Tell whether a key has so many combinations that any two values are likely to be one."""
    return parts[0].profile.rows > TRIVIAL * math.prod(part.profile.distinct for part in parts)


def _to(
    fitting: Sequence[Fitting], parts: Sequence[Side], tables: Mapping[Place, TableData]
) -> list[CompositeReference]:
    trivial = _trivial(parts)
    verified = (
        _verified(option, parts, tables, trivial)
        for option in ways(fitting)[:OPTIONS]
        if not trivial or all(name.score == 1.0 for _, name in option)
    )
    best = max(
        (each for each in verified if each is not None),
        key=lambda each: (each.confidence, each.columns),
        default=None,
    )
    return [best] if best is not None else []


def _verified(
    option: Fitting,
    parts: Sequence[Side],
    tables: Mapping[Place, TableData],
    trivial: bool,
) -> CompositeReference | None:
    columns = [child.at.column for child, _ in option]
    kinds = [
        common_kinds(child.profile, part.profile) or ("text", "text")
        for (child, _), part in zip(option, parts, strict=True)
    ]
    child, parent = option[0][0].at.place, parts[0].at.place
    held, rows = _held(
        tables[child].frame,
        columns,
        tables[parent].frame,
        [part.at.column for part in parts],
        kinds,
    )
    if held.values < LEAST_HELD:
        return None
    return CompositeReference(
        child,
        tuple(columns),
        parent,
        tuple(part.at.column for part in parts),
        tuple(name for _, name in option),
        held,
        trivial,
        one_to_one=held.distinct == rows,
        optional=rows < option[0][0].profile.rows,
    )


def _held(
    child: pl.LazyFrame,
    columns: Sequence[str],
    parent: pl.LazyFrame,
    parent_columns: Sequence[str],
    kinds: Sequence[tuple[str, str]],
) -> tuple[Containment, int]:
    """Return how many combinations are in the key, and the rows that have a whole combination."""
    names = [f"part{at}" for at in range(len(columns))]

    def parts(of: Sequence[str], side: int) -> list[pl.Expr]:
        return [
            compared(column, kind[side]).alias(name)
            for column, kind, name in zip(of, kinds, names, strict=True)
        ]

    counts = (
        child.select(parts(columns, 0)).drop_nulls().group_by(names).agg(pl.len().alias("rows"))
    )
    key = parent.select(parts(parent_columns, 1)).with_columns(found=pl.lit(True))
    told = (
        counts.join(key, on=names, how="left")
        .select(
            distinct=pl.len(),
            values=pl.col("found").count(),
            rows=pl.col("rows").sum(),
            held=pl.col("rows").filter(pl.col("found")).sum(),
        )
        .collect(engine="streaming")
        .row(0, named=True)
    )
    total = int(told["rows"])
    parent_rows = int(parent.select(pl.len()).collect().item())
    return (
        Containment(
            told["values"] / max(1, told["distinct"]),
            told["held"] / max(1, total),
            told["distinct"],
            parent_rows,
        ),
        total,
    )
