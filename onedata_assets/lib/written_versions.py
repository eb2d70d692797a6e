"""What runs wrote becomes a version of the source that has the table, a lake among them.

A run tells which tables it materialized (Kettle's reports among them, `kettle_written.py`); these
alone are looked at again, their rows too. Whole scans are in `source_scans.py`.
"""

from __future__ import annotations

import glob
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.sources import USUAL_SCHEMAS, Source, SourceKind, asset_path
from onedata_assets.domain.metadata.structure import Structure, structure_of
from onedata_assets.domain.metadata.versions import content_of, rows_of, structure_from
from onedata_assets.lib.model_descriptions import drop_stale
from onedata_assets.lib.source_findings import findings_now
from onedata_assets.lib.source_records import recorded
from onedata_assets.lib.standard_scans import keep_scan_drafts
from onedata_resources.clients.catalog import Catalog
from onedata_resources.store.metadata import SourceVersion, SourceVersions

Key = tuple[str, ...]
ADDRESS_PARTS = 2


@dataclass(frozen=True)
class Wrote:
    """A run that ended well, the tables that it wrote, and what Kettle reported of them."""

    run_id: str
    keys: Collection[Key]
    report: str = ""

    @property
    def reason(self) -> str:
        """Return why there is a version, as its history shows it."""
        return f"run {self.run_id}{': ' + self.report if self.report else ''}"[:200]


def record_written(
    wrote: Wrote,
    sources: Iterable[Source],
    catalog: Catalog,
    versions: SourceVersions,
    now: datetime,
) -> Iterator[SourceVersion]:
    """Yield the versions that a run's tables made; a table that is as it was makes none.

    What its columns hold is known anew in any case; only what they are makes a version.
    Sources that were never scanned have none: their first scan tells everything.

    Raises:
        OneDataError: A source does not answer; the versions of those before it stay.
    """
    looking = _Looking(catalog, versions, now)
    rows = {each.name: each.rows for each in versions.states()}
    for source in sources:
        past = versions.history(source.name)
        if not past:
            continue
        before = structure_from(versions.content(source.name), rows[source.name])
        names = _names(source, before, wrote.keys)
        if names:
            made = looking.at(source, before, names, wrote.reason)
            if made.number > past[0].number:
                yield made


@dataclass(frozen=True)
class _Looking:
    """A look at some tables of sources, and what is known of the rest."""

    catalog: Catalog
    versions: SourceVersions
    now: datetime

    def at(
        self, source: Source, before: Structure, names: Collection[TableName], reason: str
    ) -> SourceVersion:
        """Return the newest version of a source, after a look at these of its tables."""
        only = replace(source.wanted, include=tuple(glob.escape(str(each)) for each in names))
        written = self.catalog.structure(replace(source, wanted=only))
        known = SourceFindings(self.versions.findings(source.name))
        looked = findings_now(source, written, self.catalog, known, self.now.date())
        merged = _merged(before, written, names)
        found = known.kept(each.name for each in merged.tables)
        for table in looked.findings:
            found.put(table)
        if source.describe_with_model:  # the next scan asks for what is stale
            drop_stale(source, written, found, self.versions.store)
        version = recorded(
            self.versions,
            source.name,
            content_of(merged),
            found,
            self.now,
            rows=rows_of(merged),
            reason=reason,
            is_scan=False,
        )
        keep_scan_drafts(self.versions.store, version, looked.drafts, self.now)
        return version


def _names(source: Source, known: Structure, keys: Collection[Key]) -> set[TableName]:
    """Return the tables of a source among what was written, and those that it may have since.

    A database says by itself which of these it has: of the schemas that keys leave out, any.
    """
    names = {each.name for each in known.tables if asset_path(source, each.name) in keys}
    written: set[TableName] = set()
    if source.kind is SourceKind.LAKE:
        written = {TableName(*key) for key in keys if len(key) == ADDRESS_PARTS}
    elif source.kind is SourceKind.SQL:
        below = [key[1:] for key in keys if key[0] == source.name and len(key) >= ADDRESS_PARTS]
        written = {
            TableName(schema, "/".join(path)) for path in below for schema in USUAL_SCHEMAS
        } | {TableName(path[0], "/".join(path[1:])) for path in below if len(path) > 1}
    return names | {each for each in written if source.wanted.takes(each)}


def _merged(before: Structure, now: Structure, names: Collection[TableName]) -> Structure:
    """Return a structure with these tables as they are now; what went away stays away."""
    tables = [each for each in before.tables if each.name not in names]
    problems = [each for each in before.problems if each.table not in names]
    return structure_of([*tables, *now.tables], [*problems, *now.problems])
