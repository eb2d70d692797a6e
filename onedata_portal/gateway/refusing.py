"""How the gateway itself says no, before anything of the portal has seen a request."""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from onedata_resources.errors import OneDataError

POLICY_VIOLATION = 1008
"""What a websocket is closed with (RFC 6455)."""


def refusal(status: int, code: str, why: OneDataError) -> ASGIApp:
    """Return what answers a request as the API tells errors, and closes a websocket."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": ""})
            return
        body = {"en": why.en, "zh": why.zh, "code": code}
        await JSONResponse(body, status_code=status)(scope, receive, send)

    return answer
