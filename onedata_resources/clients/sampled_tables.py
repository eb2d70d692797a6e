"""Some rows of one table, of a source or of the lake, with its structure as it is told there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.model import Table, TableName
from onedata_assets.domain.metadata.sources import KnownTable, SourceKind
from onedata_assets.domain.metadata.structure import Problem, Wanted
from onedata_resources.clients.catalog import SAMPLE_ROWS, Catalog
from onedata_resources.clients.catalog_lake import lake_structure
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl

ADDRESS_PARTS = 2


@dataclass(frozen=True)
class Sampled:
    """A table, the kind of source that has it, and at most `SAMPLE_ROWS` of its rows."""

    kind: SourceKind
    table: Table
    rows: pl.DataFrame


def sampled(name: str, known: KnownTable | None, catalog: Catalog, lake: LakeClient) -> Sampled:
    """Return some rows of a table by the name of its asset: of the lake where no source has it.

    Raises:
        BadInputError: There is no such table, or its rows cannot be read.
        UnavailableError: Its source does not answer.
    """
    if known is None or known.source.kind is SourceKind.LAKE:
        table = _in_lake(name, lake)
        rows = lake.scan(name.split("/")).head(SAMPLE_ROWS).collect()
        return Sampled(SourceKind.LAKE, table, rows)
    source, table = known.source, _as_it_is(known, catalog)
    for _, found in catalog.samples(source, [table]):
        if isinstance(found, Problem):
            raise BadInputError(f"{name}: {found.en}", f"{name}：{found.zh}")
        return Sampled(source.kind, table, found)
    raise unknown(name)


def _as_it_is(known: KnownTable, catalog: Catalog) -> Table:
    """Return a table as its source tells it now: types may have changed since the last scan."""
    only = replace(known.source.wanted, include=(str(known.table.name),))
    tables = catalog.structure(replace(known.source, wanted=only)).tables
    return next((each for each in tables if each.name == known.table.name), known.table)


def unknown(name: str) -> BadInputError:
    """Return the error about a table that is nowhere."""
    return BadInputError(
        f"There is no table {name!r} in a source or in the lake: scan its source first.",
        f"数据源与数据湖中都没有表 {name!r}：请先扫描其数据源。",
    )


def _in_lake(name: str, lake: LakeClient) -> Table:
    parts = name.split("/")
    if len(parts) != ADDRESS_PARTS:
        raise unknown(name)
    layer, table = parts
    wanted = Wanted(schemas=(layer,), include=(f"{layer}.{table}",))
    for each in lake_structure(lake, wanted).tables:
        if each.name == TableName(layer, table):
            return each
    raise unknown(name)
