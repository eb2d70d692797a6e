"""The door of the portal: every request gets to know here who makes it, or goes no further.

Who may do what with what is decided behind it, by the API and by `dagster_ui`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from anyio import to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onedata_portal.gateway.cookies import CSRF, SESSION, attributes, csrf_of, header_of, signed
from onedata_portal.gateway.forwarded import prefix_of
from onedata_portal.gateway.known import Identities, Known, set_known
from onedata_portal.gateway.origin import changes, is_ours, may_change
from onedata_portal.gateway.refusing import POLICY_VIOLATION, refusal
from onedata_portal.gateway.viewer import set_viewer
from onedata_resources.errors import OneDataError

LOOK_SECONDS = 5.0
"""How often an open websocket is looked at: whoever loses a right loses it within that time."""
SIGN_IN_PATH = "/session"
FOREIGN = OneDataError(
    "This request did not come from a page of this portal.", "该请求并非来自本门户页面。"
)


@dataclass(frozen=True)
class Door:
    """Lets requests in; changes through the API, whose path is `api`, bring our cookie's value."""

    app: ASGIApp
    identities: Identities
    api: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or websocket."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        try:
            known = self.identities.at_once(scope)
            if known is None:
                known = await to_thread.run_sync(self.identities.of, scope)
        except OneDataError as error:
            await refusal(503, "unavailable", error)(scope, receive, send)
            return
        set_known(scope, known)
        set_viewer(scope, known.viewer)
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send, known)
        elif changes(scope) and not self._may_change(scope, known):
            await refusal(403, "foreign_request", FOREIGN)(scope, receive, send)
        else:
            await self.app(scope, receive, self._with_cookies(scope, send, known))

    def _may_change(self, scope: Scope, known: Known) -> bool:
        path = scope["path"].removeprefix(prefix_of(scope))
        # Whoever has a cookie that somebody planted has no value to it, and may still sign in.
        with_value = path.startswith(self.api + "/") and path != self.api + SIGN_IN_PATH
        return may_change(scope, known, self.identities.key, with_value=with_value)

    def _with_cookies(self, scope: Scope, send: Send, known: Known) -> Send:
        """Return what sends the answer, with the session's new secret where it got one."""
        session = known.session
        if session is None or session.secret is None:
            return send
        cookies = session_cookies(scope, self.identities.key, session.secret)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *cookies]}
            await send(message)

        return sending

    async def _socket(self, scope: Scope, receive: Receive, send: Send, known: Known) -> None:
        """Serve a websocket until either side ends it, or its person is no longer who they were."""
        if known.via != "token" and not is_ours(scope):
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": ""})
            return
        ended = asyncio.Event()
        serving = asyncio.ensure_future(self.app(scope, receive, _until(ended, send)))
        watching = asyncio.ensure_future(self._changed(scope, known))
        done, _ = await asyncio.wait({serving, watching}, return_when=asyncio.FIRST_COMPLETED)
        if serving not in done:
            ended.set()
            with contextlib.suppress(RuntimeError):  # it closed just now
                await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": ""})
        for task in (serving, watching):
            task.cancel()
        results = await asyncio.gather(serving, watching, return_exceptions=True)
        if serving in done and isinstance(results[0], Exception):
            raise results[0]

    async def _changed(self, scope: Scope, known: Known) -> None:
        """Return as soon as the request would be somebody else's, or have other rights."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with contextlib.suppress(OneDataError):  # a store that is away decides nothing
                now = await to_thread.run_sync(self.identities.of, scope)
                if now.viewer != known.viewer:
                    return


def _until(ended: asyncio.Event, send: Send) -> Callable[[Message], Awaitable[None]]:
    async def sending(message: Message) -> None:
        if not ended.is_set():
            await send(message)

    return sending


def session_cookies(scope: Scope, key: bytes, secret: str) -> list[tuple[bytes, bytes]]:
    """Return the headers that leave a session in the browser until it is closed or ends."""
    session = header_of(SESSION, signed(key, secret), attributes(scope))
    csrf = header_of(CSRF, csrf_of(key, secret), attributes(scope, readable=True))
    return [(b"set-cookie", session), (b"set-cookie", csrf)]
