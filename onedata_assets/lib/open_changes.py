"""The breaking changes of a source that wait for who reads it, whoever scanned; and who that is.

A change waits from the version that was accepted last until the source is as it was, nothing
loaded reads what changed, or a person accepts it. The check that says so is in
`source_assets.py`; the commands are in `cli/source_changes.py`, the portal's routes in
`api/source_versions.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from onedata_assets.domain.metadata.differences import Change
from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.open_changes import waiting_changes
from onedata_assets.domain.metadata.readers import readers_of
from onedata_assets.domain.metadata.sources import Source, asset_path
from onedata_assets.domain.metadata.version_differences import KnownVersion
from onedata_assets.domain.metadata.versions import structure_from
from onedata_assets.lib.source_readers import lineage_of
from onedata_assets.lib.source_runs import Location, Runs, runs_making
from onedata_resources.store.accepted_versions import accept_version, accepted_version
from onedata_resources.store.metadata import SourceVersions


@dataclass(frozen=True)
class Read:
    """Changes with the assets that read what changed, in the order of these; and what runs them."""

    changes: Sequence[tuple[Change, Sequence[str]]] = ()
    runs: Runs = field(default_factory=dict)

    @property
    def broken(self) -> list[str]:
        """Return the assets that some change breaks, by name."""
        return sorted({name for _, names in self.changes for name in names})


def changes_open(versions: SourceVersions, source: str) -> list[Change]:
    """Return the breaking changes that wait; where none does, the newest version is accepted."""
    past, accepted = versions.history(source), accepted_version(versions.store, source)
    found = waiting_changes(past, accepted, partial(known_version, versions, source))
    if not found and past[0].number > accepted:
        accept_version(versions.store, source, past[0].number)
    return found


def known_version(versions: SourceVersions, source: str, number: int | None = None) -> KnownVersion:
    """Return a version of a source with what was found out when it was made.

    Without a number it is the newest, with what was found out last.
    """
    return KnownVersion(
        structure_from(versions.content(source, number)),
        SourceFindings(versions.findings(source, number)),
    )


def read_by(source: Source, changes: Sequence[Change], location: Location) -> Read:
    """Return who reads what changed, by the lineage that is loaded, and what runs that."""
    if not changes:
        return Read()
    lineage = lineage_of(location.graph)
    told = [
        (each, ["/".join(key) for key in readers_of(each, asset_path(source, each.table), lineage)])
        for each in changes
    ]
    broken = {name for _, names in told for name in names}
    return Read(told, runs_making(location, broken) if broken else {})


def open_and_read(versions: SourceVersions, source: Source, location: Location) -> Read:
    """Return the changes that wait, and for whom; where that is nobody, they are accepted."""
    newest = versions.version(source.name).number
    read = read_by(source, changes_open(versions, source.name), location)
    if read.changes and not read.broken:
        accept_version(versions.store, source.name, newest)
    return read
