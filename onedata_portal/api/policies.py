"""Policies of a project: exceptions to what roles may, given by its creators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from onedata_assets.domain.security.policies import Effect, Policy, PolicyError
from onedata_assets.domain.security.roles import Action
from onedata_portal.api.errors import may_answer
from onedata_portal.api.models import PLAIN, Body
from onedata_portal.api.within import Asker
from onedata_resources.errors import refusals_told
from onedata_resources.store.policies import StoredPolicy

router = APIRouter(tags=["projects"])
MOST = 1000
Subject = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80, pattern=PLAIN)]


class PolicyItem(Body):
    """Whether everyone, a role or a person may do something in a project."""

    subject: Subject = Field(description="`everyone`, `role:<role>` or `person:<name>`.")
    action: Action
    effect: Effect


class PolicyList(Body):
    """All policies of a project."""

    items: Annotated[list[PolicyItem], Field(max_length=MOST)]


class RightsAnswer(BaseModel):
    """What each member may in a project, with its policies."""

    members: dict[str, list[Action]]


@router.get(
    "/projects/{name}/policies",
    operation_id="list_policies",
    summary="Policies · 项目组策略",
    responses=may_answer(404),
)
def list_policies(asker: Asker, name: str) -> PolicyList:
    """List the exceptions to what roles may."""
    asker.require_in(name, Action.VIEW)
    return PolicyList(items=[_item(each) for each in asker.portal.policies.of(name)])


@router.put(
    "/projects/{name}/policies",
    operation_id="put_policies",
    summary="Set the policies · 设置项目组策略",
    responses=may_answer(403, 404),
)
def put_policies(asker: Asker, name: str, body: PolicyList) -> PolicyList:
    """Give a project these policies and no others."""
    asker.require_in(name, Action.MANAGE)
    given = dict.fromkeys(_stored(each) for each in body.items)
    asker.portal.policies.put(name, given)
    told = [f"{each.effect} {each.subject} {each.action}" for each in given]
    asker.did("policies.set", "project", name, project=name, details={"policies": told})
    return PolicyList(items=[_item(each) for each in given])


@router.get(
    "/projects/{name}/rights",
    operation_id="list_rights",
    summary="What members may · 成员权限",
    responses=may_answer(404),
)
def list_rights(asker: Asker, name: str) -> RightsAnswer:
    """List what each member may, which is what the gateway decides by."""
    asker.require_in(name, Action.VIEW)
    rights = {
        each.name: sorted(asker.portal.identities.rights(each.name, each.role, name))
        for each in asker.portal.projects.members(name)
    }
    return RightsAnswer(members=rights)


def _stored(item: PolicyItem) -> StoredPolicy:
    with refusals_told(PolicyError):
        policy = Policy(item.subject, item.action, item.effect)
    return StoredPolicy(policy.subject, policy.action, policy.effect)


def _item(stored: StoredPolicy) -> PolicyItem:
    return PolicyItem(
        subject=stored.subject, action=Action(stored.action), effect=Effect(stored.effect)
    )
