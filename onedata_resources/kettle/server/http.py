"""One HTTP request: login, limits, the redirect to the slash, and the servlet that answers it.

What each path does is in the modules that `MODULES` names.
"""

import base64
import binascii
import secrets
from urllib.parse import parse_qsl

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from onedata_resources.kettle.server import control, execute, slaves, submit, views
from onedata_resources.kettle.server.answers import error_page
from onedata_resources.kettle.server.call import SERVLETS, Call
from onedata_resources.kettle.server.config import CarteConfig
from onedata_resources.kettle.server.pages import menu_page
from onedata_resources.kettle.server.state import CarteState

MODULES = (control, execute, slaves, submit, views)  # importing them registers their servlets
PREFIX = "/kettle/"
FORM = "application/x-www-form-urlencoded"


class TooLargeError(Exception):
    """The body is longer than the server takes."""


async def answer(request: Request) -> Response:
    """Answer any request of the server."""
    state: CarteState = request.app.state.carte
    if not logged_in(state.config, request.headers.get("authorization", "")):
        refused = error_page(401, "Unauthorized", request.url.path)
        refused.headers["WWW-Authenticate"] = 'basic realm="Kettle"'
        return refused
    path = request.url.path
    if path == "/":
        return menu_page(SERVLETS)
    name = path.removeprefix(PREFIX).removesuffix("/")
    if not path.startswith(PREFIX) or name not in SERVLETS:
        return error_page(404, "Not Found", path)
    if not path.endswith("/"):
        location = str(request.url.replace(path=path + "/"))
        return Response(status_code=302, headers={"Location": location})
    return await _call(request, state, name)


async def _call(request: Request, state: CarteState, name: str) -> Response:
    try:
        body = await read_body(request, state.config.max_body_bytes)
    except TooLargeError:
        return error_page(413, "Request Entity Too Large", request.url.path)
    found = SERVLETS[name]
    call = Call(state, request.url.path, parameters(request, body), body)
    limiter = request.app.state.blocking if found.blocking else None
    return await anyio.to_thread.run_sync(
        found.answer, call, limiter=limiter, abandon_on_cancel=True
    )


def logged_in(config: CarteConfig, header: str) -> bool:
    """Tell whether the header carries the server's user and password."""
    scheme, _, token = header.partition(" ")
    try:
        given = base64.b64decode(token, validate=True)
    except (binascii.Error, ValueError):
        return False
    wanted = f"{config.user}:{config.password}".encode()
    return scheme.lower() == "basic" and secrets.compare_digest(given, wanted)


async def read_body(request: Request, max_bytes: int) -> bytes:
    """Return the whole body.

    Raises:
        TooLargeError: It is longer than allowed; the rest is not read.
    """
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > max_bytes:
            raise TooLargeError
        chunks.append(chunk)
    return b"".join(chunks)


def parameters(request: Request, body: bytes) -> dict[str, str]:
    """Return the parameters of the URL and of a posted form; the first of a name counts."""
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    if request.headers.get("content-type", "").startswith(FORM) and not body.startswith(b"<"):
        pairs += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return dict(reversed(pairs))
