"""One scan of a source: its structure compared with the newest version, and kept if it changed.

The assets that do this are in `source_assets.py`, the command in `cli/metadata.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from onedata_assets.domain.metadata.differences import Change, differences
from onedata_assets.domain.metadata.sources import Source
from onedata_assets.domain.metadata.structure import Structure
from onedata_assets.domain.metadata.versions import content_of, rows_of, structure_from
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.files import replace_file
from onedata_resources.errors import OneDataError
from onedata_resources.settings import home_dir
from onedata_resources.store.metadata import SourceVersion, SourceVersions


@dataclass(frozen=True)
class Scan:
    """What a scan found; there are no changes where it was the first."""

    structure: Structure
    version: SourceVersion
    is_new: bool
    changes: tuple[Change, ...] = ()

    @property
    def breaking(self) -> list[Change]:
        """Return the changes that break who reads what changed."""
        return [change for change in self.changes if change.is_breaking]


def scan(source: Source, catalog: Catalog, versions: SourceVersions, now: datetime) -> Scan:
    """Return what a source is like now; the store knows it, and definitions show it once reloaded.

    Raises:
        OneDataError: The source does not answer; the store knows why, its versions stay.
    """
    try:
        structure = catalog.structure(source)
    except OneDataError as error:
        versions.failed(source.name, str(error), now)
        raise
    content = content_of(structure)
    past = versions.history(source.name)
    before = versions.content(source.name) if past else None
    version = versions.record(source.name, content, now, rows=rows_of(structure))
    keep_for_definitions(source.name, content)
    changed = before is not None and before != content
    changes = differences(structure_from(before), structure) if before and changed else []
    return Scan(structure, version, is_new=before != content, changes=tuple(changes))


def keep_for_definitions(name: str, content: str) -> None:
    """Leave the newest structure where the definitions find it without asking a database."""
    path = _kept(name)
    encoded = content.encode()
    if not path.exists() or path.read_bytes() != encoded:
        replace_file(path, encoded)


def known_structure(name: str) -> Structure | None:
    """Return the newest structure that a scan left on this machine; None before the first."""
    path = _kept(name)
    return structure_from(path.read_text(encoding="utf-8")) if path.exists() else None


def _kept(name: str) -> Path:
    return home_dir() / "metadata" / f"{name}.json"
