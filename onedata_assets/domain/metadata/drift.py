"""How well a known key holds at a time, and what changed since another time.

A measurement is of the rows; a comparison is of two measurements and reads nothing. Which keys
there are is found in `relations.py`; where measurements are kept is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import polars as pl

from onedata_assets.domain.metadata.containment import compared
from onedata_assets.domain.metadata.drift_texts import evidence
from onedata_assets.domain.metadata.model import Evidence, Family
from onedata_assets.domain.metadata.profile_expressions import family_of
from onedata_assets.domain.metadata.profiles import TableData

EXAMPLES = 10
"""Values without a partner that a measurement names."""


@dataclass(frozen=True)
class KeyMeasure:
    """How a key held at a moment: rows and values that refer, and those without a partner.

    `repeated` is the number of key values that stand in more than one row of the table referred
    to, where each should stand once. `orphans` are examples and may be personal: mask them to show
    them.
    """

    at: datetime
    rows: int
    filled: int
    orphan_rows: int
    distinct: int
    orphan_values: int
    parent_distinct: int
    repeated: int
    orphans: tuple[str, ...] = ()

    @property
    def match_rate(self) -> float:
        """Return the share of the rows with a value whose value has a partner."""
        return 1.0 if not self.filled else 1 - self.orphan_rows / self.filled

    @property
    def empty_rate(self) -> float:
        """Return the share of rows that refer to nothing."""
        return 0.0 if not self.rows else 1 - self.filled / self.rows

    @property
    def coverage(self) -> float:
        """Return the share of key values that are referred to."""
        matched = self.distinct - self.orphan_values
        return 0.0 if not self.parent_distinct else min(1.0, matched / self.parent_distinct)


@dataclass(frozen=True)
class Thresholds:
    """From where a change of a key is told, and from where it is severe."""

    least_match: float = 0.99
    match_fall: float = 0.001
    severe_fall: float = 0.05
    empty_rise: float = 0.05
    growth: float = 0.5
    shrink: float = 0.2


class DriftKind(StrEnum):
    """What can change about a key."""

    MATCH_LOW = "match_low"
    MATCH_FELL = "match_fell"
    ORPHANS_APPEARED = "orphans_appeared"
    EMPTY_ROSE = "empty_rose"
    VALUES_GREW = "values_grew"
    VALUES_SHRANK = "values_shrank"
    KEYS_SHRANK = "keys_shrank"
    KEYS_REPEAT = "keys_repeat"


@dataclass(frozen=True)
class Drift:
    """One thing that is no longer as it was, whether it is severe, and the figures."""

    kind: DriftKind
    severe: bool
    evidence: Evidence


def measure(
    child: TableData,
    columns: Sequence[str],
    parent: TableData,
    parent_columns: Sequence[str],
    *,
    at: datetime,
    examples: int = EXAMPLES,
) -> KeyMeasure:
    """Return how a key holds now, by reading its columns of both tables once.

    Columns of different types are compared as the search for keys compares them.

    Raises:
        ValueError: The two sides have different numbers of columns, or cannot be compared.
    """
    ours, theirs = child.frame, parent.frame
    names = [f"part{place}" for place in range(len(columns))]
    kinds = [
        _kinds(ours, one, theirs, other) for one, other in zip(columns, parent_columns, strict=True)
    ]
    keys = (
        theirs.select(_parts(parent_columns, [each[1] for each in kinds], names))
        .drop_nulls()
        .group_by(names)
        .agg(pl.len().alias("keys"))
        .collect(engine="streaming")
    )
    values = (
        ours.select(_parts(columns, [each[0] for each in kinds], names))
        .group_by(names)
        .agg(pl.len().alias("rows"))
        .with_columns(filled=pl.all_horizontal(pl.col(names).is_not_null()))
    )
    held = values.join(keys.lazy(), on=names, how="left").collect(engine="streaming")
    filled = held.filter("filled")
    orphans = filled.filter(pl.col("keys").is_null()).sort(-pl.col("rows").cast(pl.Int64), *names)
    return KeyMeasure(
        at=at,
        rows=int(held["rows"].sum()),
        filled=int(filled["rows"].sum()),
        orphan_rows=int(orphans["rows"].sum()),
        distinct=filled.height,
        orphan_values=orphans.height,
        parent_distinct=keys.height,
        repeated=int((keys["keys"] > 1).sum()),
        orphans=tuple(
            ", ".join(str(part) for part in row)
            for row in orphans.select(names).head(examples).iter_rows()
        ),
    )


def _kinds(child: pl.LazyFrame, one: str, parent: pl.LazyFrame, other: str) -> tuple[str, str]:
    """Return what two columns are read as: the same, or numbers as texts beside texts."""
    kinds = tuple(
        _kind(frame.collect_schema()[column]) for frame, column in ((child, one), (parent, other))
    )
    if kinds[0] == kinds[1]:
        return kinds[0], kinds[1]
    if set(kinds) == {"text", "number"}:
        return ("text", "digits") if kinds[0] == "text" else ("digits", "text")
    raise ValueError(f"{one} and {other} cannot be compared: {kinds[0]}, {kinds[1]}")


def _kind(type_: pl.DataType) -> str:
    family = family_of(type_)
    if type_.is_numeric():
        return "number"
    return {Family.DATE: "day", Family.MOMENT: "moment"}.get(family, "text")


def _parts(columns: Sequence[str], kinds: Sequence[str], names: Sequence[str]) -> list[pl.Expr]:
    return [
        compared(column, kind).alias(name)
        for column, kind, name in zip(columns, kinds, names, strict=True)
    ]


def drift(
    before: KeyMeasure | None, after: KeyMeasure, thresholds: Thresholds | None = None
) -> tuple[Drift, ...]:
    """Return what is wrong with a key now or changed since `before`, the severe things first."""
    limits = thresholds or Thresholds()
    found = _now(after, limits) + ([] if before is None else _since(before, after, limits))
    told = [Drift(kind, severe, Evidence(*evidence(kind, before, after))) for kind, severe in found]
    return tuple(sorted(told, key=lambda each: (not each.severe, each.kind)))


def over_time(
    measured: Iterable[tuple[datetime, Mapping[str, Any]]],
) -> list[tuple[KeyMeasure, tuple[Drift, ...]]]:
    """Return measurements as they are kept, each with what had changed; both the newest first."""
    told = [KeyMeasure(at, **figures) for at, figures in measured]
    return [
        (after, drift(before, after))
        for after, before in zip(told, [*told[1:], None], strict=False)
    ]


def _now(after: KeyMeasure, limits: Thresholds) -> list[tuple[DriftKind, bool]]:
    found = []
    if after.match_rate < limits.least_match:
        found.append((DriftKind.MATCH_LOW, after.match_rate < 1 - limits.severe_fall))
    if after.repeated:
        found.append((DriftKind.KEYS_REPEAT, True))
    return found


def _since(
    before: KeyMeasure, after: KeyMeasure, limits: Thresholds
) -> list[tuple[DriftKind, bool]]:
    found = []
    fall = before.match_rate - after.match_rate
    if fall > limits.match_fall:
        found.append((DriftKind.MATCH_FELL, fall > limits.severe_fall))
    if after.orphan_values and not before.orphan_values:
        found.append((DriftKind.ORPHANS_APPEARED, False))
    if after.empty_rate - before.empty_rate > limits.empty_rise:
        found.append((DriftKind.EMPTY_ROSE, False))
    change = _change(before.distinct, after.distinct)
    if change > limits.growth:
        found.append((DriftKind.VALUES_GREW, False))
    if change < -limits.shrink:
        found.append((DriftKind.VALUES_SHRANK, False))
    if _change(before.parent_distinct, after.parent_distinct) < -limits.shrink:
        found.append((DriftKind.KEYS_SHRANK, True))
    return found


def _change(before: int, after: int) -> float:
    return (after - before) / before if before else float(after > 0)
