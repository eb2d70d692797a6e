"""What is found out of a source's rows in a scan: only of tables that changed since the last one.

What is asked of a table is in `domain/metadata/found.py`; how a scan goes is in `source_scans.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_assets.domain import metadata
from onedata_assets.domain.metadata.findings import SourceFindings, TableFindings
from onedata_assets.domain.metadata.kept_relations import with_kept
from onedata_assets.domain.metadata.model import Evidence, Table, TableName
from onedata_assets.domain.metadata.model_texts import with_texts_of
from onedata_assets.domain.metadata.sources import Source
from onedata_assets.domain.metadata.structure import Problem, Structure
from onedata_assets.domain.metadata.versions import content_of
from onedata_assets.domain.processing.contract import Text
from onedata_assets.lib.found_tables import Looked, found_tables
from onedata_assets.lib.standard_scans import scan_draft
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.catalog_problems import failures_told

if TYPE_CHECKING:
    import polars as pl

LENGTH = 16


@dataclass(frozen=True)
class FindingsNow:
    """The findings of a source's tables, the tables that were looked at, and drafts of standards.

    `drafts` are of tables whose rows are others than before, by the names of their assets.
    """

    findings: SourceFindings
    looked_at: tuple[TableName, ...]
    drafts: Mapping[str, str]


@dataclass(frozen=True)
class Mark:
    """What a table's findings are made of: rules and structure, its state, and the rows seen."""

    made_of: str
    state: str = ""
    rows: str = ""

    def __str__(self) -> str:
        """Return the mark as it is kept."""
        return f"{self.made_of}:{self.state}:{self.rows}"

    @classmethod
    def parsed(cls, mark: str) -> Mark:
        """Return a mark that was kept."""
        made_of, _, rest = mark.partition(":")
        state, _, rows = rest.partition(":")
        return cls(made_of, state, rows)


def findings_now(
    source: Source,
    structure: Structure,
    catalog: Catalog,
    before: SourceFindings,
    today: date,
) -> FindingsNow:
    """Return what is found out of a source's tables.

    A table whose state says that it did not change is not read; one whose rows cannot be read
    keeps what was found before, with the problem.

    Raises:
        UnavailableError: The source does not answer, or is missing.
        BadInputError: Its variable is not set, or holds no address.
    """
    states = catalog.states(source, structure.tables)
    marks = {
        each.name: Mark(
            _made_of(source, each), _digest(states[each.name]) if each.name in states else ""
        )
        for each in structure.tables
    }
    changed = [
        each for each in structure.tables if not _is_known(marks[each.name], before.mark(each.name))
    ]
    now = before.kept(each.name for each in structure.tables)

    def others() -> Iterator[Looked]:
        """Yield the tables whose rows are others than before; what is known of the rest is kept."""
        for table, rows in catalog.samples(source, changed):
            looked = _as_before(table, rows, marks[table.name], before)
            if isinstance(looked, Looked):
                yield looked
            else:
                now.put(looked)

    drafts: dict[str, str] = {}
    make = partial(_made, source)
    for looked, made in found_tables(others(), make, today, count=len(changed)):
        if isinstance(made, Problem):
            now.put(_without_rows(looked.table, made, looked.known))
            continue
        told, draft = made
        now.put(told)
        drafts |= draft
    return FindingsNow(now, tuple(each.name for each in changed), drafts)


def problems_of(findings: SourceFindings, names: Iterable[TableName]) -> Iterator[Problem]:
    """Yield why rows of these tables could not be read."""
    for name in names:
        told = findings.short(name)
        if told and told.problem:
            yield Problem(name, told.problem.en, told.problem.zh)


def told_once(known: Iterable[Problem], of_rows: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return what is known to be wrong with tables, and with the rows of others.

    That an account may not read a table is known before its rows are asked for in vain.
    """
    known = tuple(known)
    tables = {each.table for each in known if not each.is_partial}
    return (*known, *(each for each in of_rows if each.table not in tables))


def _made(
    source: Source, looked: Looked, found: TableFindings
) -> tuple[TableFindings, dict[str, str]]:
    """Return findings with what is kept of those before, and the draft of a standard by its name.

    Where drafting fails, the findings have the problem.
    """
    told = _with_kept(found, looked.table, looked.known, source) if looked.known else found
    failed: list[Problem] = []
    with failures_told(looked.table.name, failed):
        return told, scan_draft(source, looked.table, looked.rows, told)
    return _without_rows(looked.table, failed[0], told), {}


def _is_known(mark: Mark, kept: str) -> bool:
    was = Mark.parsed(kept)
    return bool(mark.state) and (was.made_of, was.state) == (mark.made_of, mark.state)


def _as_before(
    table: Table, rows: pl.DataFrame | Problem, mark: Mark, before: SourceFindings
) -> TableFindings | Looked:
    """Return what is known of a table, or its rows where these are others than before."""
    known = before.table(table.name)
    if isinstance(rows, Problem):
        return _without_rows(table, rows, known)
    failed: list[Problem] = []
    with failures_told(table.name, failed):
        mark = replace(mark, rows=_rows_digest(rows))
    if failed:
        return _without_rows(table, failed[0], known)
    if known:
        was = Mark.parsed(known.mark)
        if (was.made_of, was.rows) == (mark.made_of, mark.rows):
            return replace(known, mark=str(mark), rows=table.rows, problem=None)
    return Looked(table, rows, str(mark), known)


def _without_rows(table: Table, why: Problem, known: TableFindings | None) -> TableFindings:
    """Return what is known of a table, with the problem; the next scan looks at it again."""
    told = known or TableFindings(table.name, "", Text(en=str(table.name), zh=str(table.name)))
    return replace(told, mark="", problem=Evidence(why.en, why.zh))


def _with_kept(
    made: TableFindings, table: Table, known: TableFindings, source: Source
) -> TableFindings:
    """Keep keys and references, which are found in all rows, of columns that are still there.

    Texts of a model are kept where the source wants them: `model_texts.py` tells which still hold.
    """
    kept = with_kept(made, known, table)
    return with_texts_of(known, kept) if source.describe_with_model else kept


def _made_of(source: Source, table: Table) -> str:
    told = f"{_rules()} {content_of(Structure((table,)))}"
    return _digest(f"{told} described by a model" if source.describe_with_model else told)


@cache
def _rules() -> str:
    """Return a digest of the rules: where they changed, all tables are looked at again."""
    told = hashlib.sha256()
    for folder in map(Path, metadata.__path__):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".yaml", ".txt", ".csv"}:
                told.update(path.read_bytes())
    return told.hexdigest()


def _rows_digest(rows: pl.DataFrame) -> str:
    """Return a digest of rows that their order does not change."""
    if not rows.width:
        return ""
    return _digest(f"{rows.height} {rows.columns} {rows.hash_rows().sum()}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
