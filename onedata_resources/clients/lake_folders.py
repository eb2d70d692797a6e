"""Which tables are in the lake, on this machine or in an object store."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def table_names(uri: str, storage_options: Mapping[str, str]) -> list[str]:
    """Return the `layer/table` names of the folders that hold a Delta log, sorted."""
    from deltalake import DeltaTable
    from deltalake.fs import DeltaStorageHandler
    from pyarrow.fs import FileSelector, FileType, PyFileSystem

    if "://" not in uri and not Path(uri).is_dir():
        return []
    root = PyFileSystem(DeltaStorageHandler(uri, dict(storage_options) or None))

    def folders(path: str) -> list[str]:
        found = root.get_file_info(FileSelector(path))
        return [entry.path for entry in found if entry.type == FileType.Directory]

    names = (table.strip("/") for layer in folders("") for table in folders(layer))
    return sorted(
        name
        for name in names
        if DeltaTable.is_deltatable(f"{uri}/{name}", dict(storage_options) or None)
    )
