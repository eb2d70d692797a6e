"""The lineage of a code location as plain data for `domain/metadata/readers.py`."""

from __future__ import annotations

import dagster as dg
from dagster._core.definitions.assets.graph.base_asset_graph import BaseAssetGraph

from onedata_assets.domain.metadata.readers import Lineage

COLUMN_LINEAGE = "dagster/column_lineage"


def lineage_of(graph: BaseAssetGraph) -> Lineage:
    """Return the lineage that the definitions tell; what runs alone tell is not in it."""
    parents, columns = {}, {}
    for node in graph.asset_nodes:
        key = tuple(node.key.path)
        parents[key] = {tuple(parent.path) for parent in node.parent_keys}
        told = node.metadata.get(COLUMN_LINEAGE)
        made_of = getattr(told, "value", told)
        if isinstance(made_of, dg.TableColumnLineage):
            columns[key] = {
                name: {(tuple(dep.asset_key.path), dep.column_name) for dep in deps}
                for name, deps in made_of.deps_by_column.items()
            }
    return Lineage(parents, columns)
