"""What people see and change about themselves: profile, password, sessions."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from onedata_assets.domain.security.roles import Role
from onedata_portal.api.errors import ForbiddenError, SignInFirstError, may_answer
from onedata_portal.api.me_models import Me, Membership, MyChanges, MySession, PasswordChange
from onedata_portal.api.models import Number, Page
from onedata_portal.api.passwords import require_good
from onedata_portal.api.within import Asker, ThePortal
from onedata_portal.gateway.door import session_cookies
from onedata_portal.gateway.entrance import Entrance, NotLetInError
from onedata_portal.gateway.known import known_of
from onedata_portal.portal import Portal
from onedata_resources.store.audit import Event
from onedata_resources.store.people import LOCAL, Person

router = APIRouter(tags=["me"])


def me_of(portal: Portal, person: Person) -> Me:
    """Return a person as they see themselves."""
    return Me(
        name=person.name,
        display_name=person.display_name,
        email=person.email,
        organisation=person.organisation,
        source=person.source,
        is_admin=person.is_admin,
        language=person.language,
        theme=person.theme,
        must_change_password=person.must_change_password,
        projects=memberships(portal, person),
    )


def memberships(portal: Portal, person: Person) -> list[Membership]:
    """Return the projects of a person with their titles and roles."""
    titles = portal.projects.titles(person.roles.keys())
    return [
        Membership(name=name, title=titles.get(name, ""), role=Role(role))
        for name, role in sorted(person.roles.items())
    ]


@router.put("/me", operation_id="change_me", summary="Change one's profile · 修改个人资料")
def change_me(asker: Asker, body: MyChanges) -> Me:
    """Change what is given of oneself."""
    asker.require_page()
    fields = body.model_dump(exclude_none=True)
    person = asker.portal.people.change(asker.person.name, **fields)
    asker.did("person.change", "person", person.name, details={"fields": sorted(fields)})
    return me_of(asker.portal, person)


@router.put(
    "/me/password",
    operation_id="change_my_password",
    summary="Change one's password · 修改口令",
    status_code=204,
    responses=may_answer(403),
)
def change_my_password(
    request: Request, body: PasswordChange, portal: ThePortal, response: Response
) -> None:
    """Change one's password; every other session ends, and this one gets a new secret.

    One's keys end where that is asked for.
    """
    known = known_of(request.scope)
    if known.person is None or known.via != "session":
        raise SignInFirstError.nobody()
    person = known.person
    if person.source != LOCAL:
        raise ForbiddenError(
            "Your password is kept by the provider that you sign in with: change it there.",
            "您的口令由所用的登录方式管理：请在那里修改。",
        )
    entrance = Entrance(portal, request.scope)
    try:
        entrance.checked(person.name, body.old)
    except NotLetInError as error:
        raise ForbiddenError(error.en, error.zh) from error
    require_good(portal, body.new, person.name, person.email)
    ended = portal.people.set_password(person.name, body.new, end_keys=body.end_keys)
    details = {"keys_ended": ended}
    portal.record(
        request.scope, Event("", "person.password", "person", person.name, details=details)
    )
    signed_in = entrance.let_in(portal.people.get(person.name), LOCAL)
    portal.identities.forget()
    response.raw_headers.extend(session_cookies(request.scope, portal.key, signed_in.secret or ""))


@router.get(
    "/me/sessions", operation_id="list_my_sessions", summary="Where one is signed in · 登录设备"
)
def list_my_sessions(asker: Asker) -> Page[MySession]:
    """List the browsers in which one is signed in, the last seen first."""
    current = asker.known.session.id if asker.known.session else None
    items = [
        MySession(
            id=each.id,
            created_at=each.created_at,
            last_seen_at=each.last_seen_at,
            expires_at=each.expires_at,
            address=each.address,
            agent=each.agent,
            current=each.id == current,
        )
        for each in asker.portal.sessions.list(asker.person.name, asker.portal.clock())
    ]
    return Page(items=items, total=len(items))


@router.delete(
    "/me/sessions/{number}",
    operation_id="end_my_session",
    summary="Sign out elsewhere · 退出其他设备",
    status_code=204,
    responses=may_answer(404),
)
def end_my_session(asker: Asker, number: Number) -> None:
    """End one of one's sessions."""
    asker.require_page()
    asker.portal.sessions.end(number, asker.person.name)
    asker.did("session.end", "session", str(number))
