"""Tags, terms, owner and domain of tables and columns: shown with their reasons, given and ended.

Who sees the asset sees them; who may launch it may change them, and who manages all of its projects
may lower a sensitivity, as that shows personal data to more people.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, BackgroundTasks, Depends, Query, Request

from onedata_assets.domain.metadata.annotations import (
    AnnotationError,
    Kind,
    checked,
    gives_way,
    is_lowering,
    key_of,
    term_of,
    text_of,
)
from onedata_assets.domain.metadata.glossary import Term, TermState
from onedata_assets.domain.security.roles import Action
from onedata_portal.api.asset_keys import address_of, no_asset
from onedata_portal.api.asset_keys import key_of as key_of_address
from onedata_portal.api.definitions import Definition, Definitions
from onedata_portal.api.errors import ForbiddenError, NotFoundError, may_answer
from onedata_portal.api.models import Number
from onedata_portal.api.reloading import Reloads
from onedata_portal.api.services import Services, TheServices
from onedata_portal.api.tag_items import annotation_item, tagged_table
from onedata_portal.api.tag_models import (
    Address,
    AnnotationEnd,
    AnnotationHistory,
    AnnotationItem,
    MayTag,
    NewAnnotationItem,
    TaggedTable,
)
from onedata_portal.api.tagging import Tagging, TheTags
from onedata_portal.api.within import Asker, Within
from onedata_resources.errors import BadInputError, refusals_told
from onedata_resources.store.annotations import Annotations, NewAnnotation, StoredAnnotation
from onedata_resources.store.glossary import Glossary
from onedata_resources.store.kept_descriptions import keep_descriptions
from onedata_resources.store.missing import Missing

router = APIRouter(tags=["metadata"], responses=may_answer(404, 503))
OfAsset = Annotated[Address, Query(description="Address of the asset, as `dwd/member`.")]


class After:
    """What comes after the answer: definitions that show what was said are loaded again."""

    def __init__(
        self, request: Request, background: BackgroundTasks, services: TheServices, asker: Asker
    ) -> None:
        self._reloads: Reloads = request.app.state.reloads
        self._background, self._services, self._asker = background, services, asker

    def saying(self, said: StoredAnnotation, asset: Definition) -> None:
        """Load them again after a description of a table of a source."""
        if said.kind == Kind.DESCRIPTION and not said.column and "source" in asset.kinds:
            viewer = self._asker.known.viewer
            self._background.add_task(self._reloads.after_change, self._services, viewer)


TheAfter = Annotated[After, Depends()]


@router.get(
    "/metadata/tags",
    operation_id="get_tags",
    summary="Tags of a table and its columns · 表与列的标签",
)
async def get_tags(
    asker: Asker, services: TheServices, tags: TheTags, asset: OfAsset
) -> TaggedTable:
    """Return the tags of a table and its columns, each with who or what gave it and why."""
    found, seen = await seen_asset(asker, services, asset)
    tagging = await tags.now()
    store = asker.portal.store
    said = await to_thread.run_sync(Annotations(store).holding, text_of(found.key))
    terms = await to_thread.run_sync(known_terms, Glossary(store))
    return tagged_table(found, seen, tagging, said, terms, may=_may(asker, found))


@router.get(
    "/metadata/annotations",
    operation_id="list_annotations",
    summary="What was said of a table · 标注记录",
)
async def list_annotations(
    asker: Asker, services: TheServices, asset: OfAsset
) -> AnnotationHistory:
    """Return what people said of a table and its columns, also what holds no more."""
    found, _ = await seen_asset(asker, services, asset)
    annotations = Annotations(asker.portal.store)
    said = await to_thread.run_sync(annotations.history, text_of(found.key))
    return AnnotationHistory(items=[annotation_item(each) for each in said])


@router.post(
    "/metadata/annotations",
    operation_id="add_annotation",
    summary="Say something of a table or column · 添加标注",
    status_code=201,
    responses=may_answer(403),
)
async def add_annotation(
    asker: Asker, services: TheServices, tags: TheTags, after: TheAfter, body: NewAnnotationItem
) -> AnnotationItem:
    """Give a tag or term, refuse one, or set owner, domain or description."""
    found, _ = await seen_asset(asker, services, body.asset)
    value = _checked(body)
    _require(asker, found, lowers=is_lowering(body.kind, value))
    _require_column(await tags.now(), found, body.column)
    said = await to_thread.run_sync(_say, asker, found, body, value)
    after.saying(said, found)
    return annotation_item(said)


@router.post(
    "/metadata/annotations/{number}/end",
    operation_id="end_annotation",
    summary="End what was said · 撤销标注",
    responses=may_answer(403),
)
async def end_annotation(
    asker: Asker, services: TheServices, after: TheAfter, number: Number, body: AnnotationEnd
) -> AnnotationItem:
    """Take back what somebody said; it stays in the history."""
    annotations = Annotations(asker.portal.store)
    said = await to_thread.run_sync(annotations.get, number)
    try:
        found, _ = await seen_asset(asker, services, address_of(key_of(said.asset)))
    except NotFoundError as error:
        raise Missing.annotation(number) from error
    kind = Kind(said.kind)
    _require(asker, found, lowers=is_lowering(kind, said.value, is_ended=True))
    ended = await to_thread.run_sync(_end, asker, found, number, body.why)
    after.saying(ended, found)
    return annotation_item(ended)


async def seen_asset(
    asker: Within, services: Services, address: str
) -> tuple[Definition, Definitions]:
    """Return an asset that the person sees, and all that they see.

    Raises:
        NotFoundError: There is none that they see.
    """
    definitions = await services.definitions.of(asker.known.viewer)
    found = definitions.assets.get(key_of_address(address))
    if found is None:
        raise no_asset()
    return found, definitions


def known_terms(glossary: Glossary) -> Mapping[str, Term]:
    """Return the terms of the glossary that were not removed."""
    return {
        name: Term.model_validate(dict(each.content))
        for name, each in glossary.newest().items()
        if each.state != TermState.REMOVED
    }


def _may(asker: Within, asset: Definition) -> MayTag:
    viewer = asker.known.viewer
    return MayTag(
        edit=viewer.may(Action.LAUNCH, asset.projects),
        lower=viewer.may(Action.MANAGE, asset.projects),
    )


def _require(asker: Within, asset: Definition, *, lowers: bool) -> None:
    may = _may(asker, asset)
    if not may.edit:
        raise ForbiddenError.role()
    if lowers and not may.lower:
        raise ForbiddenError(
            "This would show personal data to more people: a creator of the project may say so.",
            "这会使更多人看到个人数据：需由项目组的创建者决定。",
        )


def _checked(body: NewAnnotationItem) -> str:
    with refusals_told(AnnotationError):
        return checked(body.kind, body.value, body.why, body.column)


def _require_column(tagging: Tagging, asset: Definition, column: str) -> None:
    known = tagging.effective.levels.get(asset.key, {})
    if column and known and column not in known:
        raise BadInputError(f"The table has no column {column!r}.", f"该表没有列 {column!r}。")


def _say(asker: Within, asset: Definition, body: NewAnnotationItem, value: str) -> StoredAnnotation:
    portal = asker.portal
    term = term_of(value)
    if body.kind is Kind.TAG and term and term not in known_terms(Glossary(portal.store)):
        raise Missing.term(term)
    annotations, name = Annotations(portal.store), text_of(asset.key)
    ends = [
        each.id
        for each in annotations.holding(name)
        if each.column == body.column and gives_way(Kind(each.kind), each.value, body.kind, value)
    ]
    new = NewAnnotation(name, body.column, body.kind, value, asker.person.name, body.why)
    said = annotations.add(new, portal.clock(), ends=ends)
    keep_descriptions(portal.store)
    _record(asker, asset, "annotation.add", said, body.why)
    return said


def _end(asker: Within, asset: Definition, number: int, why: str) -> StoredAnnotation:
    portal = asker.portal
    ended = Annotations(portal.store).end(number, asker.person.name, why, portal.clock())
    keep_descriptions(portal.store)
    _record(asker, asset, "annotation.end", ended, why)
    return ended


def _record(
    asker: Within, asset: Definition, action: str, said: StoredAnnotation, why: str
) -> None:
    details = {"column": said.column, "kind": said.kind, "value": said.value, "why": why}
    project = ",".join(sorted(asset.projects))
    asker.did(action, "table", said.asset, project=project, details=details)
