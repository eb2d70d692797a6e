"""Values of a sample as texts, null where files and exports write that there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

MISSING = ("", "NULL", "null", "None", "N/A", "n/a", "NaN", "nan", r"\N", "-", "--")
"""Texts that files and exports write where there is no value."""
NOT_AVAILABLE = "NA"
"""What R and pandas write where there is no value; also a code, of Namibia and North America."""
CODE = r"^[A-Z]{2,5}$"
CODES_LEAST = 0.5
"""Share of other values that are written like codes, from which that sign is one of them."""
WHOLE_MOST = 2**53
"""Beyond this a float no longer tells whole numbers apart."""
HOUR = 3_600_000_000
"""Microseconds."""


def texts_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with every value as text without space at its ends.

    Whole floats lose their `.0`, durations are hours, minutes and seconds (`-26:03:04.5`); nested
    values are JSON, but of bytes and of Python's own objects, alone or inside, there are no texts.
    """
    import polars as pl

    named = rows.columns
    rows = numbered(rows.get_columns())
    whole = _whole(rows)
    texts = [
        _text(pl.col(name), kind, is_whole=whole.get(name, False))
        for name, kind in rows.schema.items()
    ]
    missing = pl.lit(pl.Series(MISSING)).implode()
    texts_only = rows.select(
        (text if _is_plain(kind) else pl.when(~text.is_in(missing)).then(text)).alias(name)
        for (name, kind), text in zip(rows.schema.items(), texts, strict=True)
    )
    texts_only = _without_not_available(texts_only, rows.schema)
    texts_only.columns = named
    return texts_only


def numbered(columns: Iterable[pl.Series]) -> pl.DataFrame:
    """Return columns under their numbers: names may be any, also `*`, which in a query is all."""
    import polars as pl

    return pl.DataFrame([each.alias(str(n)) for n, each in enumerate(columns)])


def _without_not_available(texts: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return texts with null for NA, but for columns whose other values are codes as it is."""
    import polars as pl

    read = [name for name, kind in schema.items() if kind == pl.String]
    if not read or not texts.height:
        return texts
    has = texts.select((pl.col(read) == NOT_AVAILABLE).any()).row(0, named=True)
    found = [name for name in read if has[name]]
    if not found:
        return texts
    others = pl.col(found).filter(pl.col(found) != NOT_AVAILABLE)
    codes = texts.select(others.str.contains(CODE).mean()).row(0, named=True)
    return texts.with_columns(
        pl.when(pl.col(name) != NOT_AVAILABLE).then(pl.col(name)).alias(name)
        for name in found
        if (codes[name] or 0.0) < CODES_LEAST
    )


def _is_plain(kind: pl.DataType) -> bool:
    """Tell whether values of a type are never written like a missing one."""
    return kind.is_numeric() or kind.is_temporal()


def _whole(rows: pl.DataFrame) -> dict[str, bool]:
    """Tell of each column of floats whether all its numbers are whole."""
    import polars as pl

    floats = [name for name, kind in rows.schema.items() if kind.is_float()]
    if not floats:
        return {}
    number = pl.col(floats).fill_nan(None)
    return rows.select(((number % 1 == 0) & (number.abs() < WHOLE_MOST)).all()).row(0, named=True)


def _text(value: pl.Expr, kind: pl.DataType, *, is_whole: bool) -> pl.Expr:
    import polars as pl

    if kind == pl.String:
        return value.str.strip_chars()
    if kind.is_float():
        number = value.fill_nan(None)
        return (number.cast(pl.Int64) if is_whole else number).cast(pl.String)
    if kind == pl.Duration:
        return _clock(value)
    if kind.is_nested() and not _has_bytes(kind):
        whole = pl.struct(value.alias("v")).struct.json_encode()
        text = whole.str.strip_prefix('{"v":').str.strip_suffix("}")
        return pl.when(value.is_not_null()).then(text)
    if kind in (pl.Binary, pl.Object) or kind.is_nested():
        # The comparison with nothing keeps the number of rows, which a literal does not.
        return pl.when(value.is_null() & value.is_not_null()).then(pl.lit(""))
    return value.cast(pl.String, strict=False)


def _has_bytes(kind: pl.DataType) -> bool:
    """Tell whether bytes stand inside a nested type, which Polars 2.1 does not write as JSON."""
    import polars as pl

    if isinstance(kind, pl.Struct):
        return any(_has_bytes(each.dtype) for each in kind.fields)  # type: ignore[arg-type]
    if isinstance(kind, pl.List | pl.Array):
        return _has_bytes(kind.inner)  # type: ignore[arg-type]
    return kind == pl.Binary


def _clock(value: pl.Expr) -> pl.Expr:
    """Return durations as databases write them; a fraction of a second only where there is one."""
    import polars as pl

    whole = value.dt.total_microseconds()
    rest = whole.abs()
    hours = (rest // HOUR).cast(pl.String).str.zfill(2)
    clock = (rest % HOUR).cast(pl.Duration("us")) + pl.lit(0).cast(pl.Datetime("us"))
    fraction = clock.dt.to_string("%.6f").str.strip_chars_end("0").str.strip_chars_end(".")
    sign = pl.when(whole < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, hours, clock.dt.to_string(":%M:%S"), fraction)
