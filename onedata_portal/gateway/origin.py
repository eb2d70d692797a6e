"""Whether a request that changes something comes from one of our own pages.

A browser sends the session's cookie along with what another site makes it send. Such a request is
told by `Sec-Fetch-Site` or `Origin`; a request of our API must also bring the value of a cookie
that only our pages read. Programs with a key send no cookie and are asked for neither.
(OWASP: Cross-Site Request Forgery Prevention, "Fetch metadata", "Verifying origin".)
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from onedata_portal.gateway.cookies import CSRF_HEADER, csrf_of
from onedata_portal.gateway.known import Known

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_ours(scope: Mapping[str, Any]) -> bool:
    """Return whether the page that sent the request is one of ours, or no browser did."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get(b"origin")
    if origin is not None:
        return _host_in(origin) == headers.get(b"host", "").lower()
    return headers.get(b"sec-fetch-site", "none") in {"same-origin", "none"}


def _host_in(origin: str) -> str:
    """Return the host of an origin with its port; none where that is no address."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def may_change(scope: Mapping[str, Any], known: Known, key: bytes, *, with_value: bool) -> bool:
    """Return whether the request may change something; `with_value` asks for our cookie's value."""
    if known.via != "session":
        return known.via == "token" or is_ours(scope)
    if not is_ours(scope):
        return False
    if not with_value:
        return True
    sent = next((value for name, value in scope["headers"] if name == CSRF_HEADER.encode()), b"")
    return hmac.compare_digest(sent, csrf_of(key, known.secret).encode())


def changes(scope: Mapping[str, Any]) -> bool:
    """Return whether the request could change something.

    Dagster takes a mutation in the address of a GET too, which a link on another site could open.
    """
    if scope["type"] == "websocket" or scope["method"] not in SAFE:
        return True
    is_graphql = scope["path"].rstrip("/").endswith("/graphql")
    return is_graphql and "query" in parse_qs(scope["query_string"].decode("latin-1"))
