"""What `onedata metadata` does: sources scanned, listed, compared, looked back at and restored.

The same functions serve the assets of sources, `lib/source_scans.py`.
"""

import getpass
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from onedata_assets.cli.language_model import language_model
from onedata_assets.cli.records import records
from onedata_assets.cli.rows import cell, print_rows
from onedata_assets.cli.say import complain, console, of_kept, said, text
from onedata_assets.cli.source_changes import print_changes, print_scanned, readers_told
from onedata_assets.cli.written_sources import named, tell_wrong, wrong_files, wrong_row
from onedata_assets.components.source_files import SourceFile, source_files
from onedata_assets.domain.metadata.difference_texts import told
from onedata_assets.domain.metadata.differences import Change
from onedata_assets.domain.metadata.restoring import restored
from onedata_assets.domain.metadata.sources import Source
from onedata_assets.domain.metadata.version_differences import version_differences
from onedata_assets.domain.metadata.versions import structure_from
from onedata_assets.lib.model_descriptions import writer_of
from onedata_assets.lib.open_changes import known_version
from onedata_assets.lib.source_scans import scan
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.kept_sources import keep_source
from onedata_resources.errors import BadInputError, OneDataError
from onedata_resources.settings import project_dir, value_of
from onedata_resources.store.audit import Event
from onedata_resources.store.database import opened
from onedata_resources.store.metadata import SourceVersion, SourceVersions

LISTED = ("name", "kind", "connection", "scanned_at", "number")


def list_sources(*, as_json: bool) -> int:
    """Print every source with its last scan, its version and why it failed if it did.

    Files that are wrong stand beside them, and what is wrong below; return 1 if there is one.
    """
    files = written_files()
    wrong = wrong_files(files)
    with source_versions() as versions:
        states = {each.name: each for each in versions.states()}
        rows = []
        for source in named(files, []):
            state, past = states.get(source.name), versions.history(source.name)
            rows.append(
                {
                    "name": source.name,
                    "kind": source.kind.value,
                    "connection": source.connection,
                    "scanned_at": state.scanned_at if state else None,
                    "number": past[0].number if past else None,
                    "versions": len(past),
                    "error": _error(state.error if state else "", as_json=as_json),
                }
            )
    rows += [wrong_row(each, as_json=as_json) for each in wrong]
    told = [*LISTED, *(["error"] if any(each["error"] for each in rows) else [])]
    print_rows(rows, "metadata", as_json=as_json, names=told)
    if not as_json:
        tell_wrong(wrong)
    return int(bool(wrong))


def _error(kept: str, *, as_json: bool) -> str:
    """Return an error as it is kept for programs, in the reader's language for people."""
    return kept if as_json else of_kept(kept)


def scan_sources(names: Sequence[str]) -> int:
    """Scan sources one after the other; return 1 if one failed, which stops no other.

    Where all are scanned, a file that is wrong is one that failed.
    """
    files, writer = written_files(), writer_of(language_model())
    sources = named(files, names)
    failed = int(not names and tell_wrong(files))
    with source_versions() as versions:
        for source in sources:
            try:
                found = scan(source, Catalog(), versions, datetime.now(UTC), writer=writer)
            except OneDataError as error:
                failed = 1
                console.print(text("metadata.failed", name=source.name))
                complain(error)
                continue
            columns = sum(len(table.columns) for table in found.structure.tables)
            what = "metadata.changed" if found.is_new else "metadata.unchanged"
            told_of = {"name": source.name, "version": found.version.number, "columns": columns}
            console.print(text(what, tables=len(found.structure.tables), **told_of))
            print_scanned(versions, source, found.changes)
            for note in found.notes:
                console.print(f"  ! {said(note)}", markup=False)
            for problem in found.problems:
                console.print(f"  ! {problem.table}: {said(problem)}", markup=False)
    return failed


