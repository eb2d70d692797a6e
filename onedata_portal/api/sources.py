"""Sources with their tables and columns; their versions are in `source_versions.py`.

Who sees the scan of a source sees it.
"""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Query

from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.security.roles import Action
from onedata_portal.api.errors import NotFoundError, may_answer
from onedata_portal.api.models import PLAIN
from onedata_portal.api.services import TheServices
from onedata_portal.api.source_items import (
    problem_items,
    source_item,
    table_detail,
    table_item,
)
from onedata_portal.api.source_models import (
    SourceDetail,
    SourceList,
    SourceTableDetail,
)
from onedata_portal.api.source_reading import SeenSource, Sight, Sources
from onedata_portal.api.tagging import TheTags
from onedata_portal.api.within import Asker, Within
from onedata_resources.store.key_measures import KeyMeasures
from onedata_resources.store.metadata import SourceVersions

router = APIRouter(tags=["metadata"], responses=may_answer(404, 503))
Name = Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,199}$", description="A source's name.")]
OfTable = Annotated[
    str, Query(min_length=1, max_length=500, pattern=PLAIN, description="As `sales.orders`.")
]


async def _sight(asker: Asker, services: TheServices, tags: TheTags) -> Sight:
    return Sight(await services.definitions.of(asker.known.viewer), (await tags.now()).tables)


TheSight = Annotated[Sight, Depends(_sight)]


@router.get("/metadata/sources", operation_id="list_sources", summary="Sources · 数据源")
async def listsources_of(asker: Asker, sight: TheSight) -> SourceList:
    """Return the sources that the person sees, by name, each with how its last scan went."""

    def read() -> SourceList:
        found = sources_of(asker).of(sight.seen)
        items = [source_item(each, _tables(each, sight)) for each in found]
        return SourceList(items=items, total=len(items))

    return await to_thread.run_sync(read)


@router.get("/metadata/sources/{name}", operation_id="get_source", summary="A source · 数据源")
async def get_source(asker: Asker, sight: TheSight, name: Name) -> SourceDetail:
    """Return a source with its tables, and what could not be read of it."""

    def read() -> SourceDetail:
        source = sources_of(asker).get(name, sight.seen)
        tables = _tables(source, sight)
        return SourceDetail(
            **source_item(source, tables).model_dump(),
            items=[table_item(source, each) for each in tables],
            problems=problem_items(source, sight),
            may_edit=may_edit(asker, source),
        )

    return await to_thread.run_sync(read)


@router.get(
    "/metadata/sources/{name}/table", operation_id="get_source_table", summary="A table · 表"
)
async def get_source_table(
    asker: Asker, sight: TheSight, name: Name, table: OfTable
) -> SourceTableDetail:
    """Return a table with its columns, what they mean and why, its keys and references."""

    def read() -> SourceTableDetail:
        source = sources_of(asker).get(name, sight.seen)
        for each in _tables(source, sight):
            if str(each.name) == table:
                return table_detail(source, each, sight, KeyMeasures(asker.portal.store))
        raise NotFoundError(f"The source has no table {table!r}.", f"该数据源没有表 {table!r}。")

    return await to_thread.run_sync(read)


def sources_of(asker: Within) -> Sources:
    """Return the sources of the portal's store."""
    return Sources(SourceVersions(asker.portal.store))


def _tables(source: SeenSource, sight: Sight) -> list[Table]:
    return [each for each in source.structure.tables if sight.has(source.key_of(each))]


def may_edit(asker: Within, source: SeenSource) -> bool:
    """Return whether a person may say what the versions of a source are worth."""
    return asker.known.viewer.may(Action.LAUNCH, source.asset.projects)
