"""The connections that this installation gives to Kettle files, and the settings behind them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from onedata_resources.file_variables import CONNECTION_PREFIX
from onedata_resources.settings import project_dir, value_of
from onedata_resources.source_yaml import said_of_sources
from onedata_resources.variables import VARIABLES

SOURCE_SUFFIX = "_SOURCE_URL"


def connections(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the URLs of the connections that Kettle files may name.

    Each source database of the settings is one (`CRM_SOURCE_URL` is `crm`), and so is each that a
    `source.yaml` of kind `sql` names and whose variable is set, by the source's name.
    `KETTLE_CONNECTION_CRM=postgresql://...` adds a connection `crm` or replaces it.
    """
    sources = {name: value_of(setting, environ) for name, setting in _sources().items()}
    more = _described(environ) | _named(environ)
    return sources | {name: environ[setting] for name, setting in more.items()}


def connection_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the name of the setting behind each connection."""
    return _sources() | _described(environ) | _named(environ)


def _sources() -> dict[str, str]:
    return {
        variable.name.removesuffix(SOURCE_SUFFIX).lower(): variable.name
        for variable in VARIABLES
        if variable.name.endswith(SOURCE_SUFFIX)
    }


def _described(environ: Mapping[str, str]) -> dict[str, str]:
    folder = project_dir() / "onedata_assets" / "defs"
    return {name: setting for name, setting in _databases(folder).items() if environ.get(setting)}


@cache
def _databases(folder: Path) -> Mapping[str, str]:
    """Return the variable of each database that a file describes; a malformed file is none."""
    return {
        str(told.get("name")).lower(): str(told.get("connection"))
        for told in said_of_sources(folder)
        if told.get("kind") == "sql"
    }


def _named(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(CONNECTION_PREFIX).lower(): name
        for name, url in environ.items()
        if name.startswith(CONNECTION_PREFIX) and url
    }
