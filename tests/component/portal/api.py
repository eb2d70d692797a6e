"""The portal's API before the two projects, for tests: the viewer is named by the signed header."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from httpx import Response
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from onedata_portal.api.app import api_app
from onedata_portal.api.dagster import DagsterClient
from onedata_portal.api.services import Services
from onedata_portal.gateway.dagster_ui.app import dagster_app
from onedata_portal.gateway.viewer import Viewer, viewer_of
from tests.component.portal.served import PREFIX, HeaderSignIn, Served, signed


@dataclass
class Api:
    """The API, and what the tests change of who asks while a request runs."""

    app: FastAPI
    client: TestClient
    two: Served
    # Viewers that are no longer who they were when a request of theirs began.
    changed: dict[str, Viewer] = field(default_factory=dict)

    def get(self, viewer: Viewer, path: str, **params: Any) -> Response:
        """Return the answer to a question."""
        return self.client.get(f"/api{path}", params=params, headers=signed(viewer))

    def post(self, viewer: Viewer, path: str, body: Mapping[str, Any] | None = None) -> Response:
        """Return the answer to an order."""
        return self.client.post(f"/api{path}", json=body or {}, headers=signed(viewer))


@contextmanager
def api_of(two: Served) -> Iterator[Api]:
    """Serve the API of the two projects."""
    changed: dict[str, Viewer] = {}

    async def renewed(request: Request) -> Viewer:
        viewer = viewer_of(request.scope)
        return changed.get(viewer.name, viewer)

    dagster = DagsterClient(dagster_app(two.process, PREFIX), PREFIX)
    app = api_app(Services.of(dagster, default_project="common", renewed=renewed))
    whole = HeaderSignIn(Starlette(routes=[Mount("/api", app)]))
    with TestClient(whole, raise_server_exceptions=False) as client:
        yield Api(app, client, two, changed)
