"""What is refused before anybody looks at it: requests too large, or with NUL in their address.

Who asks is found out in `door.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onedata_portal.gateway.refusing import refusal
from onedata_resources.errors import OneDataError

MOST_BYTES = 16 * 1024 * 1024
"""Of a request's body: the largest that we send are configurations of runs."""
TOO_LARGE = OneDataError("The request is too large.", "请求内容过大。")
HAS_NUL = OneDataError("The address has a NUL in it.", "地址中含有 NUL 字符。")


class _TooLargeError(Exception):
    """More came than was announced."""


@dataclass(frozen=True)
class Limits:
    """Lets requests through whose body is at most `most` bytes and whose address has no NUL."""

    app: ASGIApp
    most: int = MOST_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or websocket."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
        elif "\0" in scope["path"] or b"%00" in scope["query_string"]:
            # PostgreSQL fails on it, wherever it would be looked for.
            await refusal(400, "malformed", HAS_NUL)(scope, receive, send)
        elif scope["type"] == "http":
            await self._counted(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        too_large = refusal(413, "too_large", TOO_LARGE)
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if length.isdigit() and int(length[:20]) > self.most:
            await too_large(scope, receive, send)
            return
        came, began = 0, False

        async def receiving() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self.most:
                raise _TooLargeError
            return message

        async def sending(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self.app(scope, receiving, sending)
        except _TooLargeError:
            if not began:
                await too_large(scope, receive, send)
