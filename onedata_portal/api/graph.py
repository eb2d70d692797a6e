"""The graph of tables as a person sees it: nothing of tables that they do not see, not by an edge.

What scans know is read in `graph_reading.py`; one table in detail is in `graph_detail.py`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Query

from onedata_assets.domain.metadata.annotations import Key, Kind, key_of, level_of
from onedata_assets.domain.metadata.findings import FoundReference
from onedata_assets.domain.metadata.graph import EdgeKind
from onedata_assets.domain.metadata.physical_tables import LAYERS
from onedata_assets.domain.metadata.told_tables import ToldColumn
from onedata_assets.domain.processing.contract import Sensitivity
from onedata_portal.api.asset_list import ref
from onedata_portal.api.asset_models import Facet
from onedata_portal.api.definitions import Definition, Definitions
from onedata_portal.api.errors import may_answer
from onedata_portal.api.graph_models import (
    OTHER,
    Graph,
    GraphAsked,
    GraphEdge,
    GraphFacets,
    GraphNode,
)
from onedata_portal.api.graph_reading import Known, TheKnownTables
from onedata_portal.api.models import Texts
from onedata_portal.api.services import TheServices
from onedata_portal.api.tagging import Tagging, TheTags
from onedata_portal.api.within import Asker
from onedata_resources.store.annotations import Annotations

router = APIRouter(tags=["metadata"], responses=may_answer(503))

MOST_NODES = 5000
"""More cannot be drawn; the answer says that it was cut."""


class Shown:
    """The tables that one person sees, with the edges between them."""

    def __init__(
        self, seen: Definitions, known: Known, tagging: Tagging, domains: Mapping[Key, str]
    ) -> None:
        self.known, self.tagging = known, tagging
        self._seen = seen
        self.nodes: dict[Key, GraphNode] = {
            key: self._node(asset, domains.get(key) or asset.tags.get("domain", ""))
            for key, asset in seen.assets.items()
            if self._is_table(key)
        }

    def edges(self, kind: EdgeKind, among: Iterable[Key]) -> Iterator[GraphEdge]:
        """Yield the edges of a kind between some of the tables."""
        kept = self.nodes.keys() & set(among)
        if kind is EdgeKind.REFERENCE:
            for child, parent, edge in self.known.references:
                if child in kept and parent in kept:
                    yield edge
            return
        for key in self.nodes:
            if key in kept:
                yield from self._lineage(key, kept)

    def upstream(self, key: Key) -> list[Key]:
        """Return the tables that a table is made from."""
        return [each for each in self._seen.assets[key].upstream if each in self.nodes]

    def downstream(self, key: Key) -> list[Key]:
        """Return the tables that are made from a table."""
        return [each for each in self._seen.downstream.get(key, ()) if each in self.nodes]

    def parent(self, reference: FoundReference) -> Key | None:
        """Return the table that a reference leads to, if the person sees it."""
        key = self.known.keys.get((reference.source, reference.parent))
        return key if key in self.nodes else None

    def told_columns(self, key: Key) -> list[ToldColumn]:
        """Return the columns of a table as the code, its last run and lineage tell of them."""
        table = self.tagging.tables.get(key)
        columns = list(table.columns) if table else []
        named = {each.name for each in columns}
        others = sorted(self.tagging.effective.levels.get(key, {}).keys() - named)
        return [*columns, *map(ToldColumn, others)]

    def _is_table(self, key: Key) -> bool:
        is_layered = len(key) == 2 and key[0] in LAYERS
        return key in self.known.tables or is_layered or bool(self.told_columns(key))

    def _node(self, asset: Definition, domain: str) -> GraphNode:
        known = self.known.tables.get(asset.key)
        found = known.description if known else None
        described = Texts.of(found) if found and found.en else None
        if not described and asset.description:
            described = Texts.same(asset.description)
        # Nothing of it is from outside: the parts are checked where they are made.
        return GraphNode.model_construct(
            **ref(asset.key).model_dump(),
            source=known.source if known else "",
            kind=known.kind if known else None,
            group=asset.group,
            domain=domain,
            sensitivity=_sensitivity(self.tagging, asset.key),
            columns=known.columns if known else len(self.told_columns(asset.key)),
            rows=known.rows if known else None,
            description=described,
        )

    def _lineage(self, key: Key, kept: set[Key]) -> Iterator[GraphEdge]:
        for parent in self.upstream(key):
            if parent in kept:
                source, target = self.nodes[parent].address, self.nodes[key].address
                yield GraphEdge(kind=EdgeKind.LINEAGE, source=source, target=target)


async def seen_tables(
    asker: Asker, services: TheServices, tags: TheTags, tables: TheKnownTables
) -> Shown:
    """Return the tables that a person sees.

    Raises:
        UnavailableError: Dagster does not answer, or no code location is loaded.
    """
    seen = await services.definitions.of(asker.known.viewer)
    known, tagging = await tables.now(), await tags.now()
    domains = await to_thread.run_sync(_domains, Annotations(asker.portal.store))
    return await to_thread.run_sync(Shown, seen, known, tagging, domains)


TheShown = Annotated[Shown, Depends(seen_tables)]


@router.get(
    "/metadata/graph",
    operation_id="get_metadata_graph",
    summary="Tables and how they hang together · 元数据图谱",
)
async def get_graph(shown: TheShown, asked: Annotated[GraphAsked, Query()]) -> Graph:
    """Return the tables that match, the edges between them, and what the filters can have."""
    wanted = [each for each in shown.nodes.values() if asked.takes(each)]
    nodes = wanted[:MOST_NODES]
    among = {tuple(each.key) for each in nodes}
    return Graph(
        nodes=nodes,
        edges=[each for kind in asked.edge or EdgeKind for each in shown.edges(kind, among)],
        facets=_facets(shown.nodes.values()),
        total=len(wanted),
        is_cut=len(wanted) > MOST_NODES,
    )


def _sensitivity(tagging: Tagging, key: Key) -> Sensitivity:
    levels = (level_of(each.tag) for each in tagging.effective.tables.get(key, ()))
    return Sensitivity(next(filter(None, levels), Sensitivity.NONE))


def _domains(annotations: Annotations) -> Mapping[Key, str]:
    """Return the domains that people gave tables."""
    said = (each for each in annotations.holding() if each.kind == Kind.DOMAIN and not each.column)
    return {key_of(each.asset): each.value for each in said}


def _facets(nodes: Iterable[GraphNode]) -> GraphFacets:
    counts: Sequence[Counter[str]] = (Counter(), Counter(), Counter())
    for each in nodes:
        for counter, value in zip(
            counts, (each.source or OTHER, each.domain or OTHER, each.sensitivity), strict=True
        ):
            counter[value] += 1
    return GraphFacets(
        sources=_ordered(counts[0]),
        domains=_ordered(counts[1]),
        sensitivities=[
            Facet(value=each, count=counts[2][each])
            for each in reversed(Sensitivity)
            if counts[2][each]
        ],
    )


def _ordered(counter: Counter[str]) -> list[Facet]:
    return [Facet(value=value, count=count) for value, count in sorted(counter.items())]
