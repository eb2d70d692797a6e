"""What a Delta log tells of a data file, so that readers pass over files without their rows.

The form is that of the Delta protocol, "Per-file Statistics": rows, and for each column its nulls,
least and greatest value. Taken from the file's own footer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyarrow.parquet import FileMetaData, Statistics

INDEXED_COLUMNS = 32
"""Delta's default: the columns behind them are not told of."""
LONGEST = 32
"""A longer text is not told: a bound that is cut must be rounded up, and the log stays small."""
_MILLISECOND = 1000


def file_stats(path: str) -> dict[str, Any]:
    """Return the statistics of a Parquet file of flat columns.

    A column whose bounds the file does not know, or that have no place in JSON, has none.
    """
    from pyarrow.parquet import read_metadata

    metadata = read_metadata(path)
    nulls: dict[str, int] = {}
    least: dict[str, Any] = {}
    greatest: dict[str, Any] = {}
    for index in range(min(metadata.num_columns, INDEXED_COLUMNS)):
        name = metadata.schema.column(index).name
        groups = list(_groups(metadata, index))
        if any(group is None or not group.has_null_count for group in groups):
            continue
        known = [group for group in groups if group]
        nulls[name] = sum(group.null_count for group in known)
        # A group of nulls alone has no bounds, and needs none.
        valued = [group for group in known if group.num_values]
        if not valued or not all(group.has_min_max for group in valued):
            continue
        low = _told(min(group.min for group in valued), up=False)
        high = _told(max(group.max for group in valued), up=True)
        if low is not None and high is not None:
            least[name], greatest[name] = low, high
    return {
        "numRecords": metadata.num_rows,
        "minValues": least,
        "maxValues": greatest,
        "nullCount": nulls,
    }


def _groups(metadata: FileMetaData, column: int) -> Iterator[Statistics | None]:
    for group in range(metadata.num_row_groups):
        yield metadata.row_group(group).column(column).statistics


def _told(value: object, *, up: bool) -> object:
    """Return a bound as JSON holds it, None for one that cannot be told."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value if len(value) <= LONGEST else None
    if isinstance(value, datetime):
        return _instant(value, up=up)
    return value.isoformat() if isinstance(value, date) else None


def _instant(value: datetime, *, up: bool) -> str:
    """Return a time in milliseconds, as Delta tells it; an upper bound is rounded up."""
    beyond = value.microsecond % _MILLISECOND
    value -= timedelta(microseconds=beyond)
    if up and beyond:
        value += timedelta(milliseconds=1)
    text = value.replace(tzinfo=None).isoformat(" ", "milliseconds")
    return f"{text.replace(' ', 'T')}Z" if value.tzinfo else text
