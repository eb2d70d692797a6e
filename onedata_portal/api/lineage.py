"""Lineage of assets and of columns, up and down. Dagster's own pages lack that of columns."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from onedata_assets.domain.operations.health import Health
from onedata_portal.api.asking import Who
from onedata_portal.api.asset_keys import Key, key_input
from onedata_portal.api.asset_list import ref
from onedata_portal.api.asset_models import AssetRef, ColumnRef
from onedata_portal.api.dagster import Answer, query_text, result_of
from onedata_portal.api.definitions import Definitions
from onedata_portal.api.errors import NotFoundError, may_answer
from onedata_portal.api.live import State
from onedata_portal.api.metadata import column_lineage
from onedata_portal.api.services import TheServices

router = APIRouter(tags=["assets"], responses=may_answer(404, 503))

# More cannot be read on a screen; the answer says that it was cut.
MOST_NODES = 400

Depth = Annotated[int, Query(ge=1, le=50, description="How many steps up and down.")]


class LineageNode(AssetRef):
    """An asset of a graph; negative levels are upstream."""

    level: int
    group: str
    kinds: list[str]
    health: Health
    is_active: bool = Field(description="Whether a run waits or runs to make it.")
    stale: str | None
    is_executable: bool


class LineageEdge(BaseModel):
    """That an asset is made from another, by their addresses."""

    source: str
    target: str


class LineageGraph(BaseModel):
    """The assets around one."""

    nodes: list[LineageNode]
    edges: list[LineageEdge]
    is_cut: bool = Field(description="Whether there are more within the depth than are shown.")


class ColumnEdge(BaseModel):
    """That a column is made from another."""

    source: ColumnRef
    target: ColumnRef


class ColumnGraph(BaseModel):
    """The columns around one, or around all of an asset."""

    edges: list[ColumnEdge]
    is_cut: bool


@router.get(
    "/assets/{address:path}/lineage",
    operation_id="get_asset_lineage",
    summary="The assets that an asset is made from, and those made from it",
)
async def get_lineage(
    address: str, who: Who, services: TheServices, depth: Depth = 2
) -> LineageGraph:
    """Return the graph around an asset, with the state of each."""
    asset, definitions = await services.definition(who, address)
    levels, is_cut = around(definitions, asset.key, depth)
    shown = [definitions.assets[key] for key in levels]
    states = await services.live.of_page(who.viewer, shown)
    return LineageGraph(
        nodes=[_node(definitions, key, level, states[key]) for key, level in levels.items()],
        edges=[
            LineageEdge(source=definitions.assets[parent].address, target=one.address)
            for one in shown
            for parent in one.upstream
            if parent in levels
        ],
        is_cut=is_cut,
    )


def around(definitions: Definitions, start: Key, depth: int) -> tuple[dict[Key, int], bool]:
    """Return the assets up and down of one with their levels, and whether some are left out."""
    levels = {start: 0}
    is_cut = False
    for sign in (-1, 1):
        border = [start]
        for step in range(1, depth + 1):
            near = [near for key in border for near in _next(definitions, key, sign)]
            border = [key for key in dict.fromkeys(near) if key not in levels]
            room = MOST_NODES - len(levels)
            is_cut = is_cut or len(border) > room
            border = border[:room]
            levels |= dict.fromkeys(border, sign * step)
    return levels, is_cut


def _next(definitions: Definitions, key: Key, sign: int) -> Iterable[Key]:
    if sign > 0:
        return definitions.downstream.get(key, ())
    return (parent for parent in definitions.assets[key].upstream if parent in definitions.assets)


def _node(definitions: Definitions, key: Key, level: int, state: State) -> LineageNode:
    asset = definitions.assets[key]
    return LineageNode(
        **ref(key).model_dump(),
        level=level,
        group=asset.group,
        kinds=list(asset.kinds),
        health=state.health,
        is_active=bool(state.active_run_ids),
        stale=state.stale,
        is_executable=asset.is_executable,
    )


Made = Mapping[Key, Mapping[str, list[ColumnRef]]]


@router.get(
    "/assets/{address:path}/column-lineage",
    operation_id="get_column_lineage",
    summary="The columns that a column is made from, and those made from it",
)
async def get_column_lineage(
    address: str,
    who: Who,
    services: TheServices,
    column: Annotated[str | None, Query(description="All columns if none is named.")] = None,
    depth: Depth = 3,
) -> ColumnGraph:
    """Return how columns are made, as the last materializations say, else as the code declares."""
    asset, definitions = await services.definition(who, address)
    levels, is_cut = around(definitions, asset.key, depth)
    variables = {"keys": [key_input(key) for key in levels]}
    answer = await services.dagster.ask(who.viewer, query_text("columns"), variables)
    made = read_columns(answer)
    edges = [edge for edge in _edges(made) if tuple(edge.source.asset.key) in definitions.assets]
    starts = {(asset.key, name) for name in _columns_of(asset.key, edges)}
    if column is not None:
        if (asset.key, column) not in starts:
            raise NotFoundError.of("column with lineage", "带血缘的列")
        starts = {(asset.key, column)}
    return ColumnGraph(edges=connected(edges, starts, depth), is_cut=is_cut)


def read_columns(answer: Answer) -> Made:
    """Return from which columns each column of the assets is made."""
    nodes = result_of(answer["assetsOrError"], en="asset", zh="资产")["nodes"]
    last = {
        tuple(node["key"]["path"]): event["metadataEntries"]
        for node in nodes
        for event in node["assetMaterializations"]
    }
    return {
        (key := tuple(node["assetKey"]["path"])): column_lineage(
            node["metadataEntries"], last.get(key, [])
        )
        for node in answer["assetNodes"]
    }


def _edges(made: Made) -> list[ColumnEdge]:
    return [
        ColumnEdge(source=source, target=ColumnRef(asset=ref(key), column=name))
        for key, columns in made.items()
        for name, sources in columns.items()
        for source in sources
    ]


Point = tuple[Key, str]


def _point(column: ColumnRef) -> Point:
    return tuple(column.asset.key), column.column


def _columns_of(key: Key, edges: Iterable[ColumnEdge]) -> set[str]:
    ends = (end for edge in edges for end in (edge.source, edge.target))
    return {end.column for end in ends if tuple(end.asset.key) == key}


def connected(edges: list[ColumnEdge], starts: set[Point], depth: int) -> list[ColumnEdge]:
    """Return the edges on the ways up and down from some columns."""
    kept: dict[int, ColumnEdge] = {}
    for is_up in (True, False):
        border = set(starts)
        for _ in range(depth):
            found = {
                number: edge
                for number, edge in enumerate(edges)
                if number not in kept and _point(edge.target if is_up else edge.source) in border
            }
            kept |= found
            border = {_point(edge.source if is_up else edge.target) for edge in found.values()}
    return [kept[number] for number in sorted(kept)]
