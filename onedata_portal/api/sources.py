"""Sources, their tables and columns, and their versions: compared, looked back at, restored.

Who sees the scan of a source sees it; who may launch the scan may restore a version.
"""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Query

from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.restoring import restored
from onedata_assets.domain.metadata.version_differences import KnownVersion, version_differences
from onedata_assets.domain.security.roles import Action
from onedata_portal.api.errors import ForbiddenError, NotFoundError, may_answer
from onedata_portal.api.models import PLAIN
from onedata_portal.api.services import TheServices
from onedata_portal.api.source_items import (
    change_item,
    problem_items,
    source_item,
    table_detail,
    table_item,
    version_item,
)
from onedata_portal.api.source_models import (
    Restoring,
    SourceDetail,
    SourceDifferences,
    SourceList,
    SourceTableDetail,
    SourceVersionHistory,
    SourceVersionItem,
)
from onedata_portal.api.source_reading import SeenSource, Sight, Sources
from onedata_portal.api.tagging import TheTags
from onedata_portal.api.within import Asker, Within
from onedata_resources.clients.kept_sources import keep_source
from onedata_resources.store.key_measures import KeyMeasures
from onedata_resources.store.metadata import SourceVersions

router = APIRouter(tags=["metadata"], responses=may_answer(404, 503))
Name = Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,199}$", description="A source's name.")]
Version = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Number of a version.")]
OfTable = Annotated[
    str, Query(min_length=1, max_length=500, pattern=PLAIN, description="As `sales.orders`.")
]


async def _sight(asker: Asker, services: TheServices, tags: TheTags) -> Sight:
    return Sight(await services.definitions.of(asker.known.viewer), (await tags.now()).tables)


TheSight = Annotated[Sight, Depends(_sight)]


@router.get("/metadata/sources", operation_id="list_sources", summary="Sources · 数据源")
async def list_sources(asker: Asker, sight: TheSight) -> SourceList:
    """Return the sources that the person sees, by name, each with how its last scan went."""

    def read() -> SourceList:
        found = _sources(asker).of(sight.seen)
        items = [source_item(each, _tables(each, sight)) for each in found]
        return SourceList(items=items, total=len(items))

    return await to_thread.run_sync(read)


@router.get("/metadata/sources/{name}", operation_id="get_source", summary="A source · 数据源")
async def get_source(asker: Asker, sight: TheSight, name: Name) -> SourceDetail:
    """Return a source with its tables, and what could not be read of it."""

    def read() -> SourceDetail:
        source = _sources(asker).get(name, sight.seen)
        tables = _tables(source, sight)
        return SourceDetail(
            **source_item(source, tables).model_dump(),
            items=[table_item(source, each) for each in tables],
            problems=problem_items(source, sight),
            may_edit=_may_edit(asker, source),
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
        source = _sources(asker).get(name, sight.seen)
        for each in _tables(source, sight):
            if str(each.name) == table:
                return table_detail(source, each, sight, KeyMeasures(asker.portal.store))
        raise NotFoundError(f"The source has no table {table!r}.", f"该数据源没有表 {table!r}。")

    return await to_thread.run_sync(read)


@router.get(
    "/metadata/sources/{name}/versions",
    operation_id="list_source_versions",
    summary="Versions of a source · 数据源版本",
)
async def list_source_versions(asker: Asker, sight: TheSight, name: Name) -> SourceVersionHistory:
    """Return the versions of a source, the newest first."""

    def read() -> SourceVersionHistory:
        source = _sources(asker).get(name, sight.seen)
        return SourceVersionHistory(items=[version_item(each) for each in source.past])

    return await to_thread.run_sync(read)


@router.get(
    "/metadata/sources/{name}/differences",
    operation_id="compare_source_versions",
    summary="What differs between two versions · 版本差异",
)
async def compare_source_versions(
    asker: Asker,
    sight: TheSight,
    name: Name,
    old: Version = None,
    new: Version = None,
) -> SourceDifferences:
    """Return what changed from one version to another: of structure, tags, keys and figures.

    Without numbers these are the newest and the one before it.
    """

    def read() -> SourceDifferences:
        sources = _sources(asker)
        sources.get(name, sight.seen)
        later = SourceVersions(asker.portal.store).version(name, new).number
        earlier = old or max(later - 1, 1)
        two = (
            KnownVersion(sources.structure(name, each), sources.findings(name, each))
            for each in (earlier, later)
        )
        changes = version_differences(*two)
        shown = [
            each
            for each in sorted(changes, key=lambda each: not each.is_breaking)
            if sight.has(sight.key_of(name, each.table) or ())
        ]
        return SourceDifferences(
            old=earlier, new=later, items=[change_item(each) for each in shown]
        )

    return await to_thread.run_sync(read)


@router.post(
    "/metadata/sources/{name}/restore",
    operation_id="restore_source_version",
    summary="Make an earlier version the newest · 恢复版本",
    responses=may_answer(403),
)
async def restore_source_version(
    asker: Asker, sight: TheSight, name: Name, body: Restoring
) -> SourceVersionItem:
    """Make an earlier version the newest; the source itself stays, and its next scan tells it."""

    def restore() -> SourceVersionItem:
        source = _sources(asker).get(name, sight.seen)
        if not _may_edit(asker, source):
            raise ForbiddenError.role()
        versions, actor = SourceVersions(asker.portal.store), asker.person.name
        made = restored(
            versions, name, body.version, asker.portal.clock(), actor=actor, keep=keep_source
        )
        details = {"restored": body.version, "version": made.number, "why": body.why}
        project = ",".join(sorted(source.asset.projects))
        asker.did("metadata.restore", "source", name, project=project, details=details)
        return version_item(made)

    return await to_thread.run_sync(restore)


def _sources(asker: Within) -> Sources:
    return Sources(SourceVersions(asker.portal.store))


def _tables(source: SeenSource, sight: Sight) -> list[Table]:
    return [each for each in source.structure.tables if sight.has(source.key_of(each))]


def _may_edit(asker: Within, source: SeenSource) -> bool:
    return asker.known.viewer.may(Action.LAUNCH, source.asset.projects)
