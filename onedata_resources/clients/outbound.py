"""HTTP to addresses that a person typed: the one way out for webhooks, callbacks and the like.

What may be asked is in `outbound_policy.py`. It is checked at the addresses that the name resolves
to, and the connection goes to one of exactly these, so that a name that resolves differently a
moment later gains nothing. No redirect is followed, no proxy of the environment is used, an answer
is read up to a limit of bytes and of time.
"""

import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from onedata_resources.clients.outbound_policy import OutboundPolicy
from onedata_resources.errors import BadInputError, UnavailableError

Resolve = Callable[[str, int], Sequence[str]]
MAX_ANSWER = 64 * 1024
LOWEST_PORT = 1024
HIGHEST_PORT = 65535
WEB_PORTS = {80, 443}
_HOST = re.compile(r"[A-Za-z0-9_]([-A-Za-z0-9_.]*[A-Za-z0-9_.])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
"""A name in ASCII, or an IPv6 address without its brackets."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers and the first bytes of the body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_success(self) -> bool:
        """Whether the status says that all is well; a redirect does not."""
        return 200 <= self.status < 300


def resolved(host: str, port: int) -> list[str]:
    """Return the addresses of a host, in the order to try them.

    Raises:
        UnavailableError: The name has none, or nothing answered for it.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnavailableError(
            f"the host {host} has no address: check its name",
            f"主机 {host} 无法解析：请检查名称",
        ) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_url(url: str, policy: OutboundPolicy, resolve: Resolve = resolved) -> str:
    """Return the address if it may be asked now; call it when a person types one.

    Raises:
        BadInputError: It is no HTTP address, has a user or an odd port, or leads inside.
        UnavailableError: Its host has no address.
    """
    parsed = _parsed(url, policy)
    _admitted(parsed, policy, resolve)
    return str(parsed)


class OutboundTransport(httpx.BaseTransport):
    """Connects to the addresses that were checked, and to no others.

    TLS still asks for the certificate of the name, and `Host` names it. No connection is kept, as
    one for another name of the same address would be taken for it.
    """

    def __init__(
        self,
        policy: OutboundPolicy,
        resolve: Resolve = resolved,
        verify: ssl.SSLContext | bool = True,
    ) -> None:
        self._policy = policy
        self._resolve = resolve
        self._inner = httpx.HTTPTransport(
            verify=verify, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the first of the checked addresses that accepts a connection."""
        url = _parsed(str(request.url), self._policy)
        addresses = _admitted(url, self._policy, self._resolve)
        for address in addresses[:-1]:
            try:
                return self._to(address, request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return self._to(addresses[-1], request)

    def close(self) -> None:
        """Close what is open."""
        self._inner.close()

    def _to(self, address: str, request: httpx.Request) -> httpx.Response:
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={
                **request.extensions,
                "sni_hostname": request.url.raw_host.decode("ascii"),
            },
        )
        return self._inner.handle_request(pinned)


def post(
    url: str,
    content: bytes,
    *,
    transport: httpx.BaseTransport | None,
    headers: Mapping[str, str] | None = None,
    timeout_seconds: float = 5.0,
) -> Answer:
    """Post the content and return the answer; a redirect is returned as it came.

    `transport` is an `OutboundTransport` for an address that a person typed; None, for one that an
    administrator configured, connects to whatever it names.

    Raises:
        httpx.HTTPError: Nothing answered in time.
        BadInputError: The address may not be asked.
    """
    sent = {"Accept-Encoding": "identity", "Content-Type": "application/json", **(headers or {})}
    own = httpx.HTTPTransport(trust_env=False) if transport is None else None
    inner = own or transport
    deadline = time.monotonic() + timeout_seconds * 2
    http = httpx.Client(transport=inner, timeout=timeout_seconds, trust_env=False)
    try:
        with http.stream("POST", url, content=content, headers=sent) as answer:
            return Answer(answer.status_code, dict(answer.headers), _read(answer, deadline))
    finally:
        if own:  # another thread may be sending by one that was given
            http.close()


def _read(answer: httpx.Response, deadline: float) -> bytes:
    if answer.headers.get("content-encoding", "identity") != "identity":
        return b""  # a few bytes may unpack to gigabytes
    body = b""
    for chunk in answer.iter_bytes():
        body += chunk[: MAX_ANSWER - len(body)]
        if len(body) >= MAX_ANSWER or time.monotonic() > deadline:
            break
    return body


def _parsed(url: str, policy: OutboundPolicy) -> httpx.URL:
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, TypeError, ValueError):
        raise _no_url() from None
    if parsed.scheme not in {"http", "https"} or parsed.userinfo:
        raise _no_url()
    if not _HOST.fullmatch(parsed.raw_host.decode("ascii", "replace")):
        raise _no_url()
    port = None if policy.any_port else parsed.port
    if port is not None and not LOWEST_PORT <= port <= HIGHEST_PORT and port not in WEB_PORTS:
        raise BadInputError(
            f"the port {port} serves no web pages: use 80, 443 or one from "
            f"{LOWEST_PORT} to {HIGHEST_PORT}",
            f"端口 {port} 不是网页端口：请使用 80、443 或 {LOWEST_PORT} 到 {HIGHEST_PORT} 的端口",
        )
    return parsed


def _admitted(url: httpx.URL, policy: OutboundPolicy, resolve: Resolve) -> Sequence[str]:
    host = url.raw_host.decode("ascii").strip("[]")
    addresses = resolve(host, url.port or (443 if url.scheme == "https" else 80))
    if not policy.admits(host, addresses):
        # Which address it is stays unsaid: names of the inner network are nobody's to look up.
        raise BadInputError(
            f"{host} leads to this machine or a private network, which messages may not go to: "
            "use a public address, or ask an administrator to open it with OUTBOUND_ALLOW",
            f"{host} 指向本机或内部网络，不允许向其发送：请使用公网地址，"
            "或请管理员通过 OUTBOUND_ALLOW 放行",
        )
    return addresses


def _no_url() -> BadInputError:
    # The address is not repeated: that of a webhook is its secret.
    return BadInputError(
        "the address must be http://host/... or https://host/... without a user in it",
        "地址应为 http://主机/... 或 https://主机/...，且不含用户名",
    )
