"""Columns of texts as the types that their database has: a column keeps texts if one does not fit.

So infinite dates, days before Christ, `0000-00-00` and numbers of too many digits are not lost.
How the texts are had is in `database_copies.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

DIGITS = 38
"""Digits that a decimal number of Polars has at most."""
MOMENT = "%Y-%m-%d %H:%M:%S%.f"


class Kind(StrEnum):
    """What a database says that a column holds, where that is not text."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    UTC_MOMENT = "utc_moment"
    """A moment with a zone, written in UTC."""
    HEX = "hex"
    """Bytes, written as `\\x00ff`."""
    BITS = "bits"
    """A number, as its bytes with the highest first."""


def fitted(texts: pl.LazyFrame, kinds: Sequence[Kind | None], path: Path) -> pl.LazyFrame:
    """Return texts in the types that all values of their column fit, by way of a Parquet file.

    `kinds` are those of the columns, in their order.
    """
    import polars as pl

    names = texts.collect_schema().names()
    # By their number: to a query, `*` and `^a$` are names of several columns.
    numbered = texts.select(pl.nth(at).alias(str(at)) for at in range(len(names)))
    asked = {str(at): kind for at, kind in enumerate(kinds) if kind is not None}
    chosen = _chosen(numbered, asked)
    made = numbered.with_columns(each.alias(name) for name, each in chosen.items())
    made.rename({str(at): name for at, name in enumerate(names)}).sink_parquet(path)
    return pl.scan_parquet(path, glob=False)


def _chosen(texts: pl.LazyFrame, asked: Mapping[str, Kind]) -> dict[str, pl.Expr]:
    """Return for each column the first type that all its values fit; none where no type does."""
    import polars as pl

    scales = _scales(texts, [name for name, kind in asked.items() if kind is Kind.DECIMAL])
    tried = {name: _readings(name, kind, scales.get(name)) for name, kind in asked.items()}
    misfits = texts.select(
        (reading.is_null() & pl.col(name).is_not_null()).any().alias(f"{name} {at}")
        for name, readings in tried.items()
        for at, reading in enumerate(readings)
    )
    row = misfits.collect(engine="streaming").row(0, named=True) if any(tried.values()) else {}
    found = {
        name: [each for at, each in enumerate(readings) if not row[f"{name} {at}"]]
        for name, readings in tried.items()
    }
    return {name: fitting[0] for name, fitting in found.items() if fitting}


def _scales(texts: pl.LazyFrame, names: Sequence[str]) -> dict[str, int | None]:
    """Return the digits behind the point of decimal numbers; None where they are too many."""
    import polars as pl

    if not names:
        return {}
    value = pl.col(names)
    before = value.str.extract(r"^-?(\d+)").str.len_chars().max().fill_null(0)
    behind = value.str.extract(r"\.(\d+)$").str.len_chars().max().fill_null(0)
    [whole, scale] = [
        texts.select(each).collect(engine="streaming").row(0, named=True)
        for each in (before, behind)
    ]
    return {name: scale[name] if whole[name] + scale[name] <= DIGITS else None for name in names}


def _readings(name: str, kind: Kind, scale: int | None) -> list[pl.Expr]:
    """Return the types that a column of texts may have, the best first."""
    import polars as pl

    value: Any = pl.col(name)  # of texts, or of bytes
    digits = value.cast(pl.Binary).bin.encode("hex").str
    exact = [] if scale is None else [pl.Decimal(DIGITS, scale), pl.Float64]
    zoned = value.str.strip_suffix("+00").str.to_datetime(MOMENT, time_unit="us", strict=False)
    whole = (pl.Int64, pl.UInt64)
    readings: dict[Kind, list[pl.Expr]] = {
        Kind.BOOLEAN: [pl.when(value.is_in(["t", "f"])).then(value == "t")],
        Kind.INTEGER: [value.cast(each, strict=False) for each in whole],
        Kind.DECIMAL: [value.cast(each, strict=False) for each in exact],
        Kind.FLOAT: [value.cast(pl.Float64, strict=False)],
        Kind.DATE: [value.str.to_date("%Y-%m-%d", strict=False)],
        Kind.TIME: [value.str.to_time("%H:%M:%S%.f", strict=False)],
        Kind.MOMENT: [value.str.to_datetime(MOMENT, time_unit="us", strict=False)],
        Kind.UTC_MOMENT: [zoned.dt.replace_time_zone("UTC")],
        Kind.HEX: [value.str.strip_prefix("\\x").str.decode("hex", strict=False)],
        Kind.BITS: [digits.to_integer(base=16, dtype=each, strict=False) for each in whole],
    }
    return readings[kind]
