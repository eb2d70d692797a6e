"""Functional dependencies: columns whose value the value of another one, or of two, settles.

Approximate: a dependency holds but for a share of rows, its error, which is counted over the whole
table. Only useful ones are told: what a key or a nearly unique column settles is no news, nor is a
column that has one value nearly everywhere, nor what follows from two others that are told.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from onedata_assets.domain.metadata.dependency_errors import Coded, coded, error_in_full, errors
from onedata_assets.domain.metadata.model import Evidence, Family, Finding
from onedata_assets.domain.metadata.profiles import ColumnProfile, TableData, TableProfile

TOLERANCE = 0.01
"""The share of rows that may break a dependency."""

NEWS = 0.2
"""A dependency is news if it errs in no more of the rows that the commonest value misses."""

LEAST_ROWS = 30
"""In a table of fewer rows anything settles anything by accident."""

GROUP, GROUP_OF_PAIRS = 2.0, 4.0
"""Rows that a value, or a pair of values, of the determinant has on average, at the least."""

DETERMINANTS, DEPENDENTS, PAIRED = 40, 120, 10
"""Columns that are tried as what settles, as what is settled, and in pairs as what settles."""

SAMPLE = 10_000
"""First rows in which most dependencies already fail."""


@dataclass(frozen=True)
class Dependency:
    """Columns that settle another one, but for a share of `error` of the rows.

    `both_ways` says that it settles them too, as a code and its name do.
    """

    determinant: tuple[str, ...]
    dependent: str
    error: float
    groups: int
    both_ways: bool = False

    def finding(self) -> Finding:
        """Return the dependency as a finding."""
        name = ", ".join(self.determinant)
        both = ("; and the other way round", "；反之亦然") if self.both_ways else ("", "")
        return Finding(
            f"{name} -> {self.dependent}",
            round(1 - self.error, 4),
            (
                Evidence(
                    f"{1 - self.error:.2%} of the rows have the commonest {self.dependent} of "
                    f"their {name} ({self.groups} different){both[0]}",
                    f"{1 - self.error:.2%} 的行中，{self.dependent} 等于同一 {name} 下最常见的值"
                    f"（共 {self.groups} 个不同取值）{both[1]}",
                ),
            ),
        )


def find_dependencies(
    table: TableData, profile: TableProfile, *, tolerance: float = TOLERANCE
) -> tuple[Dependency, ...]:
    """Return the useful dependencies of a table, sorted; it is read once, and again for each found.

    Raises:
        ValueError: The profile is of a sample.
    """
    if profile.sampled is not None:
        raise ValueError(f"{profile.place} was profiled on {profile.sampled} rows only")
    left = _determinants(profile)
    right = _dependents(profile)
    if not left or not right or profile.rows < LEAST_ROWS:
        return ()
    names = list(dict.fromkeys(each.name for each in (*left, *right)))
    sample = table.frame.select(names).head(SAMPLE).collect(engine="streaming")
    codes = {name: coded(sample[name]) for name in names}
    likely = _likely([(each.name,) for each in left], right, codes, tolerance)
    singles = _verified(table.frame, likely, tolerance, GROUP)
    told = _reduced(singles)
    settled = {each.dependent for each in singles}
    pairs = itertools.combinations([each.name for each in left[:PAIRED]], 2)
    open_ = [each for each in right if each.name not in settled]
    free = [
        pair for pair in pairs if not any(_settles(singles, *way) for way in (pair, pair[::-1]))
    ]
    likely = _likely(free, open_, codes, tolerance)
    told += _fewest(_verified(table.frame, likely, tolerance, GROUP_OF_PAIRS))
    return tuple(sorted(told, key=lambda each: (each.determinant, each.dependent)))


def _determinants(profile: TableProfile) -> list[ColumnProfile]:
    able = [
        each
        for each in profile.columns
        if each.family not in (Family.NESTED, Family.BINARY, Family.OTHER)
        and (not each.numeric or each.integral)
        and 1 < each.distinct <= each.filled / GROUP
    ]
    return sorted(able, key=lambda each: (-each.distinct, each.name))[:DETERMINANTS]


def _dependents(profile: TableProfile) -> list[ColumnProfile]:
    able = [
        each
        for each in profile.columns
        if each.family not in (Family.NESTED, Family.BINARY, Family.OTHER)
        and each.distinct > 1
        and not each.unique
    ]
    return sorted(able, key=lambda each: (-each.distinct, each.name))[:DEPENDENTS]


def _likely(
    determinants: Iterable[tuple[str, ...]],
    dependents: Sequence[ColumnProfile],
    codes: dict[str, Coded],
    tolerance: float,
) -> list[tuple[tuple[str, ...], str]]:
    """Return the dependencies that hold in the sample, and are news there."""
    found = []
    for determinant in determinants:
        able = [each.name for each in dependents if each.name not in determinant]
        told = errors([codes[name] for name in determinant], [codes[name] for name in able])
        for name, error in zip(able, told, strict=True):
            if error <= min(2 * tolerance, NEWS * codes[name].spread):
                found.append((determinant, name))
    return found


def _verified(
    frame: pl.LazyFrame,
    likely: Sequence[tuple[tuple[str, ...], str]],
    tolerance: float,
    group: float,
) -> list[Dependency]:
    """Return those that hold in the whole table."""
    found = []
    for determinant, dependent in likely:
        counted = error_in_full(frame, determinant, dependent)
        if (
            counted.error <= min(tolerance, NEWS * counted.spread)
            and counted.groups * group <= counted.rows
        ):
            found.append(Dependency(determinant, dependent, counted.error, counted.groups))
    ways = {(each.determinant, (each.dependent,)) for each in found}
    return [
        Dependency(
            each.determinant,
            each.dependent,
            each.error,
            each.groups,
            ((each.dependent,), each.determinant) in ways,
        )
        for each in found
    ]


def _settles(found: Sequence[Dependency], one: str, other: str) -> bool:
    return any(each.determinant == (one,) and each.dependent == other for each in found)


def _reduced(found: list[Dependency]) -> list[Dependency]:
    """Return the dependencies without those that follow from two others: a -> b -> c tells a -> c.

    Of columns that settle each other the first by name stands for all; the others tell only that.
    """
    by = {(each.determinant[0], each.dependent): each for each in found}

    middles = {each.dependent for each in found}

    def through(one: str, middle: str, end: str) -> bool:
        first, second = by.get((one, middle)), by.get((middle, end))
        if first is None or second is None or second.both_ways:
            return False
        return not first.both_ways or middle < one

    return [
        each
        for each in found
        if each.both_ways
        or not any(
            through(each.determinant[0], middle, each.dependent)
            for middle in middles - {each.determinant[0], each.dependent}
        )
    ]


def _fewest(found: list[Dependency]) -> list[Dependency]:
    """Return the best pair for each settled column; others mostly say the same once more."""
    best: dict[str, Dependency] = {}
    for each in sorted(found, key=lambda one: (one.error, one.groups, one.determinant)):
        best.setdefault(each.dependent, each)
    return list(best.values())
