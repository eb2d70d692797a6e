"""Asking an HTTP interface that an administrator configured, with limits and its secrets kept.

An error names the address without its query, and neither headers nor what was answered. The
addresses of a host are checked as those of webhooks are (`outbound.py`), but for inner networks,
where such interfaces are.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx

from onedata_assets.domain.metadata.text_encoding import OTHERWISE
from onedata_resources.clients.outbound import OutboundTransport, checked_url
from onedata_resources.clients.outbound_policy import ConfiguredPolicy
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError

SECONDS = 20.0
WHOLE_SECONDS = 60.0
MOST_BYTES = 32 << 20
REDIRECTS = 3
_USUAL = {"Accept": "application/json, */*;q=0.5", "User-Agent": "onedata"}
_REFUSING = frozenset({401, 403, 407})
_HEALING = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Answer:
    """What an interface answered to a request that went well; `url` is where it came from."""

    url: str
    text: str
    link: str = ""


class Interface:
    """Asks a host, and no other instead of it: a redirect to one is an error."""

    def __init__(
        self,
        headers: Mapping[str, str],
        *,
        transport: httpx.BaseTransport | None = None,
        seconds: float = SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._most = most_bytes
        self._policy = ConfiguredPolicy()
        self._resolves = transport is None
        transport = transport or OutboundTransport(
            self._policy, verify=ssl.create_default_context()
        )
        self._headers = _checked(headers)
        self._http = httpx.Client(
            transport=transport, timeout=seconds, trust_env=False, headers=_USUAL
        )

    def __enter__(self) -> Self:
        """Return the interface."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, url: str, *, signed: bool = True) -> Answer:
        """Return what is answered to a GET, which has the headers where it is `signed`.

        Raises:
            UnavailableError: Nothing answered in time, or it could not now.
            BadInputError: The address is none, is refused, or leads to another host.
        """
        at = self._admitted(url)
        for _ in range(REDIRECTS + 1):
            response, body = self._asked(at, self._headers if signed else {})
            if not response.has_redirect_location:
                _raise_for(at, response.status_code)
                return Answer(at, _text(response, body), _next_link(response, at))
            at = _redirected(at, response)
        raise BadInputError(
            f"{shown(url)} redirects more than {REDIRECTS} times: correct the address.",
            f"{shown(url)} 重定向超过 {REDIRECTS} 次：请更正地址。",
        )

    def _admitted(self, url: str) -> str:
        """Return the address if it may be asked."""
        parts = urlsplit(url.strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
            raise BadInputError(
                "The address must be http://host/... or https://host/... without a user in it:"
                " what signs in goes into `headers`.",
                "地址应为 http://主机/... 或 https://主机/...，且不含用户名："
                "认证信息请放在 headers 中。",
            )
        if not self._resolves:
            return url.strip()
        try:
            return checked_url(url, self._policy)
        except BadInputError as error:
            raise BadInputError(
                f"{shown(url)} leads to a metadata service of a cloud, which is never asked.",
                f"{shown(url)} 指向云平台元数据服务，不允许访问。",
            ) from error

    def _asked(self, url: str, headers: Mapping[str, str]) -> tuple[httpx.Response, bytes]:
        """Return an answer and its body, which is read up to a limit of bytes and of time."""
        deadline, body = time.monotonic() + WHOLE_SECONDS, bytearray()
        try:
            with self._http.stream("GET", url, headers=headers) as response:
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > self._most:
                        raise _too_large(url, self._most)
                    if time.monotonic() > deadline:
                        raise _silent(url, f"{WHOLE_SECONDS:.0f} s")
                return response, bytes(body)
        except httpx.TimeoutException as error:
            raise _silent(url, type(error).__name__) from None
        except httpx.HTTPError as error:
            raise _silent(url, type(error).__name__) from None


def shown(url: str) -> str:
    """Return an address as people may see it: its query and its user may be secrets."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def same_host(first: str, second: str) -> bool:
    """Return whether two addresses are of one host, the second no less safe than the first."""
    one, two = urlsplit(first), urlsplit(second)
    if one.hostname != two.hostname:
        return False
    is_upgrade = (one.scheme, two.scheme) == ("http", "https")
    return is_upgrade or (one.scheme, one.port) == (two.scheme, two.port)


def _checked(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers if they can be sent; an error of the library would show their values."""
    for name, value in headers.items():
        if not name.replace("-", "").isalnum() or not value.isascii() or not value.isprintable():
            raise BadInputError(
                f"The header {name!r} cannot be sent: its value must be one line of ASCII.",
                f"请求头 {name!r} 无法发送：其值应为单行 ASCII 字符。",
            )
    return dict(headers)


def _redirected(at: str, response: httpx.Response) -> str:
    target = urljoin(at, response.headers["location"])
    if not same_host(at, target):
        raise BadInputError(
            f"{shown(at)} redirects to {shown(target)}, which is not followed: its headers are for"
            " this host. If that is right, write the other address.",
            f"{shown(at)} 重定向到 {shown(target)}，未跟随，以免请求头泄露给其他主机。"
            "如确认无误，请改用该地址。",
        )
    return target


def _raise_for(url: str, status: int) -> None:
    if 200 <= status < 300:
        return
    where = shown(url)
    if status in _REFUSING:
        raise BadInputError(
            f"{where} refused access (HTTP {status}): set the variable of its header in `headers`,"
            " or correct it.",
            f"{where} 拒绝访问（HTTP {status}）：请在 headers 中指定请求头的环境变量，或更正其值。",
        )
    if status in _HEALING:
        raise UnavailableError(
            f"{where} could not answer now (HTTP {status}): try again later.",
            f"{where} 暂时无法应答（HTTP {status}）：请稍后重试。",
        )
    raise BadInputError(
        f"{where} answered HTTP {status}: correct the address.",
        f"{where} 返回 HTTP {status}：请更正地址。",
    )


def _text(response: httpx.Response, body: bytes) -> str:
    """Return the body as text: as the answer says, else UTF-8, or what is no UTF-8 in China."""
    for encoding in (response.charset_encoding or "utf-8", "utf-8", OTHERWISE):
        try:
            return body.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("utf-8", errors="replace")


def _next_link(response: httpx.Response, at: str) -> str:
    target = response.links.get("next", {}).get("url", "")
    return urljoin(at, target) if target else ""


def _silent(url: str, reason: str) -> OneDataError:
    return UnavailableError(
        f"{shown(url)} did not answer ({reason}). Check that it runs and can be reached from here.",
        f"{shown(url)} 无应答（{reason}）。请检查服务是否运行、网络是否可达。",
    )


def _too_large(url: str, most: int) -> BadInputError:
    return BadInputError(
        f"{shown(url)} answers more than {most >> 20} MiB: ask for fewer rows by its query.",
        f"{shown(url)} 的返回超过 {most >> 20} MiB：请通过查询参数减少行数。",
    )
