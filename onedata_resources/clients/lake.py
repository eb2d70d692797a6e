"""The lake: one Delta table per folder `<root>/<layer>/<table>`.

Every write is a version that readers see whole or not at all. dbt reads and writes the same
folders through `onedata_resources/dbt_plugin.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

TableAddress = Sequence[str]
"""Layer and table, as in an asset key's path."""


@dataclass(frozen=True)
class Written:
    """What one write left behind: the version that readers now see, and the rows written."""

    version: int
    rows: int


class LakeClient:
    """Reads and writes tables of the lake at `uri` (a path or an object store URL)."""

    def __init__(self, uri: str, storage_options: Mapping[str, str] | None = None) -> None:
        self.uri = uri.rstrip("/")
        self.storage_options = dict(storage_options or {})

    def location(self, address: TableAddress) -> str:
        """Return the table's folder."""
        return "/".join([self.uri, *address])

    def exists(self, address: TableAddress) -> bool:
        """Tell whether the table has a version."""
        from deltalake import DeltaTable

        return DeltaTable.is_deltatable(self.location(address), self.storage_options or None)

    def scan(self, address: TableAddress, version: int | None = None) -> pl.LazyFrame:
        """Return the table, newest or at `version`, without reading it yet."""
        import polars as pl

        return pl.scan_delta(
            self.location(address), version=version, storage_options=self.storage_options or None
        )

    def write(
        self,
        address: TableAddress,
        frame: pl.LazyFrame | pl.DataFrame,
        *,
        where: str | None = None,
    ) -> Written:
        """Replace the table, or only its rows that satisfy `where`, in one version."""
        raise NotImplementedError
