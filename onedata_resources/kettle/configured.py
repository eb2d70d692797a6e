"""The connections that this installation gives to Kettle files, and the settings behind them."""

from collections.abc import Mapping

from onedata_resources.settings import value_of

CONNECTION_PREFIX = "KETTLE_CONNECTION_"


def connections(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the URLs of the connections that Kettle files may name.

    `retail` is the retail source; `KETTLE_CONNECTION_CRM=postgresql://...` adds a connection `crm`.
    """
    named = {name: environ[setting] for name, setting in _named(environ).items()}
    return {"retail": value_of("RETAIL_SOURCE_URL", environ), **named}


def connection_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the name of the setting behind each connection."""
    return {"retail": "RETAIL_SOURCE_URL", **_named(environ)}


def _named(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(CONNECTION_PREFIX).lower(): name
        for name in environ
        if name.startswith(CONNECTION_PREFIX)
    }
