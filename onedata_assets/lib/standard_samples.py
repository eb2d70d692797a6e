"""A standard drafted on demand, of one table, from a sample of its rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.found import found
from onedata_assets.domain.metadata.found_drafts import drafts
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.standards import TableStandard
from onedata_assets.domain.metadata.structure import Problem, Wanted
from onedata_assets.lib.standard_scans import is_whole
from onedata_assets.lib.standard_tables import ADDRESS_PARTS, Place, unknown
from onedata_resources.clients.catalog import SAMPLE_ROWS, Catalog
from onedata_resources.clients.catalog_lake import lake_structure
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl

LAKE = Source("lake", SourceKind.LAKE, "LAKE_URI", Wanted())


def draft_of(
    name: str, place: Place | None, catalog: Catalog, lake: LakeClient, today: date
) -> TableStandard:
    """Return the standard that some rows of a table suggest.

    Raises:
        BadInputError: There is no such table, or its rows cannot be read.
        UnavailableError: Its source does not answer.
    """
    if place is None or place.source.kind is SourceKind.LAKE:
        place = place_in_lake(name, lake)
        rows = lake.scan(name.split("/")).head(SAMPLE_ROWS).collect()
    else:
        rows = _sample(name, place, catalog)
    findings = found(place.table, rows, mark="", today=today)
    whole = is_whole(place.source, place.table, rows)
    return drafts(name, place.table, rows, findings, is_whole=whole)


def place_in_lake(name: str, lake: LakeClient) -> Place:
    """Return a lake table as a source tells it.

    Raises:
        BadInputError: The lake has none of that name.
    """
    parts = name.split("/")
    if len(parts) != ADDRESS_PARTS:
        raise unknown(name)
    layer, table = parts
    wanted = Wanted(schemas=(layer,), include=(f"{layer}.{table}",))
    for each in lake_structure(lake, wanted).tables:
        if each.name == TableName(layer, table):
            return Place(LAKE, each)
    raise unknown(name)


def _sample(name: str, place: Place, catalog: Catalog) -> pl.DataFrame:
    for _, rows in catalog.samples(place.source, [place.table]):
        if isinstance(rows, Problem):
            raise BadInputError(f"{name}: {rows.en}", f"{name}：{rows.zh}")
        return rows
    raise unknown(name)
