"""`onedata carte`: the Carte-compatible server with the connections of this installation."""

import os
from collections.abc import Mapping

from onedata_assets.cli.addresses import Address
from onedata_resources.settings import CONNECTION_PREFIX, VARIABLES, value_of

SOURCE_SUFFIX = "_SOURCE_URL"


def connections(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the URLs of the connections that Kettle files may name.

    Each source database of the settings is one (`CRM_SOURCE_URL` is `crm`), and
    `KETTLE_CONNECTION_CRM=postgresql://...` adds a connection `crm` or replaces it.
    """
    sources = {
        variable.name.removesuffix(SOURCE_SUFFIX).lower(): value_of(variable.name, environ)
        for variable in VARIABLES
        if variable.name.endswith(SOURCE_SUFFIX)
    }
    named = {
        name.removeprefix(CONNECTION_PREFIX).lower(): url
        for name, url in environ.items()
        if name.startswith(CONNECTION_PREFIX) and url
    }
    return sources | named


def run_carte(*, host: str, port: int | None) -> int:
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
            lake_uri=value_of("LAKE_URI"),
        )
    )
    return 0
