"""Headers that every answer of the portal has, unless what answers says something else."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

EVERY = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    # Dagster's pages have no policy of their own against being shown inside another site's.
    (b"x-frame-options", b"SAMEORIGIN"),
)
NOT_KEPT = (b"cache-control", b"no-store")
"""What people see differs by person; a file, which has an `ETag`, is the same for everybody."""


@dataclass(frozen=True)
class Headers:
    """Adds what is missing to the head of each answer."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                there = {name.lower() for name, _ in headers}
                headers += [each for each in EVERY if each[0] not in there]
                if not there & {b"cache-control", b"etag"}:
                    headers.append(NOT_KEPT)
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, sending)
