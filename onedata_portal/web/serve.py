"""Serves the built pages: hashed files for ever, the index for every address of a page.

The pages are built by `scripts/build-web.sh` into `dist`, which git does not hold. What they ask is
in `onedata_portal/api`; who may ask is decided in `onedata_portal/gateway`.
"""

import hashlib
import html
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

DIST = Path(__file__).with_name("dist")
INDEX = "index.html"
# Vite puts the files whose names hold a hash of their content here.
HASHED = "static/"
BASE = '<base href="/" />'

# Ant Design writes its styles into the page as it runs; nothing else may be inline.
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
# Of our pages alone: what every answer of the portal has is in `gateway/headers.py`.
PAGE_HEADERS: Mapping[str, str] = {
    "content-security-policy": CONTENT_POLICY,
    "cross-origin-opener-policy": "same-origin",
}
NOT_BUILT = """\
The pages are not built. Run scripts/build-web.sh and start the portal again.
页面尚未构建。请执行 scripts/build-web.sh 后重新启动门户。
"""


@dataclass(frozen=True)
class Built:
    """A file of the build with its gzip form, if that is worth having."""

    content: bytes
    gzipped: bytes | None
    media_type: str
    etag: str


def read_build(dist: Path) -> dict[str, Built]:
    """Return the files of a build by their addresses; nothing where there is no build."""
    found = {}
    for path in sorted(dist.rglob("*")):
        if path.is_file() and path.suffix != ".gz" and not path.name.startswith("."):
            found[path.relative_to(dist).as_posix()] = _built(path)
    return found if INDEX in found else {}


def _built(path: Path) -> Built:
    content = path.read_bytes()
    zipped = path.with_name(f"{path.name}.gz")
    return Built(
        content=content,
        gzipped=zipped.read_bytes() if zipped.is_file() else None,
        media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        etag=_etag(content),
    )


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def pages_app(dist: Path = DIST) -> ASGIApp:
    """Return an app that answers with the pages of a build, which is read once, now.

    Only files that were in the build have an address, so no spelling of a path reaches another.
    """
    files = read_build(dist)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # pages have no websocket
            await WebSocketClose()(scope, receive, send)
            return
        response = _response(Request(scope), files)
        response.headers.update(PAGE_HEADERS)
        await response(scope, receive, send)

    return answer


def _response(request: Request, files: Mapping[str, Built]) -> Response:
    if request.method not in {"GET", "HEAD"}:
        return PlainTextResponse("Method not allowed", 405, {"allow": "GET, HEAD"})
    if not files:
        return PlainTextResponse(NOT_BUILT, 503, {"cache-control": "no-store"})
    name = _path_below(request.scope).lstrip("/")
    if name.startswith(HASHED):
        if name not in files:
            return PlainTextResponse("Not found", 404, {"cache-control": "no-store"})
        return _file(request, files[name], "public, max-age=31536000, immutable")
    if name in files and name != INDEX:
        return _file(request, files[name], "no-cache")
    return _file(request, _index(files[INDEX], request.scope.get("root_path", "")), "no-cache")


def _path_below(scope: Scope) -> str:
    """Return the path without the prefix at which the portal is served."""
    path, root = scope["path"], scope.get("root_path", "")
    is_below = root and (path == root or path.startswith(f"{root}/"))
    return path[len(root) :] if is_below else path


def _index(built: Built, root_path: str) -> Built:
    """Return the index with the prefix in it, on which every relative address rests."""
    base = html.escape(f"{root_path.rstrip('/')}/")
    content = built.content.replace(BASE.encode(), f'<base href="{base}" />'.encode(), 1)
    return Built(content, None, "text/html", _etag(content))


def _file(request: Request, built: Built, cache: str) -> Response:
    headers = {"cache-control": cache, "etag": built.etag, "vary": "accept-encoding"}
    if built.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    content = built.content
    if built.gzipped is not None and _takes_gzip(request.headers.get("accept-encoding", "")):
        content = built.gzipped
        headers["content-encoding"] = "gzip"
    return Response(content, media_type=built.media_type, headers=headers)


def _takes_gzip(accepted: str) -> bool:
    for part in accepted.split(","):
        name, _, quality = part.partition(";")
        if name.strip().lower() == "gzip":
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
