"""Columns as SQL over source columns: one declaration for both value and lineage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Derived:
    """A column: a Polars SQL expression, and the source columns that it reads."""

    sql: str
    sources: tuple[str, ...]


def same(column: str) -> Derived:
    """Return a column that is taken over unchanged."""
    return Derived(f'"{column}"', (column,))


def select(frame: pl.LazyFrame, columns: Mapping[str, Derived]) -> pl.LazyFrame:
    """Return the frame with exactly the declared columns."""
    import polars as pl

    return frame.select(pl.sql_expr(column.sql).alias(name) for name, column in columns.items())
