"""Signing in and out at this platform.

Signing in at another place is in `redirects.py`, accounts that people make for themselves are in
`registration.py`.
"""

from __future__ import annotations

from datetime import datetime
from math import ceil

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from onedata_portal.api.elsewhere import elsewhere
from onedata_portal.api.errors import ApiError, NotFoundError, may_answer
from onedata_portal.api.me_models import Product, SessionState, SignIn, Way
from onedata_portal.api.mine import me_of
from onedata_portal.api.models import Texts
from onedata_portal.api.within import ThePortal
from onedata_portal.gateway.cookies import CSRF, SESSION, attributes
from onedata_portal.gateway.door import session_cookies
from onedata_portal.gateway.entrance import Entrance, NotLetInError
from onedata_portal.gateway.forwarded import PEER_KEY
from onedata_portal.gateway.known import known_of
from onedata_portal.gateway.signin.provider import PasswordProvider, RedirectProvider, SignInError
from onedata_portal.portal import VERSION, Portal
from onedata_resources.store.audit import Event
from onedata_resources.store.people import LOCAL, Person
from onedata_resources.store.sessions import SignedIn

router = APIRouter(tags=["session"])
STATUS = {"bad_credentials": 401, "locked": 429}


class NotLetInAnswer(ApiError):  # noqa: N818  it is an answer
    """The sign-in is refused; a page knows the case by the code."""

    def __init__(self, error: NotLetInError | SignInError, now: datetime) -> None:
        super().__init__(error.en, error.zh)
        self.code = error.code
        self.status = STATUS.get(error.code, 403)
        until = error.retry_at if isinstance(error, NotLetInError) else None
        if until is not None:
            self.more = {"retry_after_seconds": ceil((until - now).total_seconds())}


@router.get("/session", operation_id="get_session", summary="Who is signed in · 当前登录状态")
def get_session(request: Request, portal: ThePortal, response: Response) -> SessionState:
    """Tell who is signed in, and how one may; whom a trusted proxy names is signed in by this."""
    person = known_of(request.scope).person
    signed_in = None if person else _by_proxy(request, portal)
    if signed_in is not None:
        leave(request, response, portal, signed_in)
        person = signed_in.person
    return state_of(portal, person)


@router.post(
    "/session",
    operation_id="sign_in",
    summary="Sign in · 登录",
    responses=may_answer(401, 403, 429),
)
async def sign_in(
    request: Request, body: SignIn, portal: ThePortal, response: Response
) -> SessionState:
    """Sign in with a name and a password, of this platform or of a directory."""
    entrance = Entrance(portal, request.scope)

    def enter() -> SignedIn:
        if provider is None:
            return entrance.by_password(body.name, body.password)
        return entrance.by_directory(provider, body.name, body.password)

    def answer() -> SessionState:
        leave(request, response, portal, signed_in)
        return state_of(portal, signed_in.person)

    provider = _directory(portal, body.provider)
    try:
        # Passwords of this platform too: each takes 64 MiB to check.
        signed_in = await elsewhere(body.provider, enter)
    except (NotLetInError, SignInError) as error:
        raise NotLetInAnswer(error, portal.clock()) from error
    return await to_thread.run_sync(answer)


def _directory(portal: Portal, provider: str) -> PasswordProvider | None:
    """Return the directory that a person chose; None for an account of this platform."""
    if provider == LOCAL:
        return None
    chosen = portal.providers.password(provider)
    if chosen is None:
        raise NotFoundError.of("way to sign in", "登录方式")
    return chosen


@router.delete("/session", operation_id="sign_out", summary="Sign out · 退出", status_code=204)
def sign_out(request: Request, portal: ThePortal, response: Response) -> None:
    """End the session of this browser, in the store too."""
    known = known_of(request.scope)
    if known.session is not None and known.person is not None:
        portal.sessions.end(known.session.id, known.person.name)
        portal.record(request.scope, Event("", "sign_out", "session"))
        portal.identities.forget()
    for name in (SESSION, CSRF):
        response.delete_cookie(name, **attributes(request.scope, readable=name == CSRF))


def _by_proxy(request: Request, portal: Portal) -> SignedIn | None:
    """Sign in whom a trusted proxy names, if one does."""
    entrance = Entrance(portal, request.scope)
    for provider in portal.providers.headers:
        try:
            described = provider.read(request.scope["headers"], request.scope.get(PEER_KEY))
            if described is not None:
                return entrance.let_in(entrance.described(described), provider.id)
        except (NotLetInError, SignInError) as error:
            raise NotLetInAnswer(error, portal.clock()) from error
    return None


def leave(request: Request, response: Response, portal: Portal, signed_in: SignedIn) -> None:
    """Leave the session in the browser; the one that it had before ends."""
    before = known_of(request.scope)
    if before.session is not None and before.person is not None:
        portal.sessions.end(before.session.id, before.person.name)
    portal.identities.forget()
    if signed_in.secret:
        response.raw_headers.extend(session_cookies(request.scope, portal.key, signed_in.secret))


def state_of(portal: Portal, person: Person | None) -> SessionState:
    """Return what the sign-in page and the frame of every page show."""
    settings = portal.platform.settings()
    local = Way(id=LOCAL, kind=LOCAL, title=Texts(en="Account of this platform", zh="平台账号"))
    ways = [local]
    for each in portal.providers.all:
        if isinstance(each, PasswordProvider | RedirectProvider):
            start = f"api/signin/{each.id}" if isinstance(each, RedirectProvider) else None
            title = Texts.of(each.title)
            ways.append(Way(id=each.id, kind=each.kind, title=title, start=start))
    return SessionState(
        signed_in=person is not None,
        person=me_of(portal, person) if person else None,
        registration_open=settings.registration_open,
        password_min_length=settings.password_min_length,
        providers=ways,
        product=Product(name=settings.product_name, version=VERSION),
    )
