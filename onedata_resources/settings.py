"""Values of the environment variables that `variables.py` lists, or their defaults.

They are looked up by `registry.py` (inside Dagster), by the CLI and the portal (outside); nothing
reads the environment at import.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from onedata_resources.variables import VARIABLES

_BY_NAME = {variable.name: variable for variable in VARIABLES}


def project_dir() -> Path:
    """Return the checkout that holds this package: the folder of `workspace.yaml`."""
    return Path(__file__).resolve().parent.parent


def home_dir(environ: Mapping[str, str] | None = None) -> Path:
    """Return the absolute folder under which this installation writes."""
    environ = os.environ if environ is None else environ
    return (project_dir() / (environ.get("ONEDATA_HOME") or ".onedata")).resolve()


def default_of(name: str, environ: Mapping[str, str] | None = None) -> str:
    """Return the variable's default with `{home}` and `{project}` filled in.

    Raises:
        KeyError: The variable is not declared above.
    """
    if name == "ONEDATA_HOME":
        return str(home_dir(environ))
    return _BY_NAME[name].default.format(home=home_dir(environ), project=project_dir())


def value_of(name: str, environ: Mapping[str, str] | None = None) -> str:
    """Return the variable's value, or its default where it is unset or empty."""
    environ = os.environ if environ is None else environ
    return environ.get(name) or default_of(name, environ)
