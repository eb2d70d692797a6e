"""Sources as scans leave them in the store of a portal, for tests of what is shown of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from onedata_assets.domain.metadata.finding_essence import essence_of
from onedata_assets.domain.metadata.findings import (
    ColumnFindings,
    ColumnStatistics,
    FoundReference,
    SourceFindings,
    TableFindings,
)
from onedata_assets.domain.metadata.model import (
    Column,
    Evidence,
    Family,
    Finding,
    ForeignKey,
    Table,
    TableKind,
    TableName,
)
from onedata_assets.domain.metadata.structure import structure_of
from onedata_assets.domain.metadata.versions import content_of, rows_of
from onedata_assets.domain.processing.contract import Text
from onedata_resources.store.database import Store
from onedata_resources.store.metadata import Found, SourceVersions

MATCHES = Evidence("98% of the values are keys there.", "98% 的值是对方的键。")
LOOKS_LIKE = Evidence("All values are mobile numbers.", "所有值均为手机号。")


def table(name: TableName, columns: Iterable[str], *, rows: int = 100, **more: str) -> Table:
    """Return a table whose first column is its key; `more` are columns that refer to tables.

    These are referred to by their `id`, or by the column that is named (`orders.order_id`).
    """
    names = [*columns, *more]
    keys = {column: (*to.split("."), "id")[:2] for column, to in more.items()}
    return Table(
        name,
        TableKind.TABLE,
        tuple(Column(each, "TEXT", Family.TEXT) for each in names),
        primary_key=(names[0],),
        foreign_keys=tuple(
            ForeignKey((column,), TableName("", to), (key,)) for column, (to, key) in keys.items()
        ),
        rows=rows,
    )


def refers(column: str, source: str, parent: TableName, key: str = "id") -> FoundReference:
    """Return a reference that was found in the rows."""
    return FoundReference((column,), source, parent, (key,), 0.91, 0.98, False, True, (MATCHES,))


def findings(table: Table, *references: FoundReference) -> TableFindings:
    """Return what a scan finds: a column `phone` has mobile numbers, the others nothing."""
    phones = (Finding("mobile_phone", 0.97, (LOOKS_LIKE,)),)
    return TableFindings(
        table.name,
        "m",
        Text(en=f"Table {table.name.name}", zh=f"表 {table.name.name}"),
        rows=table.rows,
        columns=tuple(
            ColumnFindings(
                each.name,
                Text(en=f"The {each.name}", zh=f"列 {each.name}"),
                ColumnStatistics(100, 100, 90),
                logical=each.family,
                meanings=phones if each.name == "phone" else (),
            )
            for each in table.columns
        ),
        references=references,
    )


def scanned(
    store: Store,
    source: str,
    tables: Iterable[Table],
    now: datetime,
    references: Mapping[str, Iterable[FoundReference]] | None = None,
) -> None:
    """Leave a source in the store with references found in its tables, by their names."""
    structure = structure_of(list(tables), [])
    found = SourceFindings.of(
        findings(each, *(references or {}).get(each.name.name, ())) for each in structure.tables
    )
    SourceVersions(store).record(
        source,
        content_of(structure),
        now,
        found=Found(found.text(), essence_of(found)),
        rows=rows_of(structure),
    )
