"""Recording what programs report of assets by Dagster's REST routes, as mutations are recorded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import parse_qs

from anyio import to_thread
from dagster import AssetKey
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onedata_portal.gateway.dagster_ui.context import GatewayProcessContext
from onedata_portal.gateway.dagster_ui.recorded import ASKED, Change, Record, again, body_of
from onedata_portal.gateway.refusing import refusal
from onedata_portal.gateway.viewer import viewer_of
from onedata_resources.errors import OneDataError

ROUTE = "/report_asset_"
REFUSED = frozenset({401, 403})


@dataclass(frozen=True)
class Reports:
    """Passes requests on to Dagster's web server and records the reports among them."""

    app: ASGIApp
    process: GatewayProcessContext
    prefix: str
    record: Record

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_report = scope["type"] == "http" and scope["path"].startswith(self.prefix + ROUTE)
        if not is_report or scope["method"] != "POST" or not viewer_of(scope).name:
            await self.app(scope, receive, send)
            return
        body = await body_of(receive)
        kind, _, path = scope["path"].removeprefix(self.prefix + "/").partition("/")
        key = _key(path, body, scope["query_string"].decode("latin-1"))
        try:
            await to_thread.run_sync(self._record, scope, kind, key, ASKED)
        except OneDataError as error:
            await refusal(503, "unavailable", error)(scope, receive, send)
            return
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, again(body, receive), sending)
        finally:
            await to_thread.run_sync(self._record, scope, kind, key, _result(status))

    def _record(self, scope: Scope, kind: str, key: AssetKey | None, result: str) -> None:
        owned = self.process.scope(viewer_of(scope)).owned.assets
        projects = owned.get(key, frozenset()) if key else frozenset()
        names = ["/".join(key.path)] if key else []
        self.record(scope, Change(kind, names, ",".join(sorted(projects)), result))


def _result(status: int) -> str:
    if status in REFUSED:
        return "refused"
    return "failed" if status >= 400 else "done"


def _key(path: str, body: bytes, query: str) -> AssetKey | None:
    """Return the asset that a report names in its address, body or query, as Dagster reads it."""
    if path:
        return AssetKey.from_user_string(path)
    try:
        told = json.loads(body or b"{}")
    except ValueError:
        return None
    named = told.get("asset_key") if isinstance(told, dict) else None
    if isinstance(named, list):
        return AssetKey([str(part) for part in named])
    text = named if isinstance(named, str) else parse_qs(query).get("asset_key", [""])[-1]
    return AssetKey.from_db_string(text) if text else None
