"""Sources as a person sees them: the scans among their assets, and what the store knows of these.

Of tables that are in a project of others, nothing is told, not even that they are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.model import Table, TableName
from onedata_assets.domain.metadata.sources import Source, SourceKind, asset_path
from onedata_assets.domain.metadata.structure import Structure, Wanted
from onedata_assets.domain.metadata.version_differences import KnownVersion
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
    """A source by its scan; what is known of it is read when it is asked for.

    `past` are its versions, the newest first; there is none before the first scan.
    """

    name: str
    asset: Definition
    past: Sequence[SourceVersion]
    state: SourceState | None
    sources: Sources

    @property
    def kind(self) -> str:
        """Return how the source is asked."""
        return next((each for each in self.asset.kinds if each != "source"), "")

    @cached_property
    def structure(self) -> Structure:
        """The tables of the newest version."""
        return self.sources.structure(self.name) if self.past else Structure(())

    @cached_property
    def findings(self) -> SourceFindings:
        """What was found out of the source last."""
        return self.sources.findings(self.name) if self.past else SourceFindings()

    def key_of(self, table: Table) -> Key:
        """Return the key of a table's asset."""
        return key_of(self.name, table.name, is_lake=is_lake(self.asset))


@dataclass(frozen=True)
class Sight:
    """What a person sees of the assets that there are."""

    seen: Definitions
    every: Mapping[Key, object]

    def key_of(self, source: str, table: TableName) -> Key | None:
        """Return the key of a table of a source whose scan they see."""
        asset = self.seen.assets.get((*SCANS, source))
        return key_of(source, table, is_lake=is_lake(asset)) if asset else None

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
        for name, asset in scans(seen):
            yield self._seen(name, asset, states.get(name))

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

    def structure(self, name: str, number: int | None = None) -> Structure:
        """Return the tables of a version of a source, of the newest without a number.

        Raises:
            Missing: The source has no such version.
        """
        return _structure(self._versions.content(name, number))

    def findings(self, name: str, number: int | None = None) -> SourceFindings:
        """Return what was found out when a version was made, or last without a number.

        Raises:
            Missing: The source has no such version.
        """
        return _findings(self._versions.findings(name, number))

    def known(self, name: str, number: int | None = None) -> KnownVersion:
        """Return both of a version of a source.

        Raises:
            Missing: The source has no such version.
        """
        return KnownVersion(self.structure(name, number), self.findings(name, number))

    def _seen(self, name: str, asset: Definition, state: SourceState | None) -> SeenSource:
        past = self._versions.history(name) if state else []
        return SeenSource(name, asset, past, state, self)


def scans(definitions: Definitions) -> Iterator[tuple[str, Definition]]:
    """Yield the scans of sources with the names of these."""
    for key, asset in definitions.assets.items():
        if key[:2] == SCANS and len(key) == len(SCANS) + 1:
            yield key[2], asset


def is_lake(scan: Definition) -> bool:
    """Return whether a scan is one of a lake, as its kinds tell."""
    return LAKE in scan.kinds


def key_of(source: str, table: TableName, *, is_lake: bool) -> Key:
    """Return the key of the asset of a table of a source."""
    kind = SourceKind.LAKE if is_lake else SourceKind.SQL
    return asset_path(Source(source, kind, "", Wanted()), table)


@lru_cache(maxsize=KEPT)
def _structure(content: str) -> Structure:
    return structure_from(content)


@lru_cache(maxsize=KEPT)
def _findings(text: str) -> SourceFindings:
    return SourceFindings(text)
