"""`onedata metadata kettle`: a table's transformation, shown as a diff before it is used.

The portal has the same on the page of a standard, `onedata_portal/api/standard_kettle.py`.
"""

import getpass
from datetime import UTC, datetime
from pathlib import Path

from onedata_assets.cli.records import records
from onedata_assets.cli.say import console, said, text
from onedata_assets.cli.standards_shared import Places
from onedata_assets.domain.metadata.kettle_plans import Wanted, connection_of
from onedata_assets.domain.metadata.sources import SourceKind
from onedata_assets.domain.metadata.standards import StandardError
from onedata_assets.lib.kettle_plans import counted, generated
from onedata_resources.errors import refusals_told
from onedata_resources.settings import project_dir
from onedata_resources.store.audit import Event
from onedata_resources.store.kettle_files import NewFile, file_of, use_file


def generate(name: str, wanted: Wanted | None, *, accept: bool, out: Path | None) -> int:
    """Print what another generation changes; with `accept`, use it. Return 1 where one waits."""
    with records() as (store, log), refusals_told(StandardError):
        places = Places(store)
        table = name if name in places.known else name.replace(".", "/")
        connections = {
            each.source.name for each in places.known.values() if each.source.kind is SourceKind.SQL
        }
        made = generated(store, table, places.of(table), wanted, connections=connections)
        if not made.waits:
            console.print(text("kettle_plan.same", name=table, version=made.in_use), soft_wrap=True)
            return 0
        console.print(made.diff, markup=False, highlight=False, soft_wrap=True)
        for each in made.notes:
            console.print(f"- {said(each)}", markup=False, soft_wrap=True)
        known = places.of(table)
        if made.wanted.only_conforming and known is not None:
            left, of = counted(store, known, made.wanted)
            console.print(text("kettle_plan.counted", left=left, of=of), soft_wrap=True)
        if not accept:
            console.print(text("kettle_plan.waits", name=table), soft_wrap=True)
            return 1
        now, actor = datetime.now(UTC), getpass.getuser()
        file = out or file_of(table, project_dir())
        new = NewFile(table, made.wanted.content(made.ktr), made.ktr, made.in_use)
        version = use_file(store, new, file, now, actor=actor)
        details = {"version": version.number, "file": str(file)}
        done = Event(actor, "kettle_plan.accept", "table", table, via="cli", details=details)
        log.write(done, now)
    console.print(
        text("kettle_plan.used", name=table, version=version.number, path=file), soft_wrap=True
    )
    return 0


def wanted_of(
    name: str,
    *,
    source: str,
    target: str,
    table: str,
    schema: str,
    rejected: str,
    standard: str,
    only_conforming: bool,
) -> Wanted | None:
    """Return what is asked for; None where nothing is, so that the last time's counts."""
    if not target or not table:
        return None
    with records() as (store, _), refusals_told(StandardError):
        known = Places(store).known
        path = name if name in known else name.replace(".", "/")
        place = known.get(path)
        connection = source or connection_of(place.source if place else None, path)
    return Wanted(
        standard=standard or path,
        source=connection,
        target=target,
        table=table,
        schema=schema,
        rejected=rejected,
        only_conforming=only_conforming,
    )
