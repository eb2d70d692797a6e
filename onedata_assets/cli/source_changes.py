"""Changes of a source as people read them, with who reads what breaks; and that they are accepted.

Scans and comparisons themselves are in `metadata.py`.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from rich.markup import escape

from onedata_assets.cli.records import records
from onedata_assets.cli.say import complain, console, said, text
from onedata_assets.domain.metadata.difference_texts import told
from onedata_assets.domain.metadata.differences import Change
from onedata_assets.domain.metadata.sources import Source
from onedata_assets.lib.open_changes import Read, changes_open, open_and_read, read_by
from onedata_assets.lib.source_runs import Location, RunBy
from onedata_resources.errors import BadInputError, OneDataError, is_failure
from onedata_resources.store.accepted_versions import accept_version
from onedata_resources.store.audit import Event
from onedata_resources.store.metadata import SourceVersions

SHOWN = 100
"""So many changes are printed; `--json` tells all."""


def print_changes(changes: Sequence[Change], readers: Mapping[Change, Sequence[str]]) -> None:
    """Print changes, those that break first, and who reads what breaks."""
    for change in sorted(changes, key=lambda each: not each.is_breaking)[:SHOWN]:
        reason = told(change)
        mark = "[red]●[/red]" if change.is_breaking else "[green]○[/green]"
        console.print(f"  {mark} {escape(said(reason))}")
        if names := readers.get(change):
            console.print(
                f"    {escape(text('metadata.read_by', names=', '.join(names)))}", soft_wrap=True
            )
    if len(changes) > SHOWN:
        console.print(text("metadata.more", count=len(changes) - SHOWN))


def print_scanned(versions: SourceVersions, source: Source, changes: Sequence[Change]) -> None:
    """Print what a scan found changed, and what still breaks readers since earlier versions."""
    waiting = changes_open(versions, source.name)
    breaking = [each for each in changes if each.is_breaking]
    location = _location() if waiting or breaking else None
    if location is None:
        print_changes(changes, {})
        return
    print_changes(changes, _told(read_by(source, breaking, location)))
    read = _told(open_and_read(versions, source, location))
    broken = {change: names for change, names in read.items() if names}
    earlier = {change: names for change, names in broken.items() if change not in changes}
    if earlier:
        console.print(text("metadata.waiting"))
        print_changes(list(earlier), earlier)
    if broken:
        console.print(text("metadata.how_to_accept"))


def readers_told(source: Source, changes: Sequence[Change]) -> dict[Change, list[str]]:
    """Return who reads what breaks, each asset with the Kettle file that makes it, if one does."""
    breaking = [each for each in changes if each.is_breaking]
    location = _location() if breaking else None
    return _told(read_by(source, breaking, location)) if location else {}


def accept_changes(name: str) -> int:
    """Let the changes of a source wait for nobody; the audit log knows who said so."""
    with records() as (store, log):
        versions, actor, now = SourceVersions(store), getpass.getuser(), datetime.now(UTC)
        newest = versions.version(name).number
        waiting = changes_open(versions, name)
        accept_version(store, name, newest)
        details = {"version": newest, "changes": len(waiting)}
        log.write(Event(actor, "metadata.accept", "source", name, via="cli", details=details), now)
    console.print(text("metadata.accepted", name=name, version=newest, count=len(waiting)))
    return 0


def _location() -> Location | None:
    """Return what this checkout loads; None where it does not load, which is said."""
    from onedata_assets.definitions import defs

    try:
        return Location.of(defs().get_repository_def())
    except BaseException as error:
        if not is_failure(error):
            raise
        console.print(text("metadata.readers_unknown"))
        complain(error if isinstance(error, OneDataError) else _unloaded(error))
        return None


def _unloaded(error: BaseException) -> BadInputError:
    said = " ".join(str(error).split())[:500]
    return BadInputError(
        f"The definitions do not load: {said}. `dg check defs` says where.",
        f"定义无法加载：{said}。可用 `dg check defs` 查看位置。",
    )


def _told(read: Read) -> dict[Change, list[str]]:
    return {change: [_reader(name, read) for name in names] for change, names in read.changes}


def _reader(name: str, read: Read) -> str:
    runs: Iterable[tuple[RunBy, str]] = read.runs.get(name, ())
    files = dict.fromkeys(each for by, each in runs if by in {RunBy.KETTLE, RunBy.TRANSFORMATION})
    return f"{name} ({', '.join(files)})" if files else name
