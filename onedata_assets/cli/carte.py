"""`onedata carte`: the Carte-compatible server with the connections of this installation."""

import os
from collections.abc import Mapping

from onedata_resources.settings import value_of

CONNECTION_PREFIX = "KETTLE_CONNECTION_"


def connections(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the URLs of the connections that Kettle files may name.

    `retail` is the retail source; `KETTLE_CONNECTION_CRM=postgresql://...` adds a connection `crm`.
    """
    named = {
        name.removeprefix(CONNECTION_PREFIX).lower(): url
        for name, url in environ.items()
        if name.startswith(CONNECTION_PREFIX)
    }
    return {"retail": value_of("RETAIL_SOURCE_URL", environ), **named}


def run_carte(*, host: str, port: int) -> int:
    """Serve until a signal; return the exit code."""
    from onedata_resources.kettle.server.app import serve
    from onedata_resources.kettle.server.config import CarteConfig

    serve(
        CarteConfig(
            host=host,
            port=port,
            user=value_of("KETTLE_USER"),
            password=value_of("KETTLE_PASSWORD"),
            connections=connections(os.environ),
            lake_uri=value_of("LAKE_URI"),
        )
    )
    return 0
