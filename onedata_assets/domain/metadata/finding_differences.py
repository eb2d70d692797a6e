"""What is different between two findings of a source: tags, keys, references, drift of figures.

None of it breaks a reader by itself. Structures are compared in `differences.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from onedata_assets.domain.metadata.auto_tags import Tag
from onedata_assets.domain.metadata.differences import Change, Kind
from onedata_assets.domain.metadata.findings import (
    ColumnFindings,
    ColumnStatistics,
    FoundKey,
    FoundReference,
    SourceFindings,
    TableFindings,
)
from onedata_assets.domain.metadata.key_evidence import DECLARED, GOOD_SINGLE
from onedata_assets.domain.metadata.model import TableName

DeclaredKeys = Collection[tuple[TableName, frozenset[str]]]


@dataclass(frozen=True)
class DriftLimits:
    """From where a change of figures is told; each is wider than samples of equal tables differ."""

    missing: float = 0.1
    """Shares of 1,000 rows each differ by less in 999 of 1,000 cases."""
    factor: float = 2.0
    """Rows, and different values of a column, must have grown or shrunk so many times."""
    rows: int = 100
    """Tables of fewer rows grow by a factor every day."""
    sample: int = 50
    """Fewer rows seen say nothing of figures."""


def finding_differences(
    old: SourceFindings,
    new: SourceFindings,
    limits: DriftLimits | None = None,
    *,
    declared: DeclaredKeys = frozenset(),
) -> list[Change]:
    """Return what changed of tables and columns that both know; nothing if they say the same.

    A key or reference is told as lost where all rows were searched and its columns are still there.
    What the source declares is no news of rows, nor is a key that no name supports: every column
    of a small table may have different values.
    """
    changes: list[Change] = []
    for name in new.changed_from(old):
        before, after = old.table(name), new.table(name)
        if before and after:
            changes += _in_table(before, after, limits or DriftLimits(), declared)
    return changes


def _in_table(
    old: TableFindings, new: TableFindings, limits: DriftLimits, declared: DeclaredKeys
) -> Iterator[Change]:
    yield from _tags(old, old.tags, new.tags)
    keys, keys_now = (
        {
            ", ".join(one.columns): one.columns
            for one in each.keys
            if (new.table, frozenset(one.columns)) not in declared
        }
        for each in (old, new)
    )
    named = {", ".join(one.columns) for each in (old, new) for one in each.keys if _is_named(one)}
    for change in _of_rows(new, keys, keys_now, (Kind.KEY_LOST, Kind.KEY_FOUND)):
        if {change.before, change.after} & named:
            yield change
    both = [one for each in (old, new) for one in each.references]
    certain = {_written(one) for one in both if DECLARED in one.evidence}
    ours, ours_now = (
        {told: one.columns for one in each.references if (told := _written(one)) not in certain}
        for each in (old, new)
    )
    yield from _of_rows(new, ours, ours_now, (Kind.REFERENCE_LOST, Kind.REFERENCE_FOUND))
    if _is_far(old.rows, new.rows, limits):
        yield Change(Kind.ROWS, old.table, "", str(old.rows), str(new.rows))
    before = {each.name: each for each in old.columns}
    for column in new.columns:
        if column.name in before:
            yield from _in_column(old, before[column.name], column, limits)


def _is_named(key: FoundKey) -> bool:
    """Tell whether more than its values speaks for a key."""
    return key.primary or key.confidence >= GOOD_SINGLE


def _of_rows(
    table: TableFindings,
    old: Mapping[str, tuple[str, ...]],
    new: Collection[str],
    kinds: tuple[Kind, Kind],
) -> Iterator[Change]:
    """Yield what was found in all rows and what no longer is, where they say that."""
    there = {each.name for each in table.columns} if table.is_related else set[str]()
    unseen = [told for told, columns in old.items() if not there.issuperset(columns)]
    yield from _added_and_gone(table, old, [*new, *unseen], kinds)


def _in_column(
    table: TableFindings, old: ColumnFindings, new: ColumnFindings, limits: DriftLimits
) -> Iterator[Change]:
    def change(kind: Kind, before: object, after: object) -> Change:
        return Change(kind, table.table, new.name, str(before), str(after))

    was, now = old.statistics, new.statistics
    if old.logical and new.logical and old.logical != new.logical:
        yield change(Kind.LOGICAL_TYPE, old.logical, new.logical)
    if old.sensitivity != new.sensitivity:
        yield change(Kind.SENSITIVITY, old.sensitivity, new.sensitivity)
    yield from _tags(table, old.tags, new.tags, new.name)
    if min(was.rows, now.rows) < limits.sample:
        return
    if abs(was.missing - now.missing) > limits.missing:
        yield change(Kind.MISSING, _empty(was), _empty(now))
    is_alike = abs(was.known - now.known) <= limits.missing * max(was.known, now.known)
    if is_alike and _is_far(was.distinct, now.distinct, limits):
        yield change(Kind.DISTINCT, was.distinct, now.distinct)
    if _range(was) != _range(now) and _is_shifted(was, now, limits):
        yield change(Kind.RANGE, _range(was), _range(now))


def _tags(
    table: TableFindings, old: Iterable[Tag], new: Iterable[Tag], column: str = ""
) -> Iterator[Change]:
    was, now = [each.tag for each in old], [each.tag for each in new]
    yield from _added_and_gone(table, was, now, (Kind.TAG_REMOVED, Kind.TAG_ADDED), column)


def _added_and_gone(
    table: TableFindings,
    old: Iterable[str],
    new: Iterable[str],
    kinds: tuple[Kind, Kind],
    column: str = "",
) -> Iterator[Change]:
    was, now = set(old), set(new)
    gone, added = kinds
    yield from (Change(gone, table.table, column, before=each) for each in sorted(was - now))
    yield from (Change(added, table.table, column, after=each) for each in sorted(now - was))


def _is_far(old: int | None, new: int | None, limits: DriftLimits) -> bool:
    if old is None or new is None or max(old, new) < limits.rows:
        return False
    return max(old, new) >= limits.factor * max(min(old, new), 1)


def _is_shifted(old: ColumnStatistics, new: ColumnStatistics, limits: DriftLimits) -> bool:
    """Tell whether numbers lie in another order of magnitude: both ends move every day a little."""
    try:
        was, now = float(old.high) - float(old.low), float(new.high) - float(new.low)
    except ValueError:
        return False
    return max(was, now) >= limits.factor * min(was, now) and max(was, now) > 0


def _empty(statistics: ColumnStatistics) -> str:
    """Return the share of empty rows with the counts: rows looked at need not be all."""
    empty = statistics.rows - statistics.known
    return f"{statistics.missing:.0%} ({empty}/{statistics.rows})"


def _range(statistics: ColumnStatistics) -> str:
    return f"{statistics.low} … {statistics.high}" if statistics.low or statistics.high else ""


def _written(reference: FoundReference) -> str:
    ours, theirs = ", ".join(reference.columns), ", ".join(reference.parent_columns)
    return f"({ours}) → {reference.source}/{reference.parent} ({theirs})"
