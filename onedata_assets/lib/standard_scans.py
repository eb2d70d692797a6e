"""What scans do for standards: a draft of each table that they looked at, beside people's own.

How a draft is made is in `domain/metadata/found_drafts.py`; publishing is a person's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.findings import SourceFindings, TableFindings
from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.sources import Source, asset_path
from onedata_resources.clients.catalog import SAMPLE_ROWS
from onedata_resources.store.database import Store
from onedata_resources.store.metadata import SourceVersion
from onedata_resources.store.review_model import Origin
from onedata_resources.store.reviewed import STANDARD, Reviews

if TYPE_CHECKING:
    import polars as pl


def scan_draft(
    source: Source, table: Table, rows: pl.DataFrame, findings: TableFindings
) -> dict[str, str]:
    """Return the draft of a table's standard by the name of its asset, while rows are at hand.

    There is none where no column of the table was read.
    """
    from onedata_assets.domain.metadata.found_drafts import drafts, is_whole

    if not rows.width or not any(each.name in rows.columns for each in table.columns):
        return {}
    name = "/".join(asset_path(source, table.name))
    whole = is_whole(source.kind, table, rows, SAMPLE_ROWS)
    return {name: drafts(name, table, rows, findings, is_whole=whole).model_dump_json()}


def keep_scan_drafts(
    store: Store, version: SourceVersion, drafts: Mapping[str, str], now: datetime
) -> None:
    """Leave the drafts of a scan in the store, in place of those of earlier scans only."""
    if drafts:
        reason = f"{version.source} v{version.number}"
        Reviews(store, STANDARD).propose_all(drafts, now, reason=reason)


def scan_drafts(store: Store) -> Mapping[str, str]:
    """Return the drafts of scans, by the names of tables."""
    drafts = Reviews(store, STANDARD).drafts()
    return {each.name: each.content for each in drafts if each.origin is Origin.SCAN}


def keep_found_keys(
    store: Store,
    source: Source,
    tables: Iterable[Table],
    findings: SourceFindings,
    now: datetime,
    *,
    drafts: Mapping[str, str],
) -> None:
    """Leave the keys that a search of all rows found in those `drafts` of scans that have none."""
    from onedata_assets.domain.metadata.found_drafts import with_found_key
    from onedata_assets.domain.metadata.standard_differences import standard_from

    contents = dict[str, str]()
    for table in tables:
        name = "/".join(asset_path(source, table.name))
        known = findings.table(table.name) if name in drafts else None
        if known and known.keys:
            before = standard_from(drafts[name])
            made = with_found_key(before, known)
            contents |= {name: made.model_dump_json()} if made != before else {}
    if contents:
        Reviews(store, STANDARD).propose_all(contents, now, reason=f"{source.name}: keys / 键")
