"""`${NAME}`, `%%NAME%%` and `$[hex]` in settings. Unknown names stay as they are, as in Kettle."""

import re
from collections.abc import Mapping
from pathlib import Path

from onedata_resources.kettle.model import Transformation

DEPTH_LIMIT = 50
_NAME = re.compile(r"\$\{([^${}]+)\}|%%([^%]+)%%")
_HEX = re.compile(r"\$\[([0-9A-Fa-f]{1,2}(?:,[0-9A-Fa-f]{1,2})*)\]")


def expand(text: str, variables: Mapping[str, str]) -> str:
    """Return the text with variables replaced; their values may name further variables.

    Expansion stops after 50 rounds, so variables that name each other do not run forever.
    """
    if "$" not in text and "%%" not in text:
        return text

    def value(found: re.Match[str]) -> str:
        return variables.get(found[1] or found[2], found[0])

    for _ in range(DEPTH_LIMIT):
        expanded = _NAME.sub(value, text)
        if expanded == text or len(expanded) > 1_000_000:
            break
        text = expanded
    return _HEX.sub(
        lambda found: bytes(int(h, 16) for h in found[1].split(",")).decode("latin-1"), text
    )


def run_variables(
    transformation: Transformation, given: Mapping[str, str], parameters: Mapping[str, str]
) -> dict[str, str]:
    """Return all variables of a run: declared parameters win over `given`, given over built in."""
    declared = {
        each.name: parameters.get(each.name) or each.default for each in transformation.parameters
    }
    return internal_variables(transformation) | dict(given) | dict(parameters) | declared


def internal_variables(transformation: Transformation) -> dict[str, str]:
    """Return the variables that Kettle itself sets for a transformation."""
    path = Path(transformation.filename) if transformation.filename else None
    folder = (
        path.parent.as_uri() if path and path.is_absolute() else str(path.parent) if path else ""
    )
    return {
        "Internal.Transformation.Name": transformation.name,
        "Internal.Transformation.Filename.Name": path.name if path else "",
        "Internal.Transformation.Filename.Directory": folder,
        "Internal.Transformation.Repository.Directory": "/",
        "Internal.Entry.Current.Directory": folder,
        "Internal.Kettle.Version": "8.1.0",
        "java.io.tmpdir": "/tmp",  # noqa: S108 - the name that files use for the temporary folder
        "user.dir": str(Path.cwd()),
        "file.separator": "/",
        "line.separator": "\n",
    }
