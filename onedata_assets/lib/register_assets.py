"""Registered tables as assets from outside, and the lake tables that they are exported to.

What one is, is in `domain/metadata/registers.py`; what is done to them, in `register_jobs.py`.
Which there are is kept in the store, and left for definitions in a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import dagster as dg

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.register_reach import Reached, Scanned, reach
from onedata_assets.domain.metadata.registers import (
    KIND,
    RegisteredTable,
    asset_path,
    export_table,
)
from onedata_assets.domain.metadata.sources import asset_path as source_path
from onedata_assets.domain.security.projects import PROJECT_TAG
from onedata_assets.lib.keys import System, owner
from onedata_resources.settings import value_of
from onedata_resources.store.kept_documents import kept_documents

REGISTER = "onedata/register"
"""Metadata of a registered table's asset: its name."""
REACHED = "onedata/reached"
"""Metadata of one that a source reaches: the source's name."""
UNREACHED = "onedata/unreached"
"""Metadata of one that nothing reaches: why."""


@dataclass(frozen=True)
class Registered:
    """A registered table as definitions know it, and where it is, or why nobody knows."""

    table: RegisteredTable
    project: str
    reached: Reached | DocumentError


def registered(sources: Sequence[Scanned]) -> list[Registered]:
    """Return the registered tables that definitions know."""
    default = value_of("ONEDATA_DEFAULT_PROJECT")
    known = [Scanned(each.source, each.project or default, each.structure) for each in sources]
    found = []
    for kept in kept_documents(KIND):
        table = RegisteredTable.model_validate(kept["content"])
        project = kept["project"] or default
        try:
            reached = reach(table, project, known)
        except DocumentError as error:
            reached = error
        found.append(Registered(table, project, reached))
    return found


def register_specs(found: Sequence[Registered]) -> Iterator[dg.AssetSpec]:
    """Yield the assets of registered tables; of those that are reached, also that of the export."""
    for each in found:
        yield _spec(each)
        if isinstance(each.reached, Reached):
            yield _export_spec(each)


def _spec(each: Registered) -> dg.AssetSpec:
    table, reached = each.table, each.reached
    is_reached = isinstance(reached, Reached)
    words = {
        "app": table.app,
        "field": table.field,
        "level": table.warehouse_level,
        "owner": table.owner,
        "location": table.location,
    }
    return dg.AssetSpec(
        dg.AssetKey(asset_path(table)),
        deps=[dg.AssetKey(source_path(reached.source, reached.table.name))] if is_reached else [],
        description=table.description
        or f"登记的离线表 {table.name} / the offline table {table.name}",
        group_name=System.CATALOG.value,
        owners=[owner(System.CATALOG)],
        kinds={"table", "register"},
        tags={PROJECT_TAG: each.project},
        metadata={
            "dagster/column_schema": _columns(table),
            REGISTER: table.name,
            **({REACHED: reached.source.name} if is_reached else {UNREACHED: str(reached)}),
            **{f"onedata/{name}": value for name, value in words.items() if value},
        },
    )


def _export_spec(each: Registered) -> dg.AssetSpec:
    name = each.table.name
    return dg.AssetSpec(
        dg.AssetKey(export_table(each.table)),
        deps=[dg.AssetKey(asset_path(each.table))],
        description=f"离线表 {name} 导出到数据湖的数据 / rows of {name}, exported to the lake",
        group_name=System.CATALOG.value,
        owners=[owner(System.CATALOG)],
        kinds={"deltalake", "register"},
        tags={PROJECT_TAG: each.project},
    )


def _columns(table: RegisteredTable) -> dg.TableSchema:
    return dg.TableSchema(
        [
            dg.TableColumn(each.name, each.type or "string", each.description or None)
            for each in table.columns
        ]
    )
