"""The columns of a lake table, whether it was loaded or only declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from onedata_assets.domain.processing.contract_schema import schema_of
from onedata_assets.lib.tables import contract_of, has_contract
from onedata_resources.clients.lake import LakeClient

if TYPE_CHECKING:
    import polars as pl


def known_columns(lake: LakeClient, pair: tuple[str, str]) -> pl.Schema | None:
    """Return the columns of a table; before its first load, those of its contract."""
    if lake.exists(pair):
        return lake.scan(pair).collect_schema()
    key = dg.AssetKey(pair)
    return schema_of(contract_of(key)) if has_contract(key) else None
