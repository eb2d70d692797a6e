"""Dagster's web server as an ASGI app inside the gateway.

It serves only the routes in `ROUTES`, and one of our own (`latest.py`): one that a release of
Dagster adds is left out until someone decides, and a contract test says so. Who is asking is set by
the gateway's middleware (`viewer.set_viewer`) before a request gets here.
"""

from dagster_webserver.app import create_app_from_workspace_process_context
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from onedata_portal.gateway.dagster_ui.context import GatewayProcessContext
from onedata_portal.gateway.dagster_ui.latest import PATH as LATEST_PATH
from onedata_portal.gateway.dagster_ui.latest import latest_response
from onedata_portal.gateway.dagster_ui.recorded import Record, Recorded
from onedata_portal.gateway.dagster_ui.refusal import RefusedError
from onedata_portal.gateway.dagster_ui.reports import Reports
from onedata_portal.gateway.viewer import Viewer, viewer_of

# Filtered by the instance that they read from; static files are the same for everybody.
DEBUG_ROUTE = "/download_debug/{run_id:str}"
ROUTES = frozenset(
    {
        "/",
        "/graphql",
        "/server_info",
        "/dagit_info",
        "/logs/{path:path}",
        DEBUG_ROUTE,
        "/notebook",
        "/dagit/notebook",
        "/report_asset_materialization/{asset_key:path}",
        "/report_asset_check/{asset_key:path}",
        "/report_asset_observation/{asset_key:path}",
        "/{path:path}",
    }
)
ADMINISTRATOR_ROUTES = frozenset({"/notebook", "/dagit/notebook"})


def is_known(route: BaseRoute) -> bool:
    """Return whether someone decided that a route of Dagster's web server is served."""
    name = getattr(route, "name", "")
    return getattr(route, "path", "") in ROUTES or name.endswith("_static")


def dagster_app(
    process: GatewayProcessContext, prefix: str, record: Record | None = None
) -> ASGIApp:
    """Return Dagster's web server below `prefix`, for whoever the gateway says is asking.

    `record` is told of every mutation and report, that it is asked for and how it was answered.
    """
    app = create_app_from_workspace_process_context(
        process, prefix, exception_handlers={RefusedError: _refused}
    )
    _drop_unknown(app)
    # Such a redirect would be to the host that the request names.
    app.router.redirect_slashes = False
    door = _Door(app, process, prefix)
    if record is None:
        return door
    return Reports(Recorded(door, process, f"{prefix}/graphql", record), process, prefix, record)


def _drop_unknown(app: Starlette) -> None:
    for mount in app.router.routes:
        if isinstance(mount, Mount) and mount.path:
            mount.routes[:] = [route for route in mount.routes if is_known(route)]


async def _refused(_request: Request, error: Exception) -> Response:
    said = {"en": error.en, "zh": error.zh} if isinstance(error, RefusedError) else {}
    return JSONResponse(said, status_code=403)


class _Door:
    """Lets in who is signed in, and answers itself where Dagster would fail instead of refuse."""

    def __init__(self, app: ASGIApp, process: GatewayProcessContext, prefix: str) -> None:
        self._app = app
        self._process = process
        self._debug = compile_path(prefix + DEBUG_ROUTE)[0]
        self._latest = prefix + LATEST_PATH
        self._administrators = {prefix + path for path in ADMINISTRATOR_ROUTES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or websocket."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        viewer = viewer_of(scope)
        refusal = self._refusal(scope, viewer)
        if refusal is None and scope["type"] == "http" and scope["path"] == self._latest:
            await (await latest_response(self._process.scope(viewer)))(scope, receive, send)
        elif refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            await refusal(scope, receive, send)

    def _refusal(self, scope: Scope, viewer: Viewer) -> Response | None:
        if not viewer.name:
            return _says(401, "Sign in first.", "请先登录。")
        path = scope["path"]
        if path.rstrip("/") in self._administrators and not viewer.is_admin:
            return _says(403, "Only administrators may read this.", "仅管理员可读取。")
        asked = self._debug.match(path)
        if asked and self._process.scope(viewer).run(asked["run_id"]) is None:
            return _says(404, "There is no such run.", "没有这样的运行。")
        return None


def _says(status: int, en: str, zh: str) -> Response:
    return JSONResponse({"en": en, "zh": zh}, status_code=status)
