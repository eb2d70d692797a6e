"""Versions of sources: compared, made the newest again, and what of their changes still waits.

Who sees the scan of a source sees them; who may launch the scan may restore and accept.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query

from onedata_assets.domain.metadata.differences import Change
from onedata_assets.domain.metadata.open_changes import waiting_changes
from onedata_assets.domain.metadata.restoring import restored
from onedata_assets.domain.metadata.version_differences import version_differences
from onedata_portal.api.errors import ForbiddenError, may_answer
from onedata_portal.api.source_items import change_item, version_item
from onedata_portal.api.source_models import (
    SourceChange,
    SourceDifferences,
    SourceVersionHistory,
    SourceVersionItem,
    SourceWaiting,
    VersionChoice,
)
from onedata_portal.api.source_reading import SeenSource, Sight
from onedata_portal.api.sources import Name, TheSight, may_edit, sources_of
from onedata_portal.api.within import Asker, Within
from onedata_resources.clients.kept_sources import keep_source
from onedata_resources.store.accepted_versions import accept_version, accepted_version
from onedata_resources.store.metadata import SourceVersions

router = APIRouter(tags=["metadata"], responses=may_answer(404, 503))
Version = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Number of a version.")]


@router.get(
    "/metadata/sources/{name}/versions",
    operation_id="list_source_versions",
    summary="Versions of a source · 数据源版本",
)
async def list_source_versions(asker: Asker, sight: TheSight, name: Name) -> SourceVersionHistory:
    """Return the versions of a source, the newest first."""

    def read() -> SourceVersionHistory:
        source = sources_of(asker).get(name, sight.seen)
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
        sources = sources_of(asker)
        sources.get(name, sight.seen)
        later = SourceVersions(asker.portal.store).version(name, new).number
        earlier = old or max(later - 1, 1)
        told = version_differences(sources.known(name, earlier), sources.known(name, later))
        changes = sorted(told, key=lambda each: not each.is_breaking)
        return SourceDifferences(old=earlier, new=later, items=_shown(changes, name, sight))

    return await to_thread.run_sync(read)


@router.get(
    "/metadata/sources/{name}/waiting",
    operation_id="get_waiting_changes",
    summary="Breaking changes that nobody accepted · 待确认的破坏性变化",
)
async def get_waiting_changes(asker: Asker, sight: TheSight, name: Name) -> SourceWaiting:
    """Return the breaking changes since the version that was accepted last which still hold.

    Who reads what changed, and which runs that breaks, tells the check of the scan.
    """
    return await to_thread.run_sync(
        lambda: _waiting(asker, sources_of(asker).get(name, sight.seen), sight)
    )


@router.post(
    "/metadata/sources/{name}/accept",
    operation_id="accept_source_changes",
    summary="Let breaking changes wait for nobody · 确认破坏性变化",
    responses=may_answer(403),
)
async def accept_source_changes(
    asker: Asker, sight: TheSight, name: Name, body: VersionChoice
) -> SourceWaiting:
    """Let what changed up to a version wait for nobody; the next scan's check fails no more.

    The version is the newest that the person saw: what a scan finds meanwhile goes on waiting, and
    is returned.
    """

    def accept() -> SourceWaiting:
        source = sources_of(asker).get(name, sight.seen)
        _require_edit(asker, source)
        versions = SourceVersions(asker.portal.store)
        versions.version(name, body.version)
        if body.version > accepted_version(versions.store, name):
            accept_version(versions.store, name, body.version)
        details = {"version": body.version, "why": body.why}
        asker.did("metadata.accept", "source", name, project=_projects(source), details=details)
        return _waiting(asker, source, sight)

    return await to_thread.run_sync(accept)


@router.post(
    "/metadata/sources/{name}/restore",
    operation_id="restore_source_version",
    summary="Make an earlier version the newest · 恢复版本",
    responses=may_answer(403),
)
async def restore_source_version(
    asker: Asker, sight: TheSight, name: Name, body: VersionChoice
) -> SourceVersionItem:
    """Make an earlier version the newest; the source itself stays, and its next scan tells it."""

    def restore() -> SourceVersionItem:
        source = sources_of(asker).get(name, sight.seen)
        _require_edit(asker, source)
        versions, actor = SourceVersions(asker.portal.store), asker.person.name
        made = restored(
            versions, name, body.version, asker.portal.clock(), actor=actor, keep=keep_source
        )
        details = {"restored": body.version, "version": made.number, "why": body.why}
        asker.did("metadata.restore", "source", name, project=_projects(source), details=details)
        return version_item(made)

    return await to_thread.run_sync(restore)


def _waiting(asker: Within, source: SeenSource, sight: Sight) -> SourceWaiting:
    """Return what of a source's changes waits, of tables that the person sees."""
    name, past = source.name, source.past
    if not past:
        return SourceWaiting(newest=0, items=[])
    accepted = accepted_version(asker.portal.store, name)
    changes = waiting_changes(past, accepted, partial(source.sources.known, name))
    return SourceWaiting(newest=past[0].number, items=_shown(changes, name, sight))


def _shown(changes: Iterable[Change], name: str, sight: Sight) -> list[SourceChange]:
    """Return the changes of tables that the person sees."""
    return [
        change_item(each) for each in changes if sight.has(sight.key_of(name, each.table) or ())
    ]


def _require_edit(asker: Within, source: SeenSource) -> None:
    if not may_edit(asker, source):
        raise ForbiddenError.role()


def _projects(source: SeenSource) -> str:
    return ",".join(sorted(source.asset.projects))