def show_history(name: str, *, as_json: bool) -> int:
    """Print the versions of a source, the newest first."""
    with source_versions() as versions:
        versions.version(name)  # says so where there is none
        past = versions.history(name)
    rows = [
        {"number": each.number, "at": each.at, "reason": each.reason, "by": each.actor}
        for each in past
    ]
    print_rows(rows, "metadata", as_json=as_json)
    return 0


def show_structure(name: str, number: int | None, at: str, *, as_json: bool) -> int:
    """Print the tables of a source in a version, or as they were at a moment."""
    with source_versions() as versions:
        version = versions.at(name, _time(at)) if at else versions.version(name, number)
        content = versions.content(name, version.number)
    if as_json:
        console.print_json(content)
        return 0
    console.print(text("metadata.version", **_told(version)))
    rows = [
        {
            "table": str(table.name),
            "kind": table.kind.value,
            "columns": ", ".join(f"{each.name} {each.type}" for each in table.columns),
            "key": ", ".join(table.primary_key),
            "comment": table.comment,
        }
        for table in structure_from(content).tables
    ]
    print_rows(rows, "metadata", as_json=False)
    return 0


def show_diff(name: str, old: int | None, new: int | None, *, as_json: bool) -> int:
    """Print what changed from one version of a source to another."""
    with source_versions() as versions:
        later = versions.version(name, new)
        earlier = versions.version(name, later.number - 1 if old is None else old)
        two = (known_version(versions, name, each.number) for each in (earlier, later))
        changes = version_differences(*two)
    known = {each.name: each for each in sources_named([])}
    readers = readers_told(known[name], changes) if name in known else {}
    if as_json:
        shown = [_change(each) | {"readers": readers.get(each, [])} for each in changes]
        console.print_json(json.dumps(shown, ensure_ascii=False))
        return 0
    console.print(text("metadata.compared", name=name, old=earlier.number, new=later.number))
    print_changes(changes, readers)
    if not changes:
        console.print(text("metadata.same"))
    return 0


def restore_version(name: str, number: int) -> int:
    """Make an earlier version of a source its newest one; the audit log knows who did."""
    with records() as (store, log):
        versions, actor, now = SourceVersions(store), getpass.getuser(), datetime.now(UTC)
        made = restored(versions, name, number, now, actor=actor, keep=keep_source)
        details = {"restored": number, "version": made.number}
        done = Event(actor, "metadata.restore", "source", name, via="cli", details=details)
        log.write(done, now)
    console.print(text("metadata.restored", name=name, old=number, version=made.number))
    return 0


@contextmanager
def source_versions() -> Iterator[SourceVersions]:
    """Open the platform's records for the versions of sources."""
    with opened(value_of("STORE_URL")) as store:
        yield SourceVersions(store)


def written_files() -> list[SourceFile]:
    """Return the `source.yaml` files of this checkout by path, those that are wrong too."""
    return source_files(project_dir() / "onedata_assets" / "defs")


def sources_named(names: Sequence[str]) -> list[Source]:
    """Return the sources of these names, all that are right where none is named.

    Raises:
        BadInputError: No `source.yaml` has one of the names, or it is wrong.
    """
    return named(written_files(), names)


def _change(change: Change) -> dict[str, object]:
    reason = told(change)
    return {
        "kind": change.kind.value,
        "table": str(change.table),
        "column": change.column,
        "before": change.before,
        "after": change.after,
        "breaking": change.is_breaking,
        "en": reason.en,
        "zh": reason.zh,
    }


def _told(version: SourceVersion) -> dict[str, object]:
    return {"name": version.source, "version": version.number, "at": cell(version.at)}


def _time(written: str) -> datetime:
    """Return a moment as a person writes it, of this machine's zone where it has none.

    Raises:
        BadInputError: It is no moment.
    """
    try:
        return datetime.fromisoformat(written).astimezone()
    except ValueError as error:
        raise BadInputError(
            f"{written!r} is no moment: write it as 2026-11-26T08:00.",
            f"{written!r} 不是时间：请写成 2026-11-26T08:00。",
        ) from error
