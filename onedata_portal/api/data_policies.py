"""Data policies of a project: its creators say who may read which rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter
from pydantic import Field, StringConstraints

from onedata_assets.domain.security.data_policies import DataPolicy, Shown
from onedata_assets.domain.security.data_reading import data_policy
from onedata_assets.domain.security.policies import Effect, PolicyError
from onedata_assets.domain.security.roles import Action
from onedata_portal.api.errors import may_answer
from onedata_portal.api.models import LINES, PLAIN, Body, Line
from onedata_portal.api.services import TheServices
from onedata_portal.api.tried_policies import tried
from onedata_portal.api.within import Asker
from onedata_resources.errors import BadInputError, refusals_told
from onedata_resources.store.data_policies import StoredDataPolicy

router = APIRouter(tags=["projects"])
MOST = 500
Subject = Annotated[str, StringConstraints(strip_whitespace=True, max_length=520, pattern=PLAIN)]
Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=PLAIN)
]
Rows = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000, pattern=LINES)]
Pattern = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=PLAIN)
]


class DataPolicyItem(Body):
    """What some people may read of some tables; the most specific policy decides."""

    name: Title
    subject: Subject = Field(
        description="`everyone`, `role:<role>`, `department:<path>` or `person:<name>`."
    )
    tables: list[Pattern] = Field(
        min_length=1, max_length=100, description="`layer/table`, or a pattern with `*`."
    )
    effect: Effect = Effect.ALLOW
    purpose: Line = Field(default="", description="Only for who states this purpose.")
    rows: Rows = Field(default="", description="A SQL condition; empty says nothing of rows.")
    columns: list[Pattern] = Field(
        default_factory=list,
        max_length=500,
        description="Names, patterns, or `sensitivity:direct`.",
    )
    shown: Shown = Shown.CLEAR
    until: date | None = Field(default=None, description="The last day on which it holds.")


class DataPolicyList(Body):
    """All data policies of a project."""

    items: Annotated[list[DataPolicyItem], Field(max_length=MOST)]


@router.get(
    "/projects/{name}/data-policies",
    operation_id="list_data_policies",
    summary="Data policies · 数据策略",
    responses=may_answer(404),
)
def list_data_policies(asker: Asker, name: str) -> DataPolicyList:
    """List who may read which rows and columns of the project's tables."""
    asker.require_in(name, Action.VIEW)
    stored = asker.portal.data_policies.of(name)
    return DataPolicyList(items=[_item(each) for each in stored])


@router.put(
    "/projects/{name}/data-policies",
    operation_id="put_data_policies",
    summary="Set the data policies · 设置数据策略",
    responses=may_answer(403, 404),
)
async def put_data_policies(
    asker: Asker, services: TheServices, name: str, body: DataPolicyList
) -> DataPolicyList:
    """Give a project these data policies and no others; each is tried on the tables it means."""
    asker.require_in(name, Action.MANAGE)
    policies = [_policy(each) for each in body.items]
    if len({each.name for each in policies}) < len(policies):
        raise BadInputError("Two policies have the same name.", "存在同名的策略。")
    if any(each.limits_rows for each in policies):
        definitions = await services.definitions.of(asker.known.viewer)
        own = {key for key, asset in definitions.assets.items() if name in asset.projects}
        await to_thread.run_sync(tried, policies, asker.portal.lake, own)
    await to_thread.run_sync(_put, asker, name, body.items)
    return body


def _put(asker: Asker, name: str, items: Sequence[DataPolicyItem]) -> None:
    asker.portal.data_policies.put(name, [StoredDataPolicy(**each.model_dump()) for each in items])
    told = [each.model_dump(mode="json", exclude_defaults=True) for each in items]
    asker.did("data_policies.set", "project", name, project=name, details={"policies": told})


def _policy(item: DataPolicyItem) -> DataPolicy:
    with refusals_told(PolicyError):
        return data_policy(item.model_dump())


def _item(stored: StoredDataPolicy) -> DataPolicyItem:
    return DataPolicyItem.model_validate(stored, from_attributes=True)
