"""Columns of texts out of logs as the types that their values have."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.log_formats.stamps import STAMPS, moments

if TYPE_CHECKING:
    import polars as pl

_MOMENT = next(stamp for stamp in STAMPS if stamp.name == "iso")
_KINDS = {
    r"^-?(?:0|[1-9]\d{0,17})$": "whole",
    r"^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$": "fraction",
    r"^(?:true|false|True|False)$": "truth",
    r"^(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-\d{2}$": "day",
    rf"^{_MOMENT.plain}$": "moment",
}
"""A number with noughts in front is a text."""
_TOLD_AS_TEXT = frozenset({"day", "moment"})
_WHOLE_NAMES = frozenset(
    {"status", "bytes", "pid", "tid", "connection", "priority", "version", "facility", "severity"}
)
_FRACTION_NAMES = frozenset({"request_time", "upstream_response_time"})
"""Columns whose type their format tells, so that it stays where a sample has no value of them."""


def typed(frame: pl.DataFrame, written: datetime, *, told: bool = False) -> pl.DataFrame:
    """Return the frame; texts that are all numbers, moments or truths are these.

    Where a format has told its types, a text is none of them but moments.
    """
    import polars as pl

    frame = frame.with_columns(pl.col(pl.Null).cast(pl.String))
    texts = [column for column in frame.get_columns() if column.dtype == pl.String]
    kinds = {key: kind for key, kind in _KINDS.items() if not told or kind in _TOLD_AS_TEXT}
    return frame.with_columns(_typed(column, written, kinds) for column in texts)


def _typed(column: pl.Series, written: datetime, kinds: dict[str, str]) -> pl.Series:
    import polars as pl

    if column.name in _WHOLE_NAMES:
        return column.cast(pl.Int64, strict=False)
    if column.name in _FRACTION_NAMES:
        return column.cast(pl.Float64, strict=False)
    told = column.drop_nulls()
    for pattern, kind in kinds.items():
        if not told.is_empty() and told.str.contains(pattern).all():
            return _as(column, kind, written).rename(column.name)
    return column


def _as(column: pl.Series, kind: str, written: datetime) -> pl.Series:
    import polars as pl

    match kind:
        case "whole":
            return column.cast(pl.Int64, strict=False)
        case "fraction":
            return column.cast(pl.Float64, strict=False)
        case "truth":
            return column.str.to_lowercase() == "true"
        case "day":
            return column.str.to_date("%Y-%m-%d", strict=False)
        case _:
            return moments(column, _MOMENT, written)
