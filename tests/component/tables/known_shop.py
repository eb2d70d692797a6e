"""What scans of the source `shop` left in the store: two versions of three tables."""

from dataclasses import replace
from datetime import date, datetime

import polars as pl

from onedata_assets.domain.metadata.findings import FoundReference, SourceFindings, TableFindings
from onedata_assets.domain.metadata.found import found
from onedata_assets.domain.metadata.model import (
    Column,
    Evidence,
    Family,
    Table,
    TableKind,
    TableName,
)
from onedata_assets.domain.metadata.structure import structure_of
from onedata_assets.domain.metadata.versions import content_of
from onedata_resources.store.database import Store
from onedata_resources.store.metadata import Found, SourceVersions

TODAY = date(2026, 11, 26)
PHONE = Column("手机号", "VARCHAR(20)", Family.TEXT)
ID = Column("id", "INTEGER", Family.INTEGER, nullable=False)
CUSTOMER, SECRET, ORDERS = (TableName("", name) for name in ("customer", "secret", "orders"))


def table(name: TableName, *columns: Column) -> Table:
    return Table(name, TableKind.TABLE, columns, primary_key=("id",), rows=300)


def findings(*tables: Table) -> SourceFindings:
    rows = pl.DataFrame({"id": range(300), "手机号": [f"138{n:08d}" for n in range(300)]})
    return SourceFindings.of(
        found(each, rows.select(column.name for column in each.columns), mark="m", today=TODAY)
        for each in tables
    )


def scanned(store: Store, now: datetime, source: str = "shop") -> None:
    """Leave two versions: the second has a phone in `customer`, and orders that refer to it."""
    versions = SourceVersions(store)
    first = [table(CUSTOMER, ID), table(SECRET, ID, PHONE)]
    second = [table(CUSTOMER, ID, PHONE), table(SECRET, ID, PHONE), table(ORDERS, ID)]
    for tables in (first, second):
        known = findings(*tables)
        for name, parent in ((ORDERS, CUSTOMER), (CUSTOMER, SECRET)):
            told = known.table(name)
            if told and len(tables) == 3:
                known.put(_referring(told, parent, source))
        versions.record(
            source,
            content_of(structure_of(tables, [])),
            now,
            found=Found(known.text(), known.essence()),
            rows={"customer": 300},
        )


def _referring(told: TableFindings, parent: TableName, source: str) -> TableFindings:
    why = Evidence(f"All values are in {parent}.", f"全部取值均在 {parent} 中。")
    link = FoundReference(("id",), source, parent, ("id",), 0.9, 1.0, True, False, (why,))
    return replace(told, references=(link,))
