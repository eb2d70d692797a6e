"""What is found out of one table from its structure and some of its rows, all questions together.

Each question has a module of its own; the answers as they are kept are in `findings.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, MINYEAR, date
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.auto_tags import column_tags, table_tags
from onedata_assets.domain.metadata.descriptions import column_description, table_description
from onedata_assets.domain.metadata.findings import (
    ColumnFindings,
    ColumnStatistics,
    TableFindings,
)
from onedata_assets.domain.metadata.model import Family, Table
from onedata_assets.domain.metadata.recognised_facts import ColumnFacts, facts_of
from onedata_assets.domain.metadata.recognition import Recognised, recognised_all
from onedata_assets.domain.metadata.standards import ORDERED
from onedata_assets.domain.processing.contract import Sensitivity

if TYPE_CHECKING:
    import polars as pl

OTHERS = 2
"""So many meanings are told beside the likeliest."""
CODES = 50
BOUND_LENGTH = 40


def found(table: Table, rows: pl.DataFrame, *, mark: str, today: date) -> TableFindings:
    """Return what some rows of a table, its names and comments say of it.

    Keys and references are not in it: they are of all rows.
    """
    return next(found_all([(table, rows, mark)], today=today))


def found_all(
    tables: Sequence[tuple[Table, pl.DataFrame, str]], *, today: date
) -> Iterator[TableFindings]:
    """Yield for each table, its rows and its mark what `found` returns, in a third less time."""
    known = recognised_all(((table, rows) for table, rows, _ in tables), today=today)
    for (table, rows, mark), columns in zip(tables, known, strict=True):
        yield _found(table, rows, columns, mark)


def _found(
    table: Table, rows: pl.DataFrame, columns: Sequence[Recognised], mark: str
) -> TableFindings:
    facts = [facts_of(each) for each in columns]
    bounds = _bounds(rows, facts)
    return TableFindings(
        table=table.name,
        mark=mark,
        description=table_description(table, facts),
        rows=table.rows,
        columns=tuple(_column(each, bounds) for each in facts),
        tags=table_tags(facts),
    )


def _column(facts: ColumnFacts, bounds: dict[str, tuple[object, object]]) -> ColumnFindings:
    known = facts.recognised
    logical = known.logical
    codes = facts.codes if facts.sensitivity is not Sensitivity.DIRECT else None
    return ColumnFindings(
        name=known.column.name,
        description=column_description(facts),
        statistics=_statistics(facts, bounds),
        logical=logical.family if logical else None,
        form=logical.form if logical else "",
        meanings=known.meanings[: OTHERS + 1],
        unit=facts.unit,
        sensitivity=facts.sensitivity,
        nullable=facts.is_nullable,
        unique=facts.is_unique,
        codes=codes.codes[:CODES] if codes else (),
        code_list=codes.known_list if codes else "",
        samples=facts.samples,
        tags=column_tags(facts),
    )


def _statistics(facts: ColumnFacts, bounds: dict[str, tuple[object, object]]) -> ColumnStatistics:
    seen = facts.recognised.seen
    low, high = bounds.get(seen.column.name, (None, None))
    is_text = seen.family is Family.TEXT
    return ColumnStatistics(
        rows=seen.rows,
        known=seen.known,
        distinct=seen.distinct,
        low="" if is_text or low is None else str(low)[:BOUND_LENGTH],
        high="" if is_text or high is None else str(high)[:BOUND_LENGTH],
        shortest=low if is_text and isinstance(low, int) else None,
        longest=high if is_text and isinstance(high, int) else None,
    )


def _bounds(rows: pl.DataFrame, facts: list[ColumnFacts]) -> dict[str, tuple[object, object]]:
    """Return the smallest and largest value of columns that have an order, of texts the lengths."""
    import polars as pl

    asked: dict[str, pl.Expr] = {}
    kinds = rows.schema
    for each in facts:
        column = each.recognised.column
        kind = kinds[column.name]
        if kind == pl.String:
            asked[column.name] = pl.col(column.name).str.len_chars()
        elif column.family in ORDERED and kind.is_numeric() | kind.is_temporal() and each.is_open:
            value = pl.col(column.name)
            if isinstance(kind, pl.Date | pl.Datetime):  # Python has no year 0, which DuckDB reads
                value = pl.when(value.dt.year().is_between(MINYEAR, MAXYEAR)).then(value)
            asked[column.name] = value
    made = rows.select(
        *(value.min().alias(f"low {name}") for name, value in asked.items()),
        *(value.max().alias(f"high {name}") for name, value in asked.items()),
    )
    if made.is_empty():
        return {}
    row = made.row(0, named=True)
    return {name: (row[f"low {name}"], row[f"high {name}"]) for name in asked}
