"""What a scan does for standards: a draft of each table that it looked at, beside people's own.

How a draft is made is in `domain/metadata/found_drafts.py`; publishing is a person's work.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.findings import TableFindings
from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.sources import Source, asset_path
from onedata_resources.clients.catalog import SAMPLE_ROWS
from onedata_resources.store.database import Store
from onedata_resources.store.metadata import SourceVersion
from onedata_resources.store.reviewed import STANDARD, Reviews

if TYPE_CHECKING:
    import polars as pl


class Drafted:
    """The drafts of one scan."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._contents: dict[str, str] = {}

    def draft(self, table: Table, rows: pl.DataFrame, findings: TableFindings) -> None:
        """Draft the standard of a table while rows of it are at hand."""
        from onedata_assets.domain.metadata.found_drafts import drafts, is_whole

        if not rows.width or not any(each.name in rows.columns for each in table.columns):
            return
        name = "/".join(asset_path(self._source, table.name))
        whole = is_whole(self._source.kind, table, rows, SAMPLE_ROWS)
        made = drafts(name, table, rows, findings, is_whole=whole)
        self._contents[name] = made.model_dump_json()

    def keep(self, store: Store, version: SourceVersion, now: datetime) -> None:
        """Leave the drafts in the store, in place of those of earlier scans only."""
        if not self._contents:
            return
        reason = f"{self._source.name} v{version.number}"
        Reviews(store, STANDARD).propose_all(self._contents, now, reason=reason)
