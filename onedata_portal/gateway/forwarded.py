"""Where a request really came from and where it was sent to, behind proxies that are trusted.

Only what a trusted proxy wrote counts (`TRUSTED_PROXIES`); from anybody else the headers are
dropped, so that nothing behind reads them by mistake. Served below a path, the portal answers
whether the proxy takes that path off or leaves it on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from onedata_resources.errors import BadInputError

Network = IPv4Network | IPv6Network
HEADERS = frozenset(
    {
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-forwarded-prefix",
        b"x-forwarded-proto",
        b"x-real-ip",
    }
)
HOST = re.compile(r"[\w.-]+(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?", re.ASCII)
PREFIX_KEY = "onedata.prefix"
PEER_KEY = "onedata.peer"
"""Under which the address of the other end of the connection stays in the scope."""


def prefix_of(scope: Mapping[str, Any]) -> str:
    """Return the path below which the portal is served, empty for the root."""
    return scope.get(PREFIX_KEY, "")


def networks(text: str, setting: str) -> tuple[Network, ...]:
    """Return the networks of a list of addresses parted by commas or blanks.

    Raises:
        BadInputError: One of them is none.
    """
    try:
        return tuple(ip_network(part) for part in text.replace(",", " ").split())
    except ValueError as error:
        raise BadInputError(
            f"{setting}: {error}. Write addresses or networks, 10.0.0.0/8 say, parted by commas.",
            f"{setting}：{error}。请填写以逗号分隔的地址或网段，例如 10.0.0.0/8。",
        ) from error


def is_in(address: str | None, trusted: Sequence[Network]) -> bool:
    """Return whether an address is in one of the networks."""
    try:
        at = ip_address((address or "").split("%")[0])
    except ValueError:
        return False
    plain = getattr(at, "ipv4_mapped", None) or at
    return any(plain in network for network in trusted)


@dataclass(frozen=True)
class Forwarded:
    """Corrects the scope of each request; `prefix` is the path below which the portal is served."""

    app: ASGIApp
    trusted: tuple[Network, ...] = ()
    prefix: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] in {"http", "websocket"}:
            scope = self._placed(self._told(dict(scope)))
        await self.app(scope, receive, send)

    def _told(self, scope: Scope) -> Scope:
        peer = scope["client"][0] if scope.get("client") else None
        scope[PEER_KEY] = peer
        headers = scope["headers"]
        scope["headers"] = [each for each in headers if each[0] not in HEADERS]
        if not is_in(peer, self.trusted):
            return scope
        said = _joined(headers)
        client = self._client(said.get(b"x-forwarded-for", ""))
        if client:
            scope["client"] = (client, 0)
        scheme = said.get(b"x-forwarded-proto", "").split(",")[0].strip().lower()
        if scheme in {"http", "https"}:
            secure = scheme == "https"
            kinds = {"http": ("http", "https"), "websocket": ("ws", "wss")}
            scope["scheme"] = kinds[scope["type"]][secure]
        host = _host(said)
        if host:
            kept = [each for each in scope["headers"] if each[0] != b"host"]
            scope["headers"] = [*kept, (b"host", host.encode("latin-1"))]
        return scope

    def _client(self, chain: str) -> str | None:
        """Return the last address of the chain that no trusted proxy has."""
        first = None
        for part in reversed(chain.split(",")):
            address = _address_in(part)
            if address is None:
                break
            first = address
            if not is_in(address, self.trusted):
                break
        return first

    def _placed(self, scope: Scope) -> Scope:
        prefix = self.prefix
        path = scope["path"]
        if prefix and path != prefix and not path.startswith(prefix + "/"):
            scope["path"] = prefix + path
            scope["raw_path"] = scope["path"].encode()
        scope["root_path"] = scope[PREFIX_KEY] = prefix
        return scope


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, str]:
    """Return the headers with the lines of each as one list: some proxies add a line."""
    said: dict[bytes, str] = {}
    for name, value in headers:
        text = value.decode("latin-1").strip()
        said[name] = f"{said[name]},{text}" if name in said else text
    return said


def _address_in(text: str) -> str | None:
    """Return the address of a member of the chain, which may have a port, None where it has none.

    What is no address ends the chain: whoever stands behind it could have written the rest.
    """
    text = text.strip().strip('"')
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        return None


def _host(said: dict[bytes, str]) -> str:
    """Return the host that the person's browser asked for, with its port where it named one."""
    host = said.get(b"x-forwarded-host", "").split(",")[0].strip()
    if not HOST.fullmatch(host):
        return ""
    port = said.get(b"x-forwarded-port", "").split(",")[0].strip()
    if host and port.isdigit() and ":" not in host.rsplit("]", 1)[-1]:
        usual = "443" if said.get(b"x-forwarded-proto", "").startswith("https") else "80"
        return host if port == usual else f"{host}:{port}"
    return host
