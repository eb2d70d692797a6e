"""An HTTP interface that answers in pages of JSON: `{"items": [...], "next": "<url>" or null}`."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit

import httpx

from onedata_resources.clients.http import HttpClient
from onedata_resources.errors import BadInputError, UnavailableError

HEALING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that a later attempt can change; every other status needs a person."""


class PagedJsonClient(HttpClient):
    """Walks the pages of a collection; a page that can heal is asked for again, `attempts` times.

    `pause` waits between attempts, in seconds; tests replace it.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout_seconds: float = 30.0,
        transport: httpx.BaseTransport | None = None,
        attempts: int = 3,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(base_url, timeout_seconds=timeout_seconds, transport=transport)
        self._attempts = attempts
        self._pause = pause

    def pages(self, path: str, params: Mapping[str, str | int]) -> Iterator[list[dict[str, Any]]]:
        """Yield the items of each page, following `next` until it is null.

        Raises:
            UnavailableError: A page did not come after all attempts.
            BadInputError: A page has a wrong form, is refused, or links back to one already read.
        """
        url = str(self._http.build_request("GET", path, params=dict(params)).url)
        seen: set[str] = set()
        while url:
            if url in seen:
                self._wrong(url, "links to a page already read", "链接回已读过的页")
            seen.add(url)
            items, following = self._parse(url, self._fetch(url))
            yield items
            url = following

    def _fetch(self, url: str) -> httpx.Response:
        """Return the page's answer once its status is 200."""
        reason = ""
        for attempt in range(self._attempts):
            if attempt:
                self._pause(0.5 * 2 ** (attempt - 1))
            try:
                response = self._http.get(url)
            except httpx.TransportError as error:
                reason = str(error) or type(error).__name__
                continue
            if response.status_code not in HEALING_STATUSES:
                break
            reason = f"HTTP {response.status_code}"
        else:
            raise UnavailableError(
                f"{url} did not answer after {self._attempts} attempts: {reason}. Check that the"
                " service runs (`onedata up` starts the demo's) and try again.",
                f"{url} 连续 {self._attempts} 次无有效响应：{reason}。"
                "请检查服务是否运行（`onedata up` 会启动演示服务）后重试。",
            )
        if response.status_code != httpx.codes.OK:
            told = f"HTTP {response.status_code} {response.text[:200]}".strip()
            self._wrong(url, f"answered {told}", f"返回 {told}")
        return response

    def _parse(self, url: str, response: httpx.Response) -> tuple[list[dict[str, Any]], str]:
        """Return the page's items and the absolute URL of the next page, or an empty text."""
        try:
            body = response.json()
        except ValueError:
            self._wrong(url, "is not JSON", "不是 JSON")
        items = body.get("items") if isinstance(body, dict) else None
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            self._wrong(url, "has no list of objects under `items`", "缺少对象列表 `items`")
        following = body.get("next")
        if following is None:
            return items, ""
        if not isinstance(following, str) or not following:
            self._wrong(
                url, "has a `next` that is neither text nor null", "`next` 既非文本也非 null"
            )
        target = urljoin(url, following)
        if urlsplit(target)[:2] != urlsplit(url)[:2]:
            self._wrong(url, f"links to another host: {target}", f"链接到其他主机：{target}")
        return items, target

    def _wrong(self, url: str, en: str, zh: str) -> NoReturn:
        raise BadInputError(
            f"The page {url} {en}. Nothing was written; ask the owner of the interface.",
            f"页面 {url} {zh}。未写入任何数据，请联系接口负责人。",
        )
