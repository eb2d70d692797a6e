"""References by several columns to a key of several columns, verified on the values together.

References by one column are in `relations.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from onedata_assets.domain.metadata.containment import (
    Containment,
    common_kinds,
    compared,
)
from onedata_assets.domain.metadata.keys import KeyCandidate, TableKeys
from onedata_assets.domain.metadata.name_match import NameMatch, Target, match
from onedata_assets.domain.metadata.profiles import Place, TableData
from onedata_assets.domain.metadata.references import Side

LEAST_NAME = 0.8
"""How plainly each column must be named: columns of any two tables fit together otherwise."""

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
) -> list[CompositeReference]:
    """Return the references to every primary key that has several columns.

    Three columns refer together only in the details of a header, whose own key begins with the
    header's: facts of the same persons, teams and years lie inside each other without referring.
    """
    found: list[CompositeReference] = []
    for parent, its in keys.items():
        primary = its.primary
        if primary is None or len(primary.columns) == 1:
            continue
        for child in tables:
            if child != parent:
                told = _to(sides[child], sides[parent], primary, tables)
                found += [each for each in told if _is_detail(each, keys[child].primary)]
    return _one_way(found)


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


def _trivial(sides: Sequence[Side], key: KeyCandidate) -> bool:
    """Tell whether a key has so many combinations that any two values are likely to be one."""
    by_name = {side.at.column: side.profile for side in sides}
    room = 1
    for column in key.columns:
        room *= by_name[column].distinct
    return by_name[key.columns[0]].rows > TRIVIAL * room


def _to(
    children: Sequence[Side],
    parents: Sequence[Side],
    key: KeyCandidate,
    tables: Mapping[Place, TableData],
) -> list[CompositeReference]:
    by_name = {side.at.column: side for side in parents}
    parts = [by_name[column] for column in key.columns]
    trivial = _trivial(parents, key)
    verified = (
        _verified(option, parts, tables, trivial)
        for option in itertools.islice(_options(children, parts), OPTIONS)
        if not trivial or all(name.score == 1.0 for _, name in option)
    )
    best = max(
        (each for each in verified if each is not None),
        key=lambda each: (each.confidence, each.columns),
        default=None,
    )
    return [best] if best is not None else []


def _options(
    children: Sequence[Side], parts: Sequence[Side]
) -> Iterator[list[tuple[Side, NameMatch]]]:
    """Yield the ways to lay a table's columns on the key, the plainest names first."""
    fitting = []
    for part in parts:
        named = [
            (child, name)
            for child in children
            if common_kinds(child.profile, part.profile)
            and (name := _named(child, part)).score >= LEAST_NAME
        ]
        fitting.append(sorted(named, key=lambda each: (-each[1].score, each[0].at)))
    ways = [
        list(way)
        for way in itertools.islice(itertools.product(*fitting), 64)
        if len({child.at for child, _ in way}) == len(parts)
    ]
    ways.sort(key=lambda way: -sum(name.score for _, name in way))
    yield from ways


def _named(child: Side, part: Side) -> NameMatch:
    """Return how far a column is named as a part of the key: a part is no key of its table."""
    if child.name == part.name and not part.name.generic:
        return NameMatch(1.0, "column")
    own = match(child.name, child.table, Target(("", *part.table), part.name))
    return own if own.how in ("column", "role") else NameMatch(0.0, "none")


def _verified(
    option: list[tuple[Side, NameMatch]],
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
