"""`python -m scripts.openapi FILE` writes the OpenAPI document of the portal's API.

`npm run api` in `onedata_portal/web` makes the pages' types of it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from starlette.requests import Request

from onedata_portal.api.app import api_app
from onedata_portal.api.dagster import DagsterClient
from onedata_portal.api.services import Services
from onedata_portal.gateway.viewer import NOBODY, Viewer
from onedata_portal.server import DAGSTER, EVERY_ROUTER, nothing


def document() -> dict[str, Any]:
    """Return the document of all routes."""

    async def renewed(_request: Request) -> Viewer:
        return NOBODY

    client = DagsterClient(nothing, DAGSTER)
    services = Services.of(client, default_project="common", renewed=renewed)
    return api_app(services, EVERY_ROUTER).openapi()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(document(), ensure_ascii=False), encoding="utf-8")
