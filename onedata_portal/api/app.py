"""The API of the portal as one FastAPI app, mounted below `/api`. Each router is in its module."""

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI

from onedata_portal.api import (
    asset_events,
    assets,
    home,
    lineage,
    materializations,
    run_log,
    runs,
)
from onedata_portal.api.errors import add_error_handlers, may_answer
from onedata_portal.api.services import Services

VERSION = "1"

# Of what Dagster has. An asset's sub-pages come before the asset, whose address is any path.
DAGSTER_ROUTERS = (
    home.router,
    materializations.router,
    lineage.router,
    asset_events.router,
    assets.router,
    run_log.router,
    runs.router,
)


def api_app(services: Services, more: Iterable[APIRouter] = ()) -> FastAPI:
    """Return the API: the routers that show Dagster, and `more`, those of people and projects."""
    app = FastAPI(
        title="OneData",
        version=VERSION,
        description="The portal's API · 门户接口. What a person may not see answers 404.",
        responses=may_answer(401, 422),
        # Swagger's pages load scripts from a CDN; the schema itself is served.
        docs_url=None,
        redoc_url=None,
        # Such a redirect would be to the host that the request names.
        redirect_slashes=False,
    )
    app.state.services = services
    for router in (*DAGSTER_ROUTERS, *more):
        app.include_router(router)
    add_error_handlers(app)
    return app
