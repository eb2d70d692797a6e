"""Rows as drivers give them, as frames: no value is lost, whatever types a database has."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

_PLAIN = frozenset(
    {bool, int, float, str, bytes, Decimal, dt.date, dt.datetime, dt.time, dt.timedelta}
)
"""Types of Python that columns have; Polars ends in a panic on some others."""


def frame_of(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """Return rows as a frame; values that have no column type of their own become text."""
    import polars as pl

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pl.DataFrame(
        [_series(name, values) for name, values in zip(names, columns, strict=True)]
    )


def _series(name: str, values: tuple[Any, ...]) -> pl.Series:
    import polars as pl

    kinds = set(map(type, values)) - {type(None)}
    numbers = kinds <= {int, float} or (kinds == {Decimal} and not _are_finite(values))
    try:
        if numbers and kinds != {int}:
            floats = map(_float, values) if Decimal in kinds else values
            return pl.Series(name, floats, dtype=pl.Float64 if kinds else None)
        if kinds <= _PLAIN and not (dt.time in kinds and _have_zones(values)):
            return pl.Series(name, values, strict=True)
    except (ArithmeticError, RuntimeError, TypeError, ValueError, pl.exceptions.PolarsError):
        pass  # of types that differ, or too large for any column
    return pl.Series(name, [_text(value) for value in values], dtype=pl.String)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _are_finite(values: tuple[Any, ...]) -> bool:
    return all(each is None or each.is_finite() for each in values)


def _have_zones(values: tuple[Any, ...]) -> bool:
    return any(getattr(each, "tzinfo", None) for each in values)


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
