"""HTTP calls of steps: every one has a time limit, and its failures say URL and reason.

URLs are reached from the process that runs the transformation, with what it may reach.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

import httpx

from onedata_resources.errors import UnavailableError
from onedata_resources.kettle.engine.stream import StepError

TIMEOUT_SECONDS = 60.0
"""The limit for connecting and for each read, where a step sets none; Kettle itself has none."""
AT_ONCE = 8
"""Calls of one step that are made at the same time; their answers keep the order of the rows."""
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Answer:
    """What a call gave: the milliseconds until its headers came count as in Kettle."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    milliseconds: int

    @property
    def charset(self) -> str | None:
        """Return the charset that the answer's content type names."""
        kind = next((value for name, value in self.headers if name.lower() == "content-type"), "")
        _, found, charset = kind.partition("charset=")
        return charset.split(";")[0].strip(" \"'") or None if found else None

    def text(self, encoding: str = "") -> str:
        """Return the body as text: in the encoding, else in the answer's own, else in UTF-8."""
        try:
            return self.body.decode(encoding or self.charset or "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


def client(
    *,
    connect_seconds: float = TIMEOUT_SECONDS,
    read_seconds: float = TIMEOUT_SECONDS,
    proxy: str | None = None,
    auth: tuple[str, str] | None = None,
    verify: ssl.SSLContext | bool = True,
) -> httpx.Client:
    """Return a client whose every call is limited in time; environment proxies are not used."""
    limits = httpx.Timeout(read_seconds, connect=connect_seconds)
    return httpx.Client(
        timeout=limits,
        proxy=proxy,
        auth=auth,
        verify=verify,
        follow_redirects=True,
        trust_env=False,
    )


def call(http: httpx.Client, request: httpx.Request) -> Answer:
    """Return the answer, whatever its status.

    Raises:
        StepError: There is none: the URL is wrong, or the server is away or too slow.
    """
    started = monotonic()
    try:
        response = http.send(request, stream=True)
        milliseconds = int((monotonic() - started) * 1000)
        try:
            body = response.read()
        finally:
            response.close()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise unreachable(str(request.url), error) from error
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in
               response.headers.raw]  # fmt: skip
    return Answer(response.status_code, headers, body, milliseconds)


def unreachable(url: str, error: Exception) -> StepError:
    """Return the failure for a URL that gives no answer."""
    why = str(error) or type(error).__name__
    return StepError(
        f"Can not get a result from [{url}]: {why}", f"无法从 [{url}] 取得结果：{why}",
        UnavailableError,
    )  # fmt: skip


def request(http: httpx.Client, method: str, url: str, **parts: object) -> httpx.Request:
    """Return the request.

    Raises:
        StepError: The URL is none.
    """
    try:
        built = http.build_request(method, url, **parts)  # type: ignore[arg-type]
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise unreachable(url, error) from error
    if built.url.scheme not in {"http", "https"} or not built.url.host:
        raise StepError(f"[{url}] is no HTTP address.", f"[{url}] 不是 HTTP 地址。")
    return built


def fetch(url: str) -> bytes:
    """Return what a GET of the URL gives.

    Raises:
        StepError: The URL gives no answer, or one that is no success.
    """
    with client() as http:
        answer = call(http, request(http, "GET", url))
    if answer.status >= httpx.codes.BAD_REQUEST:
        raise StepError(
            f"[{url}] answered with status {answer.status}.", f"[{url}] 返回状态 {answer.status}。"
        )
    return answer.body


def in_order(function: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Return the results in the order of the items; several are made at once."""
    if len(items) < 2:
        return [function(item) for item in items]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="kettle-http") as pool:
        return list(pool.map(function, items))
