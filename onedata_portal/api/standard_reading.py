"""The standard of one table as somebody: whether they see it, may change it, and what it is now."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from onedata_assets.domain.metadata.shared_code_sets import to_hold
from onedata_assets.domain.metadata.standard_differences import rule_changes, standard_from
from onedata_assets.domain.metadata.standards import TableStandard
from onedata_assets.domain.security.roles import Action
from onedata_portal.api.asset_keys import Key
from onedata_portal.api.definitions import Definition
from onedata_portal.api.errors import ForbiddenError, NotFoundError
from onedata_portal.api.models import PLAIN
from onedata_portal.api.services import Services
from onedata_portal.api.standard_models import (
    StandardAnswer,
    StandardChange,
    StandardContent,
    StandardDraft,
    StandardResult,
    StandardVersion,
)
from onedata_portal.api.standard_sets import sets_of
from onedata_portal.api.within import Within
from onedata_resources.store.conformance import ConformanceResults, Kept
from onedata_resources.store.database import Store
from onedata_resources.store.review_model import Draft
from onedata_resources.store.reviewed import STANDARD, Reviews

TableName = Annotated[str, Query(min_length=1, max_length=300, pattern=PLAIN, alias="table")]
Version = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


async def table_of(asker: Within, services: Services, name: str) -> Definition:
    """Return the asset of a table.

    Raises:
        NotFoundError: There is none that the person sees.
    """
    key: Key = tuple(name.split("/"))
    asset = (await services.definitions.of(asker.known.viewer)).assets.get(key)
    if asset is None:
        raise NotFoundError.of("table", "数据表")
    return asset


def may_change(asker: Within, asset: Definition) -> bool:
    """Return whether the person may change its standard: who may launch in its projects."""
    return asker.known.viewer.may(Action.LAUNCH, asset.projects)


async def changeable(asker: Within, services: Services, name: str) -> Definition:
    """Return the asset of a table whose standard the person may change.

    Raises:
        NotFoundError: They do not see it.
        ForbiddenError: They see it, and may not.
    """
    asset = await table_of(asker, services, name)
    if not may_change(asker, asset):
        raise ForbiddenError.role()
    return asset


def in_force(store: Store, name: str) -> TableStandard:
    """Return the standard in force of a table, its code sets filled in.

    Raises:
        Missing: None was published.
        StandardError: It was retired, or it names a code set that is not there.
    """
    version = Reviews(store, STANDARD).version(name)
    return to_hold(name, version.content, sets_of(store), is_in_force=version.is_in_force)


def answer_of(asker: Within, asset: Definition, name: str) -> StandardAnswer:
    """Return everything about the standard of a table."""
    reviews = Reviews(asker.portal.store, STANDARD)
    history = reviews.history(name)
    published = standard_from(history[0].content) if history else None
    kept = ConformanceResults(asker.portal.store).of(name)
    return StandardAnswer(
        table=name,
        asset=asset.address,
        may_change=may_change(asker, asset),
        published=content_of(published) if published else None,
        versions=[StandardVersion.of(each) for each in history],
        drafts=[_draft(each, published) for each in reviews.drafts(name)],
        result=_result(kept) if kept else None,
    )


def content_of(standard: TableStandard) -> StandardContent:
    """Return a standard as it is answered."""
    return StandardContent.model_validate(standard.model_dump(mode="json"))


def _draft(draft: Draft, published: TableStandard | None) -> StandardDraft:
    told = standard_from(draft.content)
    changes = rule_changes(published, told) if published else []
    return StandardDraft(
        origin=draft.origin.value, at=draft.at, actor=draft.actor, reason=draft.reason,
        content=content_of(told), changes=[StandardChange.of(each) for each in changes],
    )  # fmt: skip


def _result(kept: Kept) -> StandardResult:
    told = dict(kept.told)
    return StandardResult(
        number=kept.number, at=kept.at, run_id=kept.run_id, passed=kept.passed, **told
    )
