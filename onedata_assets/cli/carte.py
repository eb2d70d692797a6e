"""`onedata carte`: the Carte-compatible server with the connections of this installation."""

import os

from onedata_resources.kettle.configured import connection_settings, connections
from onedata_resources.settings import value_of


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
            settings=connection_settings(os.environ),
            lake_uri=value_of("LAKE_URI"),
        )
    )
    return 0
