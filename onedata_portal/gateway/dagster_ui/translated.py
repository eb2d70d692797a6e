"""Dagster's pages in Chinese for who reads Chinese: a script that knows their words.

Dagster has no catalogue of texts (dagster#21965), so the script replaces what the pages show. What
it knows is in `overlay/zh.yaml`; the answers of Dagster's API stay as they are.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OVERLAY = Path(__file__).with_name("overlay")
NONCE = re.compile(rb'nonce="([0-9a-f]+)"')
ADDRESS = "/onedata/zh.js"


def overlay_script() -> str:
    """Return the script with its dictionary."""
    words = yaml.safe_load((OVERLAY / "zh.yaml").read_text(encoding="utf-8"))
    # As JSON inside a script: what could end the script is written as an escape.
    dictionary = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    code = (OVERLAY / "overlay.js").read_text(encoding="utf-8")
    return code.replace("DICTIONARY", dictionary, 1)


@dataclass(frozen=True)
class Translated:
    """Puts the script into the pages of `app`, below `prefix`, for whom `is_wanted` says so."""

    app: ASGIApp
    prefix: str
    is_wanted: Callable[[Scope], bool]

    @cached_property
    def _script(self) -> tuple[bytes, str]:
        content = overlay_script().encode()
        return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
        elif scope["path"] == self.prefix + ADDRESS:
            await self._answer(scope)(scope, receive, send)
        elif "text/html" in Headers(scope=scope).get("accept", "") and self.is_wanted(scope):
            await self.app(scope, receive, _Page(send, self.prefix + ADDRESS))
        else:
            await self.app(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        content, mark = self._script
        headers = {"etag": mark, "cache-control": "no-cache", "x-content-type-options": "nosniff"}
        if mark in Headers(scope=scope).get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type="text/javascript", headers=headers)


class _Page:
    """Sends an answer on; a page of HTML gets the script at the end of its head."""

    def __init__(self, send: Send, address: str) -> None:
        self._send = send
        self._address = address
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kind = Headers(raw=message.get("headers", [])).get("content-type", "")
            if kind.startswith("text/html") and message["status"] == 200:
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            message = {**message, "body": self._with_script(), "more_body": False}
            headers = MutableHeaders(raw=list(self._start["headers"]))
            headers["content-length"] = str(len(message["body"]))
            await self._send({**self._start, "headers": headers.raw})
            self._start = None
        await self._send(message)

    def _with_script(self) -> bytes:
        page = bytes(self._body)
        found = NONCE.search(page)
        mark = f' nonce="{found[1].decode()}"' if found else ""
        script = f'<script src="{self._address}"{mark} defer=""></script></head>'
        return page.replace(b"</head>", script.encode(), 1)
