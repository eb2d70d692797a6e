"""Signing in at another place: the browser goes there and comes back.

What must come back with it is in a signed cookie of ten minutes, which is used once.
"""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from onedata_portal.api.elsewhere import elsewhere
from onedata_portal.api.errors import NotFoundError, may_answer
from onedata_portal.api.session import leave
from onedata_portal.api.within import ThePortal
from onedata_portal.gateway.cookies import SIGN_IN, attributes, signed, text_in, values_of
from onedata_portal.gateway.entrance import Entrance, NotLetInError
from onedata_portal.gateway.forwarded import prefix_of
from onedata_portal.gateway.signin.provider import RedirectProvider, SignInError
from onedata_portal.portal import Portal
from onedata_resources.errors import UnavailableError
from onedata_resources.store.audit import Event

router = APIRouter(tags=["session"])
KEPT_SECONDS = int(timedelta(minutes=10).total_seconds())
NEXT = "next"


@router.get(
    "/signin/{provider}",
    operation_id="begin_sign_in",
    summary="Go to another place to sign in · 跳转到外部登录",
    status_code=303,
    responses=may_answer(404, 503),
)
async def begin(
    request: Request,
    provider: str,
    portal: ThePortal,
    next_: Annotated[str, Query(alias="next", max_length=2000)] = "",
) -> RedirectResponse:
    """Send the browser to the provider; `next` is the page of this portal to show in the end."""
    way = _way(portal, provider)
    return await elsewhere(way.id, lambda: _begun(request, way, portal, next_))


def _begun(request: Request, way: RedirectProvider, portal: Portal, next_: str) -> RedirectResponse:
    begun = way.begin(_callback(request, portal, way.id))
    answer = RedirectResponse(begun.url, status_code=303)
    kept = {**begun.kept, NEXT: next_ if is_page(next_) else "/"}
    answer.set_cookie(
        SIGN_IN,
        _sealed(portal.key, kept),
        max_age=KEPT_SECONDS,
        **attributes(request.scope),
    )
    return answer


@router.get(
    "/signin/{provider}/callback",
    operation_id="finish_sign_in",
    summary="Come back from another place · 外部登录回调",
    status_code=303,
    responses=may_answer(404),
)
async def finish(request: Request, provider: str, portal: ThePortal) -> RedirectResponse:
    """Sign in who came back; a page of the portal says what went wrong if nobody did."""
    way = _way(portal, provider)
    return await elsewhere(way.id, lambda: _finished(request, way, portal))


def _finished(request: Request, way: RedirectProvider, portal: Portal) -> RedirectResponse:
    kept = _opened(portal.key, values_of(SIGN_IN, request.scope["headers"]))
    root, page = prefix_of(request.scope), kept.pop(NEXT, "/")
    entrance = Entrance(portal, request.scope)
    try:
        described = way.finish(dict(request.query_params), kept, _callback(request, portal, way.id))
        signed_in = entrance.let_in(entrance.described(described), way.id)
    except (NotLetInError, SignInError, UnavailableError) as error:
        why = getattr(error, "code", "unavailable")
        event = Event("", "sign_in", "session", "", "", "refused", way.id, details={"why": why})
        portal.record(request.scope, event)
        answer = RedirectResponse(f"{root}/signin?{urlencode({'error': why})}", status_code=303)
    else:
        answer = RedirectResponse(root + quote(page, safe="/?&=#%~"), status_code=303)
        leave(request, answer, portal, signed_in)
    answer.delete_cookie(SIGN_IN, **attributes(request.scope))
    return answer


def is_page(path: str) -> bool:
    """Return whether this is a path below the portal's own, and no other site's address."""
    other = path.startswith("//") or "\\" in path or not path.isprintable()
    return path.startswith("/") and not other


def _way(portal: Portal, provider: str) -> RedirectProvider:
    way = portal.providers.redirect(provider)
    if way is None:
        raise NotFoundError.of("way to sign in", "登录方式")
    return way


def _callback(request: Request, portal: Portal, provider: str) -> str:
    """Return the address that the provider sends the browser back to."""
    root = portal.platform.settings().external_url.rstrip("/")
    if not root:
        scope = request.scope
        root = f"{scope['scheme']}://{request.headers.get('host', '')}{prefix_of(scope)}"
    return f"{root}/api/signin/{provider}/callback"


def _sealed(key: bytes, kept: dict[str, str]) -> str:
    text = base64.urlsafe_b64encode(json.dumps(kept).encode()).decode()
    return signed(key, text, SIGN_IN)


def _opened(key: bytes, values: list[str]) -> dict[str, str]:
    """Return what the cookie keeps; nothing if it is not ours, or not the only one of its name."""
    text = text_in(key, values[0], SIGN_IN) if len(values) == 1 else None
    return {} if text is None else json.loads(base64.urlsafe_b64decode(text))
