"""What `onedata metadata standards` changes and checks; what it prints is in `standards_shown.py`.

The same functions serve the checks of tables, `lib/standard_checks.py`; the portal has a page.
"""

import getpass
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from onedata_assets.cli.given_files import text_of
from onedata_assets.cli.records import records
from onedata_assets.cli.rows import print_rows
from onedata_assets.cli.say import console, text
from onedata_assets.cli.standards_shared import (
    Places,
    best_draft,
    content_of,
    findings_of,
    lake,
    require_known,
    standard_of,
)
from onedata_assets.domain.metadata.found_drafts import draft_of
from onedata_assets.domain.metadata.shared_code_sets import code_set_from, resolved
from onedata_assets.domain.metadata.standard_document import document
from onedata_assets.domain.metadata.standards import StandardError, TableStandard
from onedata_assets.lib.standard_checks import hold, shared_sets
from onedata_assets.lib.standard_definitions import sensitivities_of
from onedata_assets.lib.standard_tables import rows_of
from onedata_resources.clients.catalog import SAMPLE_ROWS, Catalog
from onedata_resources.clients.sampled_tables import sampled
from onedata_resources.errors import refusals_told
from onedata_resources.store.audit import AuditLog, Event
from onedata_resources.store.database import Store
from onedata_resources.store.kept_standards import keep_standards
from onedata_resources.store.review_model import Origin
from onedata_resources.store.reviewed import CODE_SET, STANDARD, Reviews

LISTED = ("examples", "keys")


def draft_standard(name: str, file: Path | None) -> int:
    """Keep what a file says as a person's draft, or draft anew from some rows of the table."""
    with records() as (store, log), refusals_told(StandardError):
        made = _drafted(store, name) if file is None else standard_of(text_of(file), name)
        origin = Origin.SCAN if file is None else Origin.PERSON
        actor, now = getpass.getuser(), datetime.now(UTC)
        Reviews(store, STANDARD).propose(
            name, made.model_dump_json(), now, origin=origin, actor=actor
        )
        _record(log, "standard.draft", name, {"origin": origin.value})
    console.print(document(made), markup=False, soft_wrap=True)
    return 0


def _drafted(store: Store, name: str) -> TableStandard:
    place, today = Places(store).of(name), datetime.now(UTC).date()
    found, known = sampled(name, place, Catalog(), lake()), findings_of(store, place)
    return draft_of(
        name, found.kind, found.table, found.rows, most=SAMPLE_ROWS, today=today, known=known
    )


def publish_standard(name: str, reason: str, file: Path | None, draft: str) -> int:
    """Make a draft, or what a file says, the newest version of a table's standard."""
    written = text_of(file) if file else None
    with records() as (store, log), refusals_told(StandardError):
        require_known(store, name)
        if written is None:
            written = content_of(store, name, None, draft or best_draft(store, name))
        made = standard_of(written, name)
        resolved(made, shared_sets(store))
        actor, now = getpass.getuser(), datetime.now(UTC)
        version = Reviews(store, STANDARD).publish(
            name, made.model_dump_json(), now, actor=actor, reason=reason
        )
        keep_standards(store)
        _record(log, "standard.publish", name, {"version": version.number, "reason": reason})
    console.print(text("standards.published", name=name, version=version.number))
    return 0


def end_standard(name: str, reason: str) -> int:
    """Put the standard of a table out of force."""
    with records() as (store, log):
        require_known(store, name)
        actor, now = getpass.getuser(), datetime.now(UTC)
        Reviews(store, STANDARD).retire(name, now, actor=actor, reason=reason)
        keep_standards(store)
        _record(log, "standard.retire", name, {"reason": reason})
    console.print(text("standards.retired", name=name))
    return 0


def restore_standard(name: str, number: int) -> int:
    """Publish what a version said once more."""
    with records() as (store, log):
        require_known(store, name)
        actor, now = getpass.getuser(), datetime.now(UTC)
        made = Reviews(store, STANDARD).restore(name, number, now, actor=actor)
        keep_standards(store)
        _record(log, "standard.restore", name, {"restored": number, "version": made.number})
    console.print(text("standards.published", name=name, version=made.number))
    return 0


def publish_code_set(file: Path, reason: str) -> int:
    """Make what a file says the newest version of the shared code set that it names."""
    with records() as (store, log), refusals_told(StandardError):
        made = code_set_from(text_of(file))
        actor, now = getpass.getuser(), datetime.now(UTC)
        version = Reviews(store, CODE_SET).publish(
            made.name, made.model_dump_json(), now, actor=actor, reason=reason
        )
        details = {"version": version.number, "reason": reason}
        log.write(
            Event(actor, "code_set.publish", "code_set", made.name, via="cli", details=details), now
        )
    console.print(text("standards.published", name=made.name, version=version.number))
    return 0


def check_standards(names: Sequence[str], *, as_json: bool) -> int:
    """Hold tables to their standards now; return 1 where one does not keep it."""
    rows, passed = [], True
    with records() as (store, _), refusals_told(StandardError):
        places = Places(store)
        for name in names or sorted(Reviews(store, STANDARD).in_force()):
            place = places.of(name)
            levels = sensitivities_of(dg.AssetKey(name.split("/")), place)
            with rows_of(name, place, Catalog(), lake()) as frame:
                held = hold(store, name, frame, datetime.now(UTC), sensitivities=levels)
            passed = passed and held.passed
            rows += [{"table": name, **each} for each in held.told["breaches"]] or [
                {"table": name, "column": "—", "rule": "✓", "rows": 0, "examples": [], "keys": []}
            ]
    if not as_json:
        rows = [each | {name: ", ".join(each[name]) for name in LISTED} for each in rows]
    print_rows(rows, "standards", as_json=as_json)
    return 0 if passed else 1


def _record(log: AuditLog, action: str, name: str, details: Mapping[str, object]) -> None:
    done = Event(getpass.getuser(), action, "standard", name, via="cli", details=dict(details))
    log.write(done, datetime.now(UTC))
