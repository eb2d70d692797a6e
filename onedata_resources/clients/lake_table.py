"""A Delta table as deltalake opens it, with the paths of its files as the file system spells them.

Imported inside functions only: deltalake takes a quarter of a second to load.
"""

from typing import Any
from urllib.parse import unquote

from deltalake import DeltaTable

_LOCAL = "file://"


class LakeTable(DeltaTable):
    """A table whose local files can be opened by the paths that it tells.

    deltalake 1.6 tells them percent-encoded, so a lake below `/home/张三` or `/my data` would be
    written and never be read again: Polars and DuckDB open paths as they are.
    """

    @property
    def table_uri(self) -> str:
        """The table's root; a local one as a plain `file://` path, ending in a slash."""
        encoded = super().table_uri
        return unquote(encoded) if encoded.startswith(_LOCAL) else encoded

    def file_uris(self, *args: Any, **keywords: Any) -> list[str]:  # noqa: ANN401 - deltalake's own
        """Return the data files of the version that is open."""
        found = super().file_uris(*args, **keywords)
        encoded = super().table_uri
        if not encoded.startswith(_LOCAL):
            return found
        root = encoded.removeprefix(_LOCAL)
        return [
            unquote(root) + file.removeprefix(root) if file.startswith(root) else file
            for file in found
        ]
