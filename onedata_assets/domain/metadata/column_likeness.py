"""How far the values of two columns, of two versions, look like those of one column.

Which columns seem to be renamed is in `renames.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from onedata_assets.domain.metadata.findings import (
    ColumnFindings,
    ColumnStatistics,
    SourceFindings,
    TableFindings,
)
from onedata_assets.domain.metadata.model import TableName

Likeness = Callable[[TableName, str, TableName, str], float | None]
"""From 0 to 1, of a column of an old table and one of a new table; None where rows do not say."""

MISSING = 0.1
"""Shares of missing values that differ by less are alike: samples of 1,000 rows do."""
DISTINCT = 0.8
"""So much alike are the counts of different values of equal columns."""


def likeness_of(old: SourceFindings, new: SourceFindings) -> Likeness:
    """Return how alike columns are by what was found out of both."""

    @cache
    def before(name: TableName) -> TableFindings | None:
        return old.table(name)

    @cache
    def after(name: TableName) -> TableFindings | None:
        return new.table(name)

    def likeness(was: TableName, column: str, now: TableName, other: str) -> float | None:
        one, two = before(was), after(now)
        ours, theirs = one and one.column(column), two and two.column(other)
        return _alike(ours, theirs) if ours and theirs else None

    return likeness


def _alike(was: ColumnFindings, now: ColumnFindings) -> float | None:
    one, other = was.statistics, now.statistics
    if not (one.rows and other.rows) or not (one.known or other.known):
        return None
    if not (one.known and other.known):
        return 0.0
    signs = [*_figures(one, other)]
    if was.codes or now.codes:
        signs.append({each.value for each in was.codes} == {each.value for each in now.codes})
    if was.meaning and now.meaning and was.meaning.value == now.meaning.value:
        signs.append(True)
    return sum(signs) / len(signs)


def _figures(one: ColumnStatistics, other: ColumnStatistics) -> list[bool]:
    few, many = sorted((one.distinct, other.distinct))
    signs = [abs(one.missing - other.missing) <= MISSING, few >= DISTINCT * many]
    for ours, theirs in (
        (one.shortest, other.shortest),
        (one.longest, other.longest),
        (one.low or None, other.low or None),
        (one.high or None, other.high or None),
    ):
        if ours is not None or theirs is not None:
            signs.append(ours == theirs)
    return signs
