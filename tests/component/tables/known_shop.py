"""What scans of the source `shop` left in the store: two versions of three tables."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import polars as pl

from onedata_assets.domain.metadata.described import ModelText
from onedata_assets.domain.metadata.finding_essence import essence_of
from onedata_assets.domain.metadata.findings import (
    FoundDependency,
    FoundReference,
    RowCount,
    SourceFindings,
    TableFindings,
)
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
from onedata_assets.domain.processing.contract import Text
from onedata_resources.store.database import Store
from onedata_resources.store.key_measures import KeyMeasures
from onedata_resources.store.metadata import Found, SourceVersions

TODAY = date(2026, 11, 26)
PHONE = Column("手机号", "VARCHAR(20)", Family.TEXT)
ID = Column("id", "INTEGER", Family.INTEGER, nullable=False)
CUSTOMER, SECRET, ORDERS = (TableName("", name) for name in ("customer", "secret", "orders"))


MODEL = "qwen3-32b"


def table(name: TableName, *columns: Column) -> Table:
    return Table(
        name, TableKind.TABLE, columns, comment=f"{name} 表", primary_key=("id",), rows=300
    )


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
                referring = _referring(told, parent, source)
                known.put(_written(referring) if name == CUSTOMER else referring)
        versions.record(
            source,
            content_of(structure_of(tables, [])),
            now,
            found=Found(known.text(), essence_of(known)),
            rows={"customer": 300},
        )
    for hours, orphans in ((1, 0), (0, 30)):
        figures = {"rows": 300, "filled": 300, "orphan_rows": orphans, "distinct": 300}
        figures |= {"orphan_values": orphans, "parent_distinct": 300, "repeated": 0}
        key = f"{source}/orders (id) → {source}/customer (id)"
        KeyMeasures(store).add(key, now - timedelta(hours=hours), figures)


def _referring(told: TableFindings, parent: TableName, source: str) -> TableFindings:
    why = Evidence(f"All values are in {parent}.", f"全部取值均在 {parent} 中。")
    link = FoundReference(("id",), source, parent, ("id",), 0.9, 1.0, True, False, (why,))
    counted = RowCount(41, "2026-11-26T01:00:00+00:00")
    return replace(told, references=(link,), counted=counted)


def _written(told: TableFindings) -> TableFindings:
    """Let a model have described the table and its phones; of the rest nothing could be used."""
    said = ModelText(Text(en="Who buys in the shop.", zh="在商店购物的顾客。"), MODEL, "d")
    phone = ModelText(Text(en="How they are reached.", zh="联系他们的电话。"), MODEL, "d")
    nothing = ModelText(None, MODEL, "d")
    columns = tuple(
        replace(each, model_text=phone if each.name == PHONE.name else nothing)
        for each in told.columns
    )
    why = Evidence("All rows of a phone have one id.", "同一手机号的行只有一个 id。")
    settled = FoundDependency((PHONE.name,), "id", 0.995, True, (why,))
    return replace(told, model_text=said, columns=columns, dependencies=(settled,))
