"""The lake itself as a source: its tables by layer, out of their logs and without their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.model import Column, Table, TableKind, TableName
from onedata_assets.domain.metadata.structure import Problem, Structure, Wanted, structure_of
from onedata_resources.clients.catalog_files import SAMPLE_ROWS
from onedata_resources.clients.catalog_frames import declared_of, family_of
from onedata_resources.clients.catalog_problems import failures_told, unforeseen
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import is_failure

if TYPE_CHECKING:
    import polars as pl


def lake_structure(lake: LakeClient, wanted: Wanted) -> Structure:
    """Return the tables of the lake, the layer as their schema; a broken one is a problem."""
    tables, problems = [], []
    for address in lake.tables():
        layer, _, name = address.partition("/")
        table = TableName(layer, name)
        if (wanted.schemas and layer not in wanted.schemas) or not wanted.takes(table):
            continue
        with failures_told(table, problems):
            tables.append(_table(lake, table))
    return structure_of(tables, problems)


def lake_samples(
    lake: LakeClient, tables: Iterable[Table], *, rows: int = SAMPLE_ROWS
) -> Iterator[tuple[Table, pl.DataFrame | Problem]]:
    """Yield at most so many rows of each table, or why there are none."""
    for table in tables:
        try:
            found = lake.scan((table.name.schema, table.name.name)).head(rows).collect()
        except BaseException as error:
            if not is_failure(error):
                raise
            found = unforeseen(table.name, error)
        yield table, found


def _table(lake: LakeClient, name: TableName) -> Table:
    opened = lake.table((name.schema, name.name))
    families = lake.scan((name.schema, name.name)).collect_schema()
    columns = [
        Column(
            name=each.name,
            type=str(each.type.to_json()).strip('"'),
            family=family_of(families[each.name]),
            nullable=each.nullable,
            comment=str(each.metadata.get("comment", "")),
            declared=declared_of(families[each.name]),
        )
        for each in opened.schema().fields
    ]
    return Table(
        name=name,
        kind=TableKind.TABLE,
        columns=tuple(columns),
        comment=opened.metadata().description or "",
        rows=opened.count(),
    )
