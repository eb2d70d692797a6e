"""How the platform is used, and what is unusual: for administrators, and creators of projects.

A creator sees what happened in their projects, as in the audit log (`audit.py`). Reports are made
in `onedata_portal/usage.py`.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from onedata_assets.domain.security.usage import Part
from onedata_assets.domain.security.usage_report import MOST_DAYS, ZONE, Days, UsageReport
from onedata_portal.api.audit import readable
from onedata_portal.api.errors import may_answer
from onedata_portal.api.models import Texts
from onedata_portal.api.within import Asker
from onedata_resources.errors import BadInputError

router = APIRouter(tags=["usage"])
SHOWN = 200
"""Rows of people and of findings that an answer has at most."""
Kind = Literal[
    "guessed_password", "own_rights", "many_exports", "many_reads", "many_rows", "many_refusals",
    "dormant", "new_network", "off_hours",
]  # fmt: skip


class UsageTotals(BaseModel):
    """Sums over some days; `people` are those who were active."""

    people: int
    actions: int
    launches: int
    reads: int
    exports: int
    refusals: int
    failed_sign_ins: int


class UsageDay(BaseModel):
    """A day; those on which nothing happened are there too."""

    day: date
    people: int
    actions: int
    launches: int
    reads: int
    exports: int
    refusals: int


class UsageWeek(BaseModel):
    """A week, named by its Monday; the first and the last may be cut."""

    week: date
    people: int
    actions: int
    refusals: int


class UsageHour(BaseModel):
    """An hour of the week with actions; Monday is 1."""

    weekday: int
    hour: int
    actions: int


class UsedObject(BaseModel):
    """Something that people did something to."""

    kind: str
    object: str
    people: int
    actions: int
    last_at: datetime


class UsedProject(BaseModel):
    """A project that people did something in."""

    project: str
    people: int
    actions: int
    last_at: datetime


class UsedPart(BaseModel):
    """A part of the platform; `share` is that of the active people who use it."""

    part: Part
    people: int
    actions: int
    share: float


class UsagePerson(BaseModel):
    """What somebody did; who has no action is a name that sign-ins failed under."""

    actor: str
    active_days: int
    actions: int
    launches: int
    reads: int
    exports: int
    changes: int
    refusals: int
    failed_sign_ins: int
    rows_read: int
    last_at: datetime | None
    findings: int = Field(description="Findings about the person in these days.")


class UsageFinding(BaseModel):
    """Something unusual, with the records behind it and what is usual for the person."""

    kind: Kind
    severity: Literal["warning", "notice"]
    actor: str
    day: date
    since: datetime = Field(description="The first record behind it.")
    until: datetime = Field(description="The last record behind it.")
    records: int
    first_sequence: int
    value: float | None
    usual: float | None
    limit: float | None
    history_days: int | None
    subject: str | None
    reason: Texts


class UsageAnswer(BaseModel):
    """How the platform was used; lists have their most important rows first."""

    first: date
    last: date
    zone: str
    projects: list[str] | None = Field(description="The projects that it is of; null for all.")
    totals: UsageTotals
    before: UsageTotals = Field(description="Those of as many days just before.")
    daily: list[UsageDay]
    weekly: list[UsageWeek]
    hourly: list[UsageHour]
    objects: list[UsedObject]
    used_projects: list[UsedProject]
    parts: list[UsedPart]
    people: list[UsagePerson]
    people_total: int
    findings: list[UsageFinding]
    findings_total: int


@router.get(
    "/usage",
    operation_id="get_usage",
    summary="How the platform is used · 使用分析",
    responses=may_answer(403, 503),
)
def get_usage(
    asker: Asker,
    days: Annotated[int, Query(ge=1, le=MOST_DAYS, description="Days, today among them.")] = 30,
    person: Annotated[str, Query(max_length=64)] = "",
    zone: Annotated[str, Query(max_length=64, description="Zone of days and hours.")] = ZONE,
) -> UsageAnswer:
    """Tell who used what, how much, and what was unusual."""
    projects = readable(asker)
    _require_zone(zone)
    portal = asker.portal
    made = portal.usage.of(Days.ending(portal.clock(), days, zone), person, projects)
    return _answer(made, projects)


def _require_zone(zone: str) -> None:
    import polars as pl

    try:
        ZoneInfo(zone)
        pl.Series([], dtype=pl.Datetime("us", "UTC")).dt.convert_time_zone(zone)
    except (KeyError, ValueError, OSError, pl.exceptions.ComputeError) as error:
        raise BadInputError(
            f"There is no time zone {zone!r}: write one as Asia/Shanghai.",
            f"没有时区 {zone!r}：请写成 Asia/Shanghai 这样的名称。",
        ) from error


def _answer(made: UsageReport, projects: frozenset[str] | None) -> UsageAnswer:
    counts = dict(made.findings.group_by("actor").len().iter_rows())
    people = made.people.head(SHOWN).to_dicts()
    told: dict[str, Any] = {
        "first": made.days.first,
        "last": made.days.last,
        "zone": made.days.zone,
        "projects": None if projects is None else sorted(projects),
        "totals": asdict(made.totals),
        "before": asdict(made.before),
        "daily": made.daily.to_dicts(),
        "weekly": made.weekly.to_dicts(),
        "hourly": made.hourly.to_dicts(),
        "objects": made.objects.to_dicts(),
        "used_projects": made.projects.to_dicts(),
        "parts": made.parts.to_dicts(),
        "people": [{**each, "findings": counts.get(each["actor"], 0)} for each in people],
        "people_total": made.people.height,
        "findings": [_finding(each) for each in made.findings.head(SHOWN).to_dicts()],
        "findings_total": made.findings.height,
    }
    return UsageAnswer.model_validate(told)


def _finding(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "reason": {"en": row["reason_en"], "zh": row["reason_zh"]}}
