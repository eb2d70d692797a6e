"""Sources as a person sees them: the scans among their assets, and what the store knows of these.

Of tables that are in a project of others, nothing is told, not even that they are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.model import Table, TableName
from onedata_assets.domain.metadata.sources import Source, SourceKind, asset_path
from onedata_assets.domain.metadata.structure import Structure, Wanted
from onedata_assets.domain.metadata.versions import structure_from
from onedata_portal.api.asset_keys import Key
from onedata_portal.api.definitions import Definition, Definitions
from onedata_resources.store.metadata import SourceState, SourceVersion, SourceVersions
from onedata_resources.store.missing import Missing

SCANS = ("metadata", "source")
LAKE = "deltalake"
KEPT = 64
"""Versions that are kept as objects; one of 1,000 tables of 30 columns takes some 20 MB."""


@dataclass(frozen=True)
class SeenSource:
    """A source by its scan, with what the store knows of it; no version before the first scan."""

    name: str
    asset: Definition
    version: SourceVersion | None
    versions: int
    state: SourceState | None
    structure: Structure
    findings: SourceFindings

    @property
    def kind(self) -> str:
        """Return how the source is asked."""
        return next((each for each in self.asset.kinds if each != "source"), "")

    def key_of(self, table: Table) -> Key:
        """Return the key of a table's asset."""
        return key_of(self.name, self.asset, table.name)


@dataclass(frozen=True)
class Sight:
    """What a person sees of the assets that there are."""

    seen: Definitions
    every: Mapping[Key, object]

    def key_of(self, source: str, table: TableName) -> Key | None:
        """Return the key of a table of a source whose scan they see."""
        asset = self.seen.assets.get((*SCANS, source))
        return key_of(source, asset, table) if asset else None

    def has(self, key: Key) -> bool:
        """Return whether somebody sees a table: its asset, or that nobody has one of that key."""
        return key in self.seen.assets or key not in self.every


class Sources:
    """The sources of one store, as scans of them are seen."""

    def __init__(self, versions: SourceVersions) -> None:
        self._versions = versions

    def of(self, seen: Definitions) -> Iterator[SeenSource]:
        """Yield the sources whose scans a person sees, by name."""
        states = {each.name: each for each in self._versions.states()}
        for key, asset in seen.assets.items():
            if key[:2] == SCANS and len(key) == len(SCANS) + 1:
                yield self._seen(key[2], asset, states.get(key[2]))

    def get(self, name: str, seen: Definitions) -> SeenSource:
        """Return a source whose scan a person sees.

        Raises:
            Missing: There is none that they see.
        """
        asset = seen.assets.get((*SCANS, name))
        if asset is None:
            raise Missing.source(name)
        states = {each.name: each for each in self._versions.states()}
        return self._seen(name, asset, states.get(name))

    def known(self, name: str, number: int | None = None) -> tuple[Structure, SourceFindings]:
        """Return what a version of a source says, the newest without a number.

        Raises:
            Missing: The source has no such version.
        """
        content = self._versions.content(name, number)
        return _structure(content), _findings(self._versions.findings(name, number))

    def _seen(self, name: str, asset: Definition, state: SourceState | None) -> SeenSource:
        past = self._versions.history(name) if state else []
        structure, findings = self.known(name) if past else (Structure(()), SourceFindings())
        newest = past[0] if past else None
        return SeenSource(name, asset, newest, len(past), state, structure, findings)


def key_of(source: str, scan: Definition, table: TableName) -> Key:
    """Return the key of the asset of a table of a source."""
    kind = SourceKind.LAKE if LAKE in scan.kinds else SourceKind.SQL
    return asset_path(Source(source, kind, "", Wanted()), table)


@lru_cache(maxsize=KEPT)
def _structure(content: str) -> Structure:
    return structure_from(content)


@lru_cache(maxsize=KEPT)
def _findings(text: str) -> SourceFindings:
    return SourceFindings(text)
