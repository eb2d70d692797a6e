"""The fewest columns whose values together are different in every row, by trying few of the many.

How far columns look like a key is in `keys.py`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.name_kinds import is_description, is_relation_of
from onedata_assets.domain.metadata.naming import Name, column_name
from onedata_assets.domain.metadata.profile_expressions import different
from onedata_assets.domain.metadata.profiles import ColumnProfile, TableProfile

PARTS = 24
"""Columns, the likeliest, whose pairs are tried; of half as many the triples."""

SAMPLES = (20_000, 500_000)
"""First rows, fewer and more, in which most combinations already fail."""

ROOM = 0.8
"""Least combinations of different values for each row; estimates fall short by a few per cent."""

ATTEMPTS = 8
"""Combinations counted over the whole table, of each size, before it is given up."""

ENOUGH = 3
MANY_ROWS = 1_000_000
"""Combinations found after which no more are looked for; one is enough where counting costs."""

LONGEST_PART = 64
"""Letters, on average, of a text that may be a part of a key."""

MOST_PARTS = 6
"""First columns of a table that are tried as its key."""

EDITIONS = frozenset({"version", "edition", "revision", "year", "年度", "年份", "版本"})
"""Words for what codes and numbers are given anew with: ICD-9 and ICD-10, invoices of a year."""

CODES = frozenset({"code", "cd", "no", "number", "num"})
"""Marks of what people call things by."""

YEARS = (1900, 2100)

_PARTS_OF_KEYS = (Family.INTEGER, Family.TEXT, Family.DATE, Family.MOMENT)


def combinations(
    frame: pl.LazyFrame, profile: TableProfile, likeness: Mapping[str, float]
) -> list[tuple[str, ...]]:
    """Return combinations of two, else of three columns that are unique, the likeliest first.

    A combination is tried on the first rows, and counted in full only if none of these is double.
    Columns that are unique by themselves take no part: with them nothing would be the fewest.
    """
    parts = _parts(profile, likeness)
    if len(parts) < 2:
        return []
    sample = (
        frame.select(column.name for column in parts).head(SAMPLES[-1]).collect(engine="streaming")
    )
    enough = 1 if profile.rows > MANY_ROWS else ENOUGH
    found: list[tuple[str, ...]] = []
    for size, limit in ((2, PARTS), (3, PARTS // 2)):
        attempts = 0
        for columns in _in_order(parts[:limit], size, profile.rows, likeness):
            if len(found) >= enough or attempts >= ATTEMPTS:
                break
            if any(set(each) <= set(columns) for each in found) or not _differ(sample, columns):
                continue
            attempts += 1
            if _differ_in_full(frame, columns, profile.rows):
                found.append(columns)
        if found:
            break
    return found


def leading(frame: pl.LazyFrame, profile: TableProfile) -> tuple[str, ...]:
    """Return the fewest first columns that are unique together, the first of which alone is not.

    Whoever declares a table writes the columns of its key first. There may be fewer columns among
    them that are unique in the rows that there are: none is returned where not even all are.
    """
    first = list(itertools.takewhile(may_lead, profile.columns[:MOST_PARTS]))
    names = tuple(column.name for column in profile.columns)
    if len(first) == 1:
        is_key = any(column.unique and column.nulls == 0 for column in profile.columns[1:2])
        return names[:2] if is_key else ()
    able = [
        names[:size] for size in range(2, len(first) + 1) if _have_room(first[:size], profile.rows)
    ]
    if not able:
        return ()
    sample = frame.select(able[-1]).head(SAMPLES[-1]).collect(engine="streaming")
    differing = (
        each
        for each in able
        if _differ(sample, each) and _differ_in_full(frame, each, profile.rows)
    )
    return next(differing, ())


def numbered_anew(profile: TableProfile) -> tuple[str, ...]:
    """Return the first two columns where a code is unique, but told with its edition or year.

    The same code may be given anew: a document's number in SAP is one within its fiscal year.
    """
    first = _with_a_second(profile)
    if not first:
        return ()
    own, edition = (column_name(column.name) for column in first)
    is_code = not is_description(own) and own.mark != "id" and not own.generic
    anew = EDITIONS.intersection(edition.words[-1:]) or _are_years(first[1])
    return (first[0].name, first[1].name) if is_code and anew else ()


def of_two(profile: TableProfile) -> tuple[str, ...]:
    """Return the first two columns of a table that is named for what both are numbers of.

    `meter_point_rela` tells the points of meters, though each meter is at one point by now.
    """
    first = _with_a_second(profile)
    if not first:
        return ()
    own, other = (column.name for column in first)
    apart = column_name(own).words != column_name(other).words
    return (own, other) if apart and is_relation_of(profile.place.table.name, (own, other)) else ()


def _with_a_second(profile: TableProfile) -> Sequence[ColumnProfile]:
    """Return the first two columns where one is unique and the other may be told with it."""
    first = profile.columns[:2]
    able = len(first) > 1 and first[0].unique and not first[0].nulls and may_lead(first[1])
    return first if able else ()


def second(frame: pl.LazyFrame, profile: TableProfile) -> tuple[str, ...]:
    """Return the key that follows a number of the row: a code, told with whose it is.

    Goods have a number of the system, then that of their owner and the code which he gives them.
    """
    row, *others = profile.columns
    if len(others) < 3 or not row.unique or row.nulls or column_name(row.name).mark != "id":
        return ()
    told = leading(frame, replace(profile, columns=tuple(others)))
    its = [profile.column(each) for each in told]
    codes = [each for each in its if _is_a_code(column_name(each.name))]
    needed = not any(each.unique for each in its)
    told_by = any(each in codes for each in (*its[:1], *its[-1:]))
    return told if told_by and (needed or codes == its) else ()


def _is_a_code(name: Name) -> bool:
    """Tell whether people call things by it: a code, or the value of a list of each owner."""
    return name.mark in CODES or name.words in {("value",), ("name",)}


def _are_years(column: ColumnProfile) -> bool:
    ends = (column.low, column.high)
    return column.integral and all(
        str(each).isdigit() and YEARS[0] <= int(str(each)) <= YEARS[1] for each in ends
    )


def may_lead(column: ColumnProfile) -> bool:
    """Tell whether a column may be a part of a key: it is never empty, short, and repeats."""
    counted = column.numeric and (column.integral or column_name(column.name).marked)
    whole = column.family in _PARTS_OF_KEYS or counted
    short = (column.mean_length or 0) <= LONGEST_PART
    return whole and short and not column.unique and column.nulls == 0


def _parts(profile: TableProfile, likeness: Mapping[str, float]) -> list[ColumnProfile]:
    able = [column for column in profile.columns if may_lead(column) and column.distinct > 1]
    return sorted(able, key=lambda each: (-likeness[each.name], -each.distinct, each.name))[:PARTS]


def _in_order(
    parts: list[ColumnProfile], size: int, rows: int, likeness: Mapping[str, float]
) -> Iterator[tuple[str, ...]]:
    """Yield the combinations that have room for all rows, the likeliest first."""
    able = [each for each in itertools.combinations(parts, size) if _have_room(each, rows)]
    able.sort(
        key=lambda each: (
            -round(sum(likeness[column.name] for column in each), 6),
            math.prod(column.distinct for column in each),
            [column.name for column in each],
        )
    )
    for each in able:
        yield tuple(column.name for column in each)


def _have_room(columns: Sequence[ColumnProfile], rows: int) -> bool:
    return math.prod(column.distinct for column in columns) >= ROOM * rows


def differ(frame: pl.LazyFrame, columns: tuple[str, ...], rows: int) -> bool:
    """Tell whether columns together are different in every row of a table."""
    sample = frame.select(columns).head(SAMPLES[-1]).collect(engine="streaming")
    return _differ(sample, columns) and _differ_in_full(frame, columns, rows)


def _differ(sample: pl.DataFrame, columns: tuple[str, ...]) -> bool:
    return all(
        sample.head(rows).select(pl.struct(columns).hash().n_unique()).item()
        == min(rows, sample.height)
        for rows in SAMPLES
    )


def _differ_in_full(frame: pl.LazyFrame, columns: tuple[str, ...], rows: int) -> bool:
    """Tell whether columns that differ in the first rows do so in all, if there are more."""
    if rows <= SAMPLES[-1]:
        return True
    return different(frame, pl.struct(columns).hash()) == rows
