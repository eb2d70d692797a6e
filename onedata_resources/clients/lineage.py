"""Where OpenLineage events go: a file of JSON lines, or an HTTP receiver such as Marquez.

An endpoint that is away loses nothing: events that were not delivered wait in a spool file and go
first next time. What an event says is in `onedata_assets/domain/operations/lineage.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from onedata_resources.clients.endpoints import Endpoint
from onedata_resources.clients.jsonl import append_lines, read_lines, replace_lines
from onedata_resources.errors import StorageFullError, UnavailableError

Event = Mapping[str, Any]

STANDARD_PATH = "/api/v1/lineage"
"""Where receivers listen when the URL names no path, as OpenLineage's own clients assume."""

REFUSED = {400, 413, 415, 422}
"""Answers that blame the event: sending it again would be refused again."""


class SpoolFullError(StorageFullError):
    """The spool has reached its bound; the caller keeps its place and tries again later."""


@dataclass(frozen=True)
class Delivery:
    """What became of the events of one call, those of the spool included."""

    sent: int = 0
    waiting: int = 0
    refused: int = 0
    problem: str | None = None


class LineageClient:
    """Delivers events in order to `url` (`file://` or `http(s)://`).

    `spool` is where undelivered events wait; at most `capacity` of them.
    """

    def __init__(
        self,
        url: str,
        *,
        spool: Path | None = None,
        capacity: int = 20_000,
        timeout_seconds: float = 5.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.endpoint = Endpoint.of(url, "OPENLINEAGE_URL")
        self.spool = spool
        self.capacity = capacity
        self._timeout = timeout_seconds
        self._transport = transport

    def send(self, events: Sequence[Event]) -> Delivery:
        """Deliver what waits in the spool, then `events`; what is not delivered waits.

        Raises:
            SpoolFullError: Not delivered, and the spool has no room: nothing of `events` was kept.
            StorageFullError: Not delivered, and the spool could not be written.
        """
        waiting = list(read_lines(self.spool)) if self.spool else []
        queue = [*waiting, *events]
        if not queue:
            return Delivery()
        sent, refused, problem = self._deliver(queue)
        left = queue[sent + len(refused) :]
        if len(left) > self.capacity:
            self._keep(waiting[sent + len(refused) :], had=bool(waiting))
            raise SpoolFullError(
                f"{len(left)} lineage events wait for {self.endpoint.shown} ({problem}) and the "
                f"spool holds {self.capacity}: start the receiver, or correct OPENLINEAGE_URL",
                f"有 {len(left)} 条血缘事件等待发送到 {self.endpoint.shown}（{problem}），"
                f"超过暂存上限 {self.capacity}：请启动接收端或修正 OPENLINEAGE_URL",
            )
        self._keep(left, had=bool(waiting))
        if refused and self.spool:
            append_lines(self.spool.with_suffix(".refused.jsonl"), refused)
        return Delivery(sent, len(left), len(refused), problem)

    def _keep(self, left: Sequence[Event], *, had: bool) -> None:
        if self.spool is None:
            if left:
                raise UnavailableError(
                    f"{self.endpoint.shown} is away and no spool is configured for lineage events",
                    f"{self.endpoint.shown} 不可用，且未配置血缘事件暂存文件",
                )
            return
        if left or had:
            replace_lines(self.spool, left)

    def _deliver(self, events: Sequence[Event]) -> tuple[int, list[Event], str | None]:
        if self.endpoint.file:
            try:
                append_lines(self.endpoint.file, events)
            except (StorageFullError, UnavailableError) as error:
                return 0, [], error.en
            return len(events), [], None
        return self._post(events)

    def _post(self, events: Sequence[Event]) -> tuple[int, list[Event], str | None]:
        target = self.endpoint.url
        if urlsplit(target).path in {"", "/"}:
            target = target.rstrip("/") + STANDARD_PATH
        sent, refused, problem = 0, [], None
        with httpx.Client(
            timeout=self._timeout, transport=self._transport, trust_env=False
        ) as http:
            for event in events:
                try:
                    status = http.post(target, json=event).status_code
                except httpx.HTTPError as error:
                    return sent, refused, f"{type(error).__name__}: {error}"
                if status in REFUSED:
                    refused.append(event)
                    problem = f"refused with HTTP {status}"
                elif status >= 300:
                    return sent, refused, f"HTTP {status}"
                else:
                    sent += 1
        return sent, refused, problem
