"""The connections that this installation gives to Kettle files, and the settings behind them."""

from collections.abc import Mapping

from onedata_resources.file_variables import CONNECTION_PREFIX
from onedata_resources.settings import value_of
from onedata_resources.variables import VARIABLES

SOURCE_SUFFIX = "_SOURCE_URL"


def connections(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the URLs of the connections that Kettle files may name.

    Each source database of the settings is one (`CRM_SOURCE_URL` is `crm`), and
    `KETTLE_CONNECTION_CRM=postgresql://...` adds a connection `crm` or replaces it.
    """
    sources = {name: value_of(setting, environ) for name, setting in _sources().items()}
    return sources | {name: environ[setting] for name, setting in _named(environ).items()}


def connection_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the name of the setting behind each connection."""
    return _sources() | _named(environ)


def _sources() -> dict[str, str]:
    return {
        variable.name.removesuffix(SOURCE_SUFFIX).lower(): variable.name
        for variable in VARIABLES
        if variable.name.endswith(SOURCE_SUFFIX)
    }


def _named(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(CONNECTION_PREFIX).lower(): name
        for name, url in environ.items()
        if name.startswith(CONNECTION_PREFIX) and url
    }
