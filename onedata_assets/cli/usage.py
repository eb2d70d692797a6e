"""`onedata usage`: who used the platform how much, what most, and what was unusual.

The rules are in `onedata_assets/domain/security/usage*.py`, as for the portal's page.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.markup import escape

from onedata_assets.cli.say import console, language, text
from onedata_resources.errors import BadInputError
from onedata_resources.settings import value_of

if TYPE_CHECKING:
    from rich.table import Table

    from onedata_assets.domain.security.usage_report import Days, UsageReport

PEOPLE = 15
OBJECTS = 8
FINDINGS = 20
COUNTED = ("active_days", "actions", "launches", "reads", "exports", "refusals", "failed_sign_ins")


def run_usage(*, days: int, person: str, zone: str, as_json: bool) -> int:
    """Print the report of the last days, as tables or as JSON.

    Raises:
        OneDataError: A setting is wrong, or the store does not answer.
    """
    from onedata_assets.domain.security.usage import TOLD_DETAILS
    from onedata_assets.domain.security.usage_report import Days, report
    from onedata_resources.store.audit_frame import AuditTrail

    asked = Days.ending(datetime.now(UTC), days, _known(zone))
    log = AuditTrail(value_of("STORE_URL")).records(
        asked.read_since, asked.until, told=TOLD_DETAILS, with_last_seen=True
    )
    made = report(log, asked, person=person)
    if as_json:
        console.print_json(as_text(made))
    else:
        show(made)
    return 0


def as_text(made: "UsageReport") -> str:
    """Return the report as JSON; days and moments as ISO 8601 writes them."""
    told = {
        **_days(made.days),
        "totals": asdict(made.totals),
        "before": asdict(made.before),
        **{
            name: getattr(made, name).to_dicts()
            for name in ("daily", "weekly", "hourly", "people", "objects", "projects", "parts")
        },
        "findings": made.findings.to_dicts(),
    }
    return json.dumps(told, ensure_ascii=False, default=lambda value: value.isoformat())


def show(made: "UsageReport") -> None:
    """Print the sums, the people, the objects and the findings."""
    totals = made.totals
    console.print(text("usage.period", **_days(made.days)))
    console.print(text("usage.totals", **asdict(totals)), highlight=False)
    if not made.people.is_empty():
        console.print(_people(made))
    if not made.objects.is_empty():
        console.print(_objects(made))
    if made.findings.is_empty():
        console.print(text("usage.nothing"))
        return
    console.print(text("usage.findings", count=made.findings.height))
    for row in made.findings.head(FINDINGS).iter_rows(named=True):
        mark = "[red]●[/red]" if row["severity"] == "warning" else "[yellow]●[/yellow]"
        console.print(f"{mark} {row['day']} ", end="")
        console.print(f"{row['actor']}: {row[f'reason_{language()}']}", markup=False)
    if made.findings.height > FINDINGS:
        console.print(text("usage.more", shown=FINDINGS))


def _days(days: "Days") -> dict[str, str]:
    return {"first": days.first.isoformat(), "last": days.last.isoformat(), "zone": days.zone}


def _people(made: "UsageReport") -> "Table":
    table = _table("person", *COUNTED)
    for row in made.people.head(PEOPLE).iter_rows(named=True):
        table.add_row(escape(row["actor"]), *(f"{row[name]:,}" for name in COUNTED))
    return table


def _objects(made: "UsageReport") -> "Table":
    table = _table("object", "people", "actions")
    for row in made.objects.head(OBJECTS).iter_rows(named=True):
        named = f"{row['kind']} {row['object']}"
        table.add_row(escape(named), f"{row['people']:,}", f"{row['actions']:,}")
    return table


def _table(first: str, *counted: str) -> "Table":
    from rich.table import Table

    table = Table()
    table.add_column(text(f"usage.{first}"), overflow="fold")
    for name in counted:
        table.add_column(text(f"usage.{name}"), justify="right")
    return table


def _known(zone: str) -> str:
    try:
        return ZoneInfo(zone).key
    except (KeyError, ValueError, OSError) as error:
        raise BadInputError(
            f"There is no time zone {zone!r}: write one as Asia/Shanghai.",
            f"没有时区 {zone!r}：请写成 Asia/Shanghai 这样的名称。",
        ) from error
