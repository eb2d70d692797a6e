"""Dagster's web server behind the gateway, for tests: a real instance, a real code server.

The viewer is named by a signed header, in place of the gateway's sign-in.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dagster import DagsterInstance
from dagster._core.workspace.load_target import PythonFileTarget
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from onedata_assets.domain.security.roles import Role
from onedata_portal.gateway.dagster_ui.app import dagster_app
from onedata_portal.gateway.dagster_ui.context import GatewayProcessContext
from onedata_portal.gateway.dagster_ui.launches import NO_SETTINGS, Launches
from onedata_portal.gateway.dagster_ui.recorded import ASKED, Change
from onedata_portal.gateway.viewer import Viewer, set_viewer, viewer_of

PREFIX = "/dagster"
HEADER = "x-test-viewer"
KEY = b"only the tests know this"

ADMIN = Viewer("admin", is_admin=True)
ALPHA = {role: Viewer(f"a_{role}", roles={"alpha": role}) for role in Role}
MEMBER = ALPHA[Role.CREATOR]
BETA = {role: Viewer(f"b_{role}", roles={"beta": role}) for role in Role}
BOTH = Viewer("both", roles={"alpha": Role.OPS, "beta": Role.VIEWER})
STRANGER = Viewer("stranger", roles={"gamma": Role.CREATOR})

# Runs start at once, in processes of the code server: there is no daemon.
INSTANCE = """
telemetry: {enabled: false}
nux: {enabled: false}
run_coordinator: {module: dagster._core.run_coordinator, class: DefaultRunCoordinator}
"""
LOCATION = {"repositoryLocationName": "two", "repositoryName": "__repository__"}


def signed(viewer: Viewer) -> dict[str, str]:
    """Return the header that says who asks."""
    said = json.dumps([viewer.name, viewer.is_admin, dict(viewer.roles)]).encode()
    mark = hmac.new(KEY, said, hashlib.sha256).hexdigest()
    return {HEADER: f"{base64.b64encode(said).decode()}.{mark}"} if viewer.name else {}


class HeaderSignIn:
    """Reads the signed header, as the gateway's middleware reads a session."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            header = dict(scope["headers"]).get(HEADER.encode(), b"").decode()
            said, _, mark = header.partition(".")
            raw = base64.b64decode(said)
            if header and hmac.compare_digest(hmac.new(KEY, raw, hashlib.sha256).hexdigest(), mark):
                name, is_admin, roles = json.loads(raw)
                roles = {project: Role(role) for project, role in roles.items()}
                set_viewer(scope, Viewer(name, is_admin, roles))
        await self._app(scope, receive, send)


@dataclass
class Served:
    """The running server and what was made in it."""

    process: GatewayProcessContext
    instance: DagsterInstance
    client: TestClient
    made: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[str, Change]] = field(default_factory=list)

    def ask(
        self, viewer: Viewer, query: str, variables: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the answer to a GraphQL request."""
        body = {"query": query, "variables": variables or {}}
        return self.client.post(f"{PREFIX}/graphql", json=body, headers=signed(viewer)).json()

    def answered(self, before: int) -> list[tuple[str, Change]]:
        """Return the changes that were answered since there were so many records."""
        return [each for each in self.changes[before:] if each[1].result != ASKED]

    def get(self, viewer: Viewer, path: str) -> Any:
        """Return the response of a page."""
        return self.client.get(PREFIX + path, headers=signed(viewer), follow_redirects=False)

    def finished(self, run_id: str) -> str:
        """Wait until a run has ended and return how."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            run = self.instance.get_run_by_id(run_id)
            if run and run.is_finished:
                return run.status.value
            time.sleep(0.2)
        told = [entry.get_dagster_event().message for entry in self.instance.all_logs(run_id)]
        raise AssertionError(f"run {run_id} did not end: {told}")


@contextmanager
def served(
    home: Path,
    code: str = "two_projects.py",
    *,
    config: str = INSTANCE,
    launches: Launches = NO_SETTINGS,
) -> Iterator[Served]:
    """Serve a file of this folder, the two projects if none is named, from a fresh instance."""
    (home / "dagster.yaml").write_text(config)
    target = PythonFileTarget(
        python_file=str(Path(__file__).parent / code),
        attribute=None,
        working_directory=None,
        location_name=LOCATION["repositoryLocationName"],
    )
    changes: list[tuple[str, Change]] = []

    def record(scope: Scope, change: Change) -> None:
        changes.append((viewer_of(scope).name, change))

    with DagsterInstance.from_config(str(home)) as instance:
        with (
            GatewayProcessContext(
                instance, target, default_project="common", launches=launches
            ) as process,
            TestClient(
                HeaderSignIn(dagster_app(process, PREFIX, record)), raise_server_exceptions=False
            ) as client,
        ):
            yield Served(process, instance, client, changes=changes)
        # It was told to stop; Python warns of one that still runs when nobody holds it any more.
        process._grpc_server_registry.wait_for_processes()
