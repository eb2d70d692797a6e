"""Changes of data standards: drafts, publishing, retiring, restoring; each is in the audit log.

Whoever may launch runs in the projects of the table (creator, ops, dev) may do this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter

from onedata_assets.domain.metadata.shared_code_sets import resolved
from onedata_assets.domain.metadata.standard_differences import standard_from, with_accepted
from onedata_assets.domain.metadata.standards import StandardError
from onedata_portal.api.errors import may_answer
from onedata_portal.api.services import Services, TheServices
from onedata_portal.api.standard_models import (
    AcceptOrder,
    RestoreOrder,
    RetireOrder,
    StandardAnswer,
    StandardContent,
    StandardOrder,
)
from onedata_portal.api.standard_reading import TableName, answer_of, changeable
from onedata_portal.api.standard_sets import sets_of
from onedata_portal.api.within import Asker, Within
from onedata_resources.errors import refusals_told
from onedata_resources.store.kept_standards import keep_standards
from onedata_resources.store.missing import Missing
from onedata_resources.store.review_model import Origin
from onedata_resources.store.reviewed import STANDARD, Reviews

router = APIRouter(tags=["standards"], responses=may_answer(403, 404))


@router.put(
    "/standards/draft", operation_id="put_standard_draft", summary="Keep a draft · 保存草稿"
)
async def put_standard_draft(
    asker: Asker, services: TheServices, body: StandardContent
) -> StandardAnswer:
    """Keep what a person drafts of a table's standard; it is in force once it is published."""
    made = body.standard()

    def work() -> None:
        Reviews(asker.portal.store, STANDARD).propose(
            made.table, made.model_dump_json(), asker.portal.clock(),
            origin=Origin.PERSON, actor=asker.person.name,
        )  # fmt: skip

    return await done(asker, services, made.table, "standard.draft", work)


@router.delete(
    "/standards/draft", operation_id="delete_standard_draft", summary="Drop a draft · 丢弃草稿"
)
async def delete_standard_draft(
    asker: Asker, services: TheServices, table: TableName
) -> StandardAnswer:
    """Leave no draft by a person."""

    def work() -> None:
        Reviews(asker.portal.store, STANDARD).withdraw(table, Origin.PERSON)

    return await done(asker, services, table, "standard.drop_draft", work)


@router.post(
    "/standards/accept",
    operation_id="accept_standard_rules",
    summary="Accept rules of a draft · 采纳草稿规则",
)
async def accept_standard_rules(
    asker: Asker, services: TheServices, body: AcceptOrder
) -> StandardAnswer:
    """Take single rules of a draft over into what is published, as a person's draft to publish."""

    def work() -> None:
        reviews = Reviews(asker.portal.store, STANDARD)
        drafts = {each.origin.value: each for each in reviews.drafts(body.table)}
        if body.origin not in drafts:
            raise Missing(f"{body.table} has no such draft.", f"{body.table} 没有该草稿。")
        base = standard_from(reviews.version(body.table).content)
        told = standard_from(drafts[body.origin].content)
        made = with_accepted(base, told, set(body.accepted))
        reviews.propose(
            body.table, made.model_dump_json(), asker.portal.clock(),
            origin=Origin.PERSON, actor=asker.person.name,
        )  # fmt: skip

    return await done(asker, services, body.table, "standard.draft", work)


@router.post(
    "/standards/versions",
    operation_id="publish_standard",
    summary="Publish a standard · 发布数据标准",
)
async def publish_standard(
    asker: Asker, services: TheServices, body: StandardOrder
) -> StandardAnswer:
    """Make a standard the newest version; the table is held to it from its next check on."""
    made = body.content.standard()

    def work() -> None:
        resolved(made, sets_of(asker.portal.store))
        Reviews(asker.portal.store, STANDARD).publish(
            made.table, made.model_dump_json(), asker.portal.clock(),
            actor=asker.person.name, reason=body.reason, after=body.after,
        )  # fmt: skip
        keep_standards(asker.portal.store)

    return await done(
        asker, services, made.table, "standard.publish", work, details={"reason": body.reason}
    )


@router.post(
    "/standards/retirement",
    operation_id="retire_standard",
    summary="Retire a standard · 停用数据标准",
)
async def retire_standard(asker: Asker, services: TheServices, body: RetireOrder) -> StandardAnswer:
    """Put a standard out of force; its versions stay."""

    def work() -> None:
        Reviews(asker.portal.store, STANDARD).retire(
            body.table, asker.portal.clock(),
            actor=asker.person.name, reason=body.reason, after=body.after,
        )  # fmt: skip
        keep_standards(asker.portal.store)

    return await done(
        asker, services, body.table, "standard.retire", work, details={"reason": body.reason}
    )


@router.post(
    "/standards/restoration",
    operation_id="restore_standard",
    summary="Restore a version · 恢复历史版本",
)
async def restore_standard(
    asker: Asker, services: TheServices, body: RestoreOrder
) -> StandardAnswer:
    """Publish what a version said once more."""

    def work() -> None:
        Reviews(asker.portal.store, STANDARD).restore(
            body.table, body.number, asker.portal.clock(), actor=asker.person.name
        )
        keep_standards(asker.portal.store)

    return await done(
        asker, services, body.table, "standard.restore", work, details={"reason": str(body.number)}
    )


async def done(
    asker: Within,
    services: Services,
    table: str,
    action: str,
    work: Callable[[], None],
    *,
    details: Mapping[str, object] | None = None,
    limiter: CapacityLimiter | None = None,
) -> StandardAnswer:
    """Change something for who may, record it, and return how it stands now."""
    asset = await changeable(asker, services, table)

    def whole() -> StandardAnswer:
        with refusals_told(StandardError):
            work()
        projects = ",".join(sorted(asset.projects))
        asker.did(action, "standard", table, project=projects, details=details or {})
        return answer_of(asker, asset, table)

    return await to_thread.run_sync(whole, limiter=limiter)
