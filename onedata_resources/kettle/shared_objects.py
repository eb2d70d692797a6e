"""Connections that lie beside the files that use them, in Kettle's `shared.xml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from onedata_resources.kettle.model import Connection, Job, Transformation
from onedata_resources.kettle.reader import read_connection
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.variables import expand
from onedata_resources.kettle.xml import children, parse, text


def find_connection(
    file: Transformation | Job, name: str, variables: Mapping[str, str]
) -> Connection | None:
    """Return the file's connection of that name, or else the one in `shared.xml`."""
    found = file.connection(name)
    if found is not None:
        return found
    shared = shared_file(file, variables)
    if not shared.is_file():
        return None
    root = parse(shared.read_bytes(), str(shared))
    every = [read_connection(each) for each in children(root, "connection")]
    return next((each for each in every if each.name.lower() == name.lower()), None)


def shared_file(file: Transformation | Job, variables: Mapping[str, str]) -> Path:
    """Return where the file's shared objects are: the place that it names, or Kettle's home."""
    place = (
        "info/shared_objects_file" if isinstance(file, Transformation) else "shared_objects_file"
    )
    written = expand(text(file.xml, place), variables).strip() if file.xml is not None else ""
    if written:
        return Path(local_path(written))
    home = variables.get("KETTLE_HOME", "").strip()
    return (Path(home) if home else Path.home()) / ".kettle" / "shared.xml"
