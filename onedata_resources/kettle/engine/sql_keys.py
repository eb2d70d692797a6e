"""Conditions on a table's columns, and batches cut so that no row waits for another's write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from onedata_resources.kettle.engine.sql_database import Database
from onedata_resources.kettle.settings.database_keys import Key

_EQUAL = frozenset({"=", "= ~NULL"})


def where(keys: Sequence[Key], database: Database) -> str:
    """Return the condition that finds the rows of the keys; its marks are the keys' fields."""
    return " AND ".join(f"( {_condition(key, database.quoted(key.column))} )" for key in keys)


def _condition(key: Key, column: str) -> str:
    if key.condition == "BETWEEN":
        return f"{column} BETWEEN ? AND ?"
    if key.condition in {"IS NULL", "IS NOT NULL"}:
        return f"{column} {key.condition}"
    if key.condition == "= ~NULL":
        return f"( {column} IS NULL AND ? IS NULL ) OR {column} = ?"
    return f"{column} {key.condition} ?"


def bound_fields(keys: Sequence[Key]) -> list[str]:
    """Return the fields that the condition binds, in the order of its marks."""
    return [name for key in keys for name in key.fields]


def all_equal(keys: Sequence[Key]) -> bool:
    """Return whether each key is found by equality, so that other keys cannot touch its rows."""
    return bool(keys) and all(key.condition in _EQUAL for key in keys)


def segments(batch: pl.DataFrame, keys: Sequence[str]) -> Iterator[pl.DataFrame]:
    """Yield the batch in parts, in order, in which no two rows can have the same key.

    Texts that differ only in case, accents or blanks count as the same: a database may say so.
    """
    if batch.height < 2:
        yield batch
        return
    before = batch.select(
        pl.int_range(pl.len()).shift(1).over([_loose(batch, name) for name in keys])
    ).to_series()
    start = 0
    repeated = before.is_not_null()
    for at, last in zip(repeated.arg_true().to_list(), before.drop_nulls().to_list(), strict=True):
        if last >= start:
            yield batch[start:at]
            start = at
    yield batch[start:]


def _loose(batch: pl.DataFrame, name: str) -> pl.Expr:
    value = pl.col(name)
    if batch.schema[name] != pl.String:
        return value
    plain = value.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    plain = plain.str.strip_chars()
    number = plain.cast(pl.Float64, strict=False).cast(pl.String)
    return pl.coalesce(number, plain)
