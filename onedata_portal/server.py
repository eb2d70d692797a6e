"""The portal as one ASGI app: the door in front, behind it the API, Dagster's pages and our own.

What each request goes through, in order: `Forwarded` (where from, where to), `Headers`, `Limits`,
`Door` (who), then one of the rooms by the path below the portal's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from onedata_assets.domain.i18n import Language
from onedata_portal.api import (
    audit,
    data_policies,
    glossary,
    glossary_edits,
    graph,
    graph_detail,
    joins,
    metrics,
    mine,
    notifications,
    operations,
    people,
    platform,
    policies,
    projects,
    redirects,
    registers,
    registration,
    rows,
    session,
    source_versions,
    sources,
    sql,
    standard_kettle,
    standard_orders,
    standard_sets,
    standard_trials,
    standard_work,
    standards,
    suggested_terms,
    tags,
    tokens,
    usage,
)
from onedata_portal.api.app import api_app
from onedata_portal.api.asking import preferred
from onedata_portal.api.dagster import DagsterClient
from onedata_portal.api.graph_reading import KnownTables
from onedata_portal.api.reloading import Reloads
from onedata_portal.api.said import said_in
from onedata_portal.api.services import Services
from onedata_portal.api.tagging import Tags
from onedata_portal.gateway.dagster_ui.translated import Translated
from onedata_portal.gateway.door import Door
from onedata_portal.gateway.forwarded import Forwarded, Network, prefix_of
from onedata_portal.gateway.headers import Headers
from onedata_portal.gateway.known import known_of
from onedata_portal.gateway.limits import Limits
from onedata_portal.gateway.viewer import Viewer, viewer_of
from onedata_portal.portal import Portal
from onedata_portal.refusals import Refusals

API, DAGSTER = "/api", "/dagster"
ROUTERS: tuple[APIRouter, ...] = (
    session.router,
    registration.router,
    redirects.router,
    mine.router,
    people.router,
    projects.router,
    policies.router,
    data_policies.router,
    tokens.router,
    audit.router,
    usage.router,
    platform.router,
    notifications.router,
    operations.router,
)

# Of the rows of tables: they need both the people and Dagster.
TABLE_ROUTERS: tuple[APIRouter, ...] = (rows.router, sql.router)
STANDARD_ROUTERS: tuple[APIRouter, ...] = (
    standards.router,
    standard_orders.router,
    standard_work.router,
    standard_kettle.router,
    standard_trials.router,
    standard_sets.router,
)

# What is known and said of tables; these need both, too.
METADATA_ROUTERS: tuple[APIRouter, ...] = (
    sources.router,
    source_versions.router,
    tags.router,
    suggested_terms.router,
    glossary.router,
    glossary_edits.router,
    graph.router,
    graph_detail.router,
    joins.router,
)

# Of what people keep about tables, which becomes definitions.
DOCUMENT_ROUTERS: tuple[APIRouter, ...] = (metrics.router, registers.router)

EVERY_ROUTER = (
    *ROUTERS, *TABLE_ROUTERS, *METADATA_ROUTERS, *STANDARD_ROUTERS, *DOCUMENT_ROUTERS,
)  # fmt: skip


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer that there is no such page."""
    if scope["type"] == "lifespan":
        for ended in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{ended}.complete"})
    elif scope["type"] == "http":
        body = {"en": "There is no such page.", "zh": "没有这样的页面。", "code": "not_found"}
        await JSONResponse(body, status_code=404)(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1000, "reason": ""})


@dataclass(frozen=True)
class Rooms:
    """Sends each request to the app of its path; start and end are those of Dagster's pages."""

    api: ASGIApp
    dagster: ASGIApp
    web: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            await self.dagster(scope, receive, send)
            return
        prefix = prefix_of(scope)
        path = scope["path"].removeprefix(prefix)
        if _is_below(path, API):
            await self.api({**scope, "root_path": prefix + API}, receive, send)
        elif _is_below(path, DAGSTER) and _is_page_of_nobody(scope):
            asked = {"next": path + _query(scope)}
            answer = RedirectResponse(f"{prefix}/signin?{urlencode(asked)}", status_code=303)
            await answer(scope, receive, send)
        elif path == DAGSTER and scope["type"] == "http":
            answer = RedirectResponse(f"{prefix}{DAGSTER}/{_query(scope)}", status_code=307)
            await answer(scope, receive, send)
        elif _is_below(path, DAGSTER):
            # Dagster's app has the whole prefix in its own routes.
            await self.dagster({**scope, "root_path": ""}, receive, send)
        else:
            await self.web(scope, receive, send)


def _is_below(path: str, root: str) -> bool:
    return path == root or path.startswith(root + "/")


def reads_chinese(scope: Scope) -> bool:
    """Return whether who asks reads Chinese: by their own choice, else by their browser's."""
    person = known_of(scope).person
    if person is not None and person.language:
        return person.language == Language.ZH
    accepted = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    return preferred(accepted.decode("latin-1")) is Language.ZH


def _is_page_of_nobody(scope: Scope) -> bool:
    """Return whether somebody opens a page without being signed in."""
    if scope["type"] != "http" or scope["method"] != "GET" or viewer_of(scope).name:
        return False
    accepts = next((value for name, value in scope["headers"] if name == b"accept"), b"")
    return b"text/html" in accepts


def _query(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return f"?{query}" if query else ""


def portal_app(
    portal: Portal,
    *,
    dagster: ASGIApp = nothing,
    web: ASGIApp = nothing,
    trusted: tuple[Network, ...] = (),
    prefix: str = "",
) -> ASGIApp:
    """Return the whole portal over Dagster's pages and our own; `trusted` are proxies in front."""
    identities = portal.identities

    async def renewed(request: Request) -> Viewer:
        known = await to_thread.run_sync(identities.of, request.scope)
        return known.viewer

    client = DagsterClient(dagster, prefix + DAGSTER)
    pages = Translated(dagster, prefix + DAGSTER, reads_chinese)
    services = Services.of(
        client,
        default_project=identities.default_project,
        renewed=renewed,
        said=said_in(portal.store),
    )
    api = api_app(services, EVERY_ROUTER)
    api.state.portal = portal
    api.state.reloads = Reloads()
    api.state.tags = Tags(services, portal)
    api.state.known_tables = KnownTables(services, portal)
    api.state.refusals = Refusals(portal)
    door = Door(Rooms(api, pages, web), identities, API)
    return Forwarded(Headers(Limits(door)), trusted, prefix)
