"""`onedata metadata kettle`: a table's transformation, shown as a diff before it is used."""

import getpass
from datetime import UTC, datetime
from pathlib import Path

from onedata_assets.cli.records import records
from onedata_assets.cli.say import console, text
from onedata_assets.cli.standards_shared import errors_told, known_places
from onedata_assets.domain.metadata.sources import SourceKind
from onedata_assets.lib.kettle_plans import Wanted, generated
from onedata_assets.lib.standard_tables import Place, unknown
from onedata_resources.clients.files import replace_file
from onedata_resources.settings import project_dir
from onedata_resources.store.audit import Event
from onedata_resources.store.reviewed import KETTLE, Reviews

FOLDER = "kettle_jobs/generated"


def generate(name: str, wanted: Wanted | None, *, accept: bool, out: Path | None) -> int:
    """Print what another generation changes; with `accept`, use it. Return 1 where one waits."""
    with records() as (store, log), errors_told():
        known = known_places(store)
        table = name if name in known else name.replace(".", "/")
        made = generated(store, table, known.get(table), wanted)
        if not made.waits:
            console.print(text("kettle_plan.same", name=table, version=made.in_use))
            return 0
        console.print(made.diff, markup=False, highlight=False)
        if not accept:
            console.print(text("kettle_plan.waits", name=table))
            return 1
        now, actor = datetime.now(UTC), getpass.getuser()
        version = Reviews(store, KETTLE).publish(
            table, made.wanted.content(made.ktr), now, actor=actor, reason="", after=made.in_use
        )
        file = out or project_dir() / FOLDER / f"{table}.ktr"
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, made.ktr.encode())
        details = {"version": version.number, "file": str(file)}
        done = Event(actor, "kettle_plan.accept", "table", table, via="cli", details=details)
        log.write(done, now)
    console.print(text("kettle_plan.used", name=table, version=version.number, path=file))
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
    with records() as (store, _):
        known = known_places(store)
        path = name if name in known else name.replace(".", "/")
        connection = source or connection_of(known.get(path), path)
    return Wanted(
        standard=standard or path,
        source=connection,
        target=target,
        table=table,
        schema=schema,
        rejected=rejected,
        only_conforming=only_conforming,
    )


def connection_of(place: Place | None, name: str) -> str:
    """Return the Kettle connection of a table's source.

    Raises:
        BadInputError: The table is of no database.
    """
    if place is None or place.source.kind is not SourceKind.SQL:
        raise unknown(name)
    setting = place.source.connection
    return setting.removesuffix("_SOURCE_URL").removesuffix("_URL").lower()
