"""The cookies of the portal: the signed session, and the value that forms must send back.

The session's secret is known to the browser and, as a digest, to the store; its signature lets a
made-up one be refused without asking the store.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from http.cookies import SimpleCookie
from typing import Any

from onedata_portal.gateway.forwarded import prefix_of
from onedata_resources.store.secrets import mark_of

SESSION = "onedata_session"
CSRF = "onedata_csrf"
CSRF_HEADER = "x-onedata-csrf"
SIGN_IN = "onedata_sign_in"
"""Keeps what a redirect to a provider must bring back."""


def signed(key: bytes, text: str, name: str = SESSION) -> str:
    """Return the value for a text of the cookie of that name; for no other one is it good."""
    return f"{text}.{mark_of(key, name + text)}"


def text_in(key: bytes, value: str, name: str = SESSION) -> str | None:
    """Return the text in the value of the cookie, None where this platform did not sign it."""
    text, _, mark = value.rpartition(".")
    right = mark_of(key, name + text)
    return text if text and hmac.compare_digest(mark.encode(), right.encode()) else None


def csrf_of(key: bytes, secret: str) -> str:
    """Return what a page must send back with every change: bound to its session."""
    return mark_of(key, CSRF + secret)


def values_of(name: str, headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    """Return the values of a request's cookies of this name, whatever the others look like."""
    start = f"{name}="
    sent = (value.decode("latin-1") for header, value in headers if header == b"cookie")
    parts = (part.strip() for line in sent for part in line.split(";"))
    return [part[len(start) :].strip('"') for part in parts if part.startswith(start)]


def secret_of(key: bytes, headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """Return the secret of the session that a request brings, None where it brings none.

    Another site below the same domain can set a second cookie of the same name, with a session of
    its own. Nobody can tell which of two is the person's, so that is nobody's request.
    """
    secrets = {text_in(key, value) for value in values_of(SESSION, headers)} - {None}
    return secrets.pop() if len(secrets) == 1 else None


def attributes(scope: Mapping[str, Any], *, readable: bool = False) -> dict[str, Any]:
    """Return the attributes of a cookie that answers this request.

    It goes back to the same site only, below the portal's own path, and over TLS where the request
    came that way.
    """
    return {
        "path": prefix_of(scope) or "/",
        "secure": scope.get("scheme") in {"https", "wss"},
        "httponly": not readable,
        "samesite": "lax",
    }


def header_of(name: str, value: str, given: Mapping[str, Any]) -> bytes:
    """Return the value of `Set-Cookie` for a cookie that lasts until the browser is closed."""
    cookie: SimpleCookie = SimpleCookie()
    cookie[name] = value
    morsel = cookie[name]
    for key, attribute in given.items():
        morsel[key] = attribute
    return morsel.OutputString().encode("latin-1")
