"""One scan of a source: what it is like and what its rows say, kept as a version if it changed.

What is found out of rows is in `source_findings.py`, the assets that scan in `source_assets.py`,
the command in `cli/metadata.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from onedata_assets.domain.metadata.column_facts import (
    KnownColumns,
    columns_from,
    descriptions_from,
)
from onedata_assets.domain.metadata.differences import Change
from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.kept_relations import with_left_out
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.model_texts import Writer
from onedata_assets.domain.metadata.sources import Source
from onedata_assets.domain.metadata.structure import Problem, Structure
from onedata_assets.domain.metadata.unmatched import Watched
from onedata_assets.domain.metadata.version_differences import (
    KnownVersion,
    moves_of,
    version_differences,
)
from onedata_assets.domain.metadata.versions import content_of, rows_of, structure_from
from onedata_assets.domain.processing.contract import Text
from onedata_assets.lib.model_descriptions import describe
from onedata_assets.lib.moved_references import followed_elsewhere
from onedata_assets.lib.source_findings import findings_now, problems_of, told_once
from onedata_assets.lib.source_records import recorded
from onedata_assets.lib.standard_scans import keep_scan_drafts
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.catalog_problems import told_of
from onedata_resources.clients.kept_sources import kept_columns, kept_structure
from onedata_resources.errors import is_failure
from onedata_resources.store.metadata import SourceVersion, SourceVersions


@dataclass(frozen=True)
class Scan:
    """What a scan found; there are no changes where it was the first.

    `looked_at` are the tables whose rows were read, `problems` why some could not be; `notes` are
    told of the whole source.
    """

    structure: Structure
    findings: SourceFindings
    version: SourceVersion
    is_new: bool
    changes: tuple[Change, ...] = ()
    looked_at: tuple[TableName, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def breaking(self) -> list[Change]:
        """Return the changes that break who reads what changed."""
        return [change for change in self.changes if change.is_breaking]


def scan(
    source: Source,
    catalog: Catalog,
    versions: SourceVersions,
    now: datetime,
    *,
    writer: Writer | None = None,
) -> Scan:
    """Return what a source is like now; the store knows it, and definitions show it once reloaded.

    The `writer` describes tables where the source wants that.

    Raises:
        OneDataError: The source does not answer, or the scan failed otherwise; the store knows
            why, its versions stay.
    """
    with _failure_kept(source.name, versions, now):
        return _scanned(source, catalog, versions, now, writer)


def _scanned(
    source: Source,
    catalog: Catalog,
    versions: SourceVersions,
    now: datetime,
    writer: Writer | None,
) -> Scan:
    past = versions.history(source.name)
    before = versions.content(source.name) if past else None
    known = SourceFindings(versions.findings(source.name) if past else "")
    watched = Watched.of(source.wanted)
    structure = catalog.structure(replace(source, wanted=watched))
    found = findings_now(source, structure, catalog, known, now.date())
    left_out = SourceFindings(versions.findings_before_restoring(source.name))
    findings = with_left_out(found.findings, structure.tables, left_out)
    old = KnownVersion(structure_from(before) if before else structure, known)
    moves = moves_of(source.name, old, KnownVersion(structure, findings))
    is_moved = old.structure != structure
    if is_moved:
        moves.merged(findings, known, structure)
        findings, _ = moves.followed(findings)
    notes = (*watched.notes(), *describe(source, structure, findings, writer, versions.store))
    content, rows = content_of(structure), rows_of(structure)
    version = recorded(versions, source.name, content, findings, now, rows=rows)
    keep_scan_drafts(versions.store, version, found.drafts, now)
    changes = version_differences(old, KnownVersion(structure, findings)) if before else []
    if is_moved:
        notes = (*notes, *followed_elsewhere(versions, moves, now))
    return Scan(
        structure,
        findings,
        version,
        is_new=not past or version.number != past[0].number,
        changes=tuple(changes),
        looked_at=found.looked_at,
        problems=told_once(structure.problems, problems_of(findings, found.looked_at)),
        notes=notes,
    )


@contextmanager
def _failure_kept(name: str, versions: SourceVersions, now: datetime) -> Iterator[None]:
    """Leave in the store why the scan of a source failed.

    Raises:
        OneDataError: It did.
    """
    try:
        yield
    except BaseException as error:
        if not is_failure(error):
            raise
        told = told_of(name, error)
        versions.failed(name, str(told), now)
        if told is error:
            raise
        raise told from error


def known_structure(name: str) -> Structure | None:
    """Return the newest structure that a scan left on this machine; None before the first."""
    content = kept_structure(name)
    return structure_from(content) if content else None


def known_columns(name: str) -> KnownColumns:
    """Return what the last scan on this machine found out of columns; nothing before the first."""
    return columns_from(kept_columns(name))


def known_descriptions(name: str) -> Mapping[str, str]:
    """Return how the last scan on this machine describes tables; nothing before the first."""
    return descriptions_from(kept_columns(name))
