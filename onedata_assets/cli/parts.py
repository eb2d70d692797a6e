"""How the demo's assets are split into runs: by range of partitions, and for two cores.

A run carries one range of partitions, so clicks run apart from the rest; they and the documents
need nothing of the tables and are made beside them, as is how the platform was used, of which a
demo has its last day. Running is in `cli/materialize.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import dagster as dg
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph, AssetNode

from onedata_assets.lib.keys import System
from onedata_assets.lib.partitions import AUDIT_DAYS, CLICK_DAYS, RETAIL_DAYS, range_tags


@dataclass(frozen=True)
class Part:
    """What one run materializes, and the tags that give it its range of partitions."""

    keys: set[dg.AssetKey]
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Parts:
    """Five runs: `clicks`, `documents`, `usage`, beside them `tables`, and `rest` after both."""

    clicks: Part
    documents: Part
    usage: Part
    tables: Part
    rest: Part


def split(job: dg.JobDefinition) -> Parts:
    """Return every materializable asset of the job in exactly one part."""
    graph = job.asset_layer.asset_graph
    definitions = [set(assets.keys) for assets in graph.assets_defs if assets.is_executable]
    clicks = _holding(definitions, graph, lambda node: node.partitions_def == CLICK_DAYS)
    documents = _holding(definitions, graph, lambda node: node.group_name == System.KNOWLEDGE.value)
    usage = _holding(definitions, graph, lambda node: node.partitions_def == AUDIT_DAYS)
    rest = _downstream(definitions, graph, clicks)
    tables = set().union(*definitions) - clicks - documents - usage - rest
    return Parts(
        Part(clicks, _whole(CLICK_DAYS)),
        Part(documents),
        Part(usage, _last(AUDIT_DAYS)),
        Part(tables, _whole(RETAIL_DAYS)),
        Part(rest, _whole(RETAIL_DAYS)),
    )


def _holding(
    definitions: Iterable[set[dg.AssetKey]],
    graph: AssetGraph,
    wanted: Callable[[AssetNode], bool],
) -> set[dg.AssetKey]:
    """Return the assets of every definition that has one such asset: a step is never split."""
    return {key for keys in definitions if any(wanted(graph.get(k)) for k in keys) for key in keys}


def _downstream(
    definitions: Iterable[set[dg.AssetKey]], graph: AssetGraph, start: set[dg.AssetKey]
) -> set[dg.AssetKey]:
    """Return the assets of every definition that reads `start`, directly or not."""
    reached = set(start)
    while True:
        readers = {key for name in reached for key in graph.get(name).child_keys}
        more = {key for keys in definitions if keys & readers for key in keys}
        if more <= reached:
            return reached - start
        reached |= more


def _whole(days: dg.TimeWindowPartitionsDefinition) -> dict[str, str]:
    """Return the tags of a run over all days."""
    keys = days.get_partition_keys()
    return range_tags(keys[0], keys[-1])


def _last(days: dg.TimeWindowPartitionsDefinition) -> dict[str, str]:
    """Return the tags of a run over the last day."""
    last = days.get_partition_keys()[-1]
    return range_tags(last, last)
