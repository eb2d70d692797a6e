"""What the lake tells of a write and of a table's past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deltalake import DeltaTable


ROWS = "onedata.rows"
"""Key of a commit whose files Polars wrote: how many rows it wrote. Delta counts only its own."""
OPERATION = "onedata.operation"
"""Key of such a commit: what was done, in Delta's words, which says "CREATE TABLE" for both."""
WRITE = "WRITE"
MERGE = "MERGE"


@dataclass(frozen=True)
class Written:
    """What one write left behind: its version, and the rows that it wrote."""

    version: int
    rows: int


@dataclass(frozen=True)
class Version:
    """One entry of a table's history; `rows` is None where the operation wrote none."""

    version: int
    at: datetime
    operation: str
    rows: int | None


@dataclass(frozen=True)
class Compacted:
    """Data files before and after, and how many files of forgotten versions were deleted."""

    files_before: int
    files_after: int
    deleted: int


def history_of(table: DeltaTable, limit: int | None = None) -> list[Version]:
    """Return a table's versions, the newest first.

    Delta numbers the entries downward from the version that was opened, so a commit between
    opening and listing would shift every number: list again until none came between.
    """
    while True:
        opened = table.version()
        entries = table.history(limit)
        table.update_incremental()
        if table.version() == opened:
            return [_version(entry) for entry in entries]


def _version(entry: Mapping[str, Any]) -> Version:
    """Return an entry of Delta's history as a version."""
    metrics = entry.get("operationMetrics", {})
    rows = int(entry[ROWS]) if ROWS in entry else metrics.get("num_added_rows")
    if "num_target_rows_inserted" in metrics:
        rows = metrics["num_target_rows_inserted"] + metrics["num_target_rows_updated"]
    return Version(
        version=entry["version"],
        at=datetime.fromtimestamp(entry["timestamp"] / 1000, UTC),
        operation=entry.get(OPERATION, entry["operation"]),
        rows=rows,
    )
