"""People of the platform: found by everybody, made and changed by administrators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter, Query

from onedata_portal.api.errors import ConflictError, may_answer
from onedata_portal.api.mine import memberships
from onedata_portal.api.models import Page
from onedata_portal.api.passwords import require_good
from onedata_portal.api.people_models import NewPerson, PersonChanges, PersonItem
from onedata_portal.api.within import Asker, Limit, Offset, Within
from onedata_resources.store.people import LOCAL, Person

router = APIRouter(tags=["people"])


@router.get("/people", operation_id="list_people", summary="People · 用户列表")
def list_people(
    asker: Asker,
    search: str = Query("", max_length=200),
    active: bool | None = None,
    offset: Offset = 0,
    limit: Limit = 50,
) -> Page[PersonItem]:
    """List people by name; who is no administrator sees the names of active ones only."""
    shown = active if asker.is_admin else True
    people, total = asker.portal.people.find(
        search=search, active=shown, offset=offset, limit=limit
    )
    if not asker.is_admin:
        items = [PersonItem(name=each.name, display_name=each.display_name) for each in people]
        return Page(items=items, total=total)
    locks = asker.portal.attempts.locks([each.name for each in people], asker.portal.clock())
    return Page(items=[_item(asker, each, locks) for each in people], total=total)


@router.post(
    "/people",
    operation_id="add_person",
    summary="Add a person · 添加用户",
    status_code=201,
    responses=may_answer(403, 409),
)
def add_person(asker: Asker, body: NewPerson) -> PersonItem:
    """Add somebody; a password that is given has to be changed at the first sign-in."""
    asker.require_admin()
    if body.password is not None:
        require_good(asker.portal, body.password, body.name, body.email)
    person = asker.portal.people.add(
        body.name,
        now=asker.portal.clock(),
        password=body.password,
        must_change_password=body.password is not None,
        display_name=body.display_name,
        email=body.email,
        organisation=body.organisation,
        is_admin=body.is_admin,
    )
    asker.did("person.add", "person", person.name, details={"is_admin": person.is_admin})
    asker.tell(person, "account_made")
    return _item(asker, person, {})


@router.patch(
    "/people/{name}",
    operation_id="change_person",
    summary="Change a person · 修改用户",
    responses=may_answer(403, 404, 409),
)
def change_person(asker: Asker, name: str, body: PersonChanges) -> PersonItem:
    """Change what is given; who is deactivated or gets a password is signed out everywhere.

    Their keys end too: who could guess the password could have made one.
    """
    asker.require_admin()
    fields = body.model_dump(exclude_none=True, exclude={"password"})
    people = asker.portal.people
    before = people.get(name)
    keys = asker.portal.tokens.list(before.name)
    if body.password is not None:
        _require_local(before)
        require_good(asker.portal, body.password, name)
    person = people.change(name, **fields)
    if body.password is not None:
        ended = people.set_password(person.name, body.password, must_change=True, end_keys=True)
        asker.did("person.password", "person", person.name, details={"keys_ended": ended})
        asker.tell(person, "password_reset")
    if person.is_admin != before.is_admin:
        asker.tell(person, "admin_given" if person.is_admin else "admin_taken")
    if fields:
        ended = {"keys_ended": len(keys)} if before.is_active and not person.is_active else {}
        asker.did("person.change", "person", name, details={**fields, **ended})
    return _item(asker, people.get(person.name), {})


@router.post(
    "/people/{name}/unlock",
    operation_id="unlock_person",
    summary="Unlock a name · 解除锁定",
    status_code=204,
    responses=may_answer(403),
)
def unlock_person(asker: Asker, name: str) -> None:
    """Let somebody sign in again after too many failures."""
    asker.require_admin()
    asker.portal.attempts.forget(name)
    asker.did("person.unlock", "person", name)


def _require_local(person: Person) -> None:
    if person.source != LOCAL:
        raise ConflictError(
            f"{person.name} signs in by {person.source}, which keeps the password.",
            f"{person.name} 通过 {person.source} 登录，口令由其管理。",
        )


def _item(asker: Within, person: Person, locks: Mapping[str, datetime]) -> PersonItem:
    return PersonItem(
        name=person.name,
        display_name=person.display_name,
        email=person.email,
        organisation=person.organisation,
        is_active=person.is_active,
        is_admin=person.is_admin,
        source=person.source,
        created_at=person.created_at,
        last_seen_at=person.last_seen_at,
        locked_until=locks.get(person.name),
        projects=memberships(asker.portal, person),
    )
