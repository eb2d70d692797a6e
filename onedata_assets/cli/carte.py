"""`onedata carte`: the Carte-compatible server with the connections of this installation."""

import os
from pathlib import Path

from onedata_assets.cli.addresses import Address
from onedata_resources.kettle.configured import connection_settings, connections
from onedata_resources.settings import project_dir, value_of


def run_carte(
    *, host: str, port: int | None, repository: Path | None = None, allow_shell: bool = False
) -> int:
    """Serve until a signal, at the port of KETTLE_BASE_URL unless told another; return 0.

    Raises:
        UnavailableError: The address cannot be bound.
        BadInputError: KETTLE_BASE_URL is no address.
    """
    from onedata_resources.kettle.server.app import serve
    from onedata_resources.kettle.server.config import CarteConfig

    serve(
        CarteConfig(
            host=host,
            port=port or Address.of("KETTLE_BASE_URL", value_of("KETTLE_BASE_URL")).port,
            user=value_of("KETTLE_USER"),
            password=value_of("KETTLE_PASSWORD"),
            connections=connections(os.environ),
            settings=connection_settings(os.environ),
            lake_uri=value_of("LAKE_URI"),
            repository=str(repository or project_dir() / "kettle_jobs"),
            allow_shell=allow_shell,
        )
    )
    return 0
