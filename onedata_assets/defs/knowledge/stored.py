"""The document tables as the last run left them, and how they are replaced.

The assets that write them are in `documents.py`.
"""

from typing import TYPE_CHECKING

import dagster as dg

from onedata_assets.lib.keys import Layer, table_key
from onedata_assets.lib.tables import column_schema, contract_of
from onedata_resources.clients.lake import LakeClient

if TYPE_CHECKING:
    import polars as pl

    from onedata_assets.domain.knowledge.tables import ParsedTables

DOCUMENT = table_key(Layer.DWD, "document")
REJECTED = table_key(Layer.DWD, "document__rejected")
ELEMENT = table_key(Layer.DWD, "document_element")


def stored_tables(lake: LakeClient) -> "ParsedTables":
    """Return the tables of the last run, empty ones before the first."""
    from onedata_assets.domain.knowledge.tables import ParsedTables, empty_tables

    empty = empty_tables()
    return ParsedTables(
        documents=stored(lake, DOCUMENT, empty.documents),
        rejected=stored(lake, REJECTED, empty.rejected),
        elements=stored(lake, ELEMENT, empty.elements),
    )


def stored(lake: LakeClient, key: dg.AssetKey, empty: "pl.DataFrame") -> "pl.DataFrame":
    """Return the stored table, or `empty` before it exists or where its columns have changed."""
    if not lake.exists(key.path):
        return empty
    frame = lake.scan(key.path).collect()
    return frame if frame.schema == empty.schema else empty


def replaced(
    lake: LakeClient, key: dg.AssetKey, frame: "pl.DataFrame", before: "pl.DataFrame"
) -> dg.MaterializeResult:
    """Write the table where it differs from the stored one, and return what Dagster shows."""
    changed = not lake.exists(key.path) or not frame.equals(before)
    if changed:
        lake.write(key.path, frame)
    digest = str(frame.hash_rows(seed=0).sum() if frame.height else 0)
    return dg.MaterializeResult(
        asset_key=key,
        data_version=dg.DataVersion(digest),
        metadata={
            "dagster/row_count": frame.height,
            "dagster/column_schema": column_schema(contract_of(key).columns),
            "changed": changed,
        },
    )
