"""When the assets that a person sees were last made, all of them in one answer.

Dagster's own API makes an object of each asset, its record and its event, which costs three times
as much; of 5,000 assets that is a second. Whatever else is asked of assets goes there.
"""

from anyio import to_thread
from starlette.responses import JSONResponse, Response

from onedata_portal.gateway.dagster_ui.scope import Scope

PATH = "/onedata/latest"
"""Below Dagster's pages; no route of Dagster's web server begins so."""


def latest_materializations(scope: Scope) -> list[tuple[list[str], str, str]]:
    """Return path, time in milliseconds and run of the last materialization of each asset."""
    keys = [key for key in scope.owned.assets if scope.sees_key(key)]
    # Dagster takes an empty list of keys for all assets.
    events = scope.base.event_log_storage.get_latest_materialization_events(keys) if keys else {}
    return [
        (list(key.path), str(int(event.timestamp * 1000)), event.run_id)
        for key, event in events.items()
        if event is not None
    ]


async def latest_response(scope: Scope) -> Response:
    """Answer with the last materializations."""
    return JSONResponse(await to_thread.run_sync(latest_materializations, scope))
