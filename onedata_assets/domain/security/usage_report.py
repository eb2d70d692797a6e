"""How the platform was used in some days, as one report: what the portal and the CLI show.

The assets of `defs/security` are made of the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onedata_assets.domain.security.usage import empty_log, prepared
from onedata_assets.domain.security.usage_activity import (
    activity,
    by_day,
    by_hour,
    by_person,
    by_week,
)
from onedata_assets.domain.security.usage_findings import RULES, findings
from onedata_assets.domain.security.usage_most import (
    adoption,
    most_used_objects,
    most_used_projects,
)
from onedata_assets.domain.security.usage_rules import UsageRules

if TYPE_CHECKING:
    import polars as pl

HISTORY_DAYS = 90
"""Days before the first that are read as history: more than `UsageRules.baseline_days`."""
MOST_DAYS = 90
"""Days of a report at most, so that the time as long before it is in the history."""
ZONE = "Asia/Shanghai"
"""The zone of days and hours where nobody gives one: that of the platform's schedules."""
OF_A_PART = ("many_exports", "many_reads", "many_rows", "many_refusals", "own_rights")
"""Findings that also a part of the log can tell. Who was never seen at an hour or for two months in
one project may have been busy in another."""


@dataclass(frozen=True)
class Days:
    """The days of a report, both included, in a zone (IANA's name)."""

    first: date
    last: date
    zone: str = ZONE

    @classmethod
    def ending(cls, now: datetime, count: int, zone: str = ZONE) -> Days:
        """Return the last `count` days, today among them."""
        today = now.astimezone(ZoneInfo(zone)).date()
        return cls(today - timedelta(days=count - 1), today, zone)

    @property
    def before(self) -> Days:
        """Return as many days just before these."""
        count = self.last - self.first
        last = self.first - timedelta(days=1)
        return Days(last - count, last, self.zone)

    @property
    def read_since(self) -> datetime:
        """Return from when on the log is read, with the history."""
        return self._midnight(self.first - timedelta(days=HISTORY_DAYS))

    @property
    def until(self) -> datetime:
        """Return the end of the last day."""
        return self._midnight(self.last + timedelta(days=1))

    def _midnight(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone))


@dataclass(frozen=True)
class Totals:
    """Sums over some days; `people` are those who were active."""

    people: int
    actions: int
    launches: int
    reads: int
    exports: int
    refusals: int
    failed_sign_ins: int


@dataclass(frozen=True)
class UsageReport:
    """Totals and frames, each in the order in which it is shown; `daily` has quiet days too.

    `before` has the totals of as many days just before.
    """

    days: Days
    totals: Totals
    before: Totals
    people: pl.DataFrame
    daily: pl.DataFrame
    weekly: pl.DataFrame
    hourly: pl.DataFrame
    objects: pl.DataFrame
    projects: pl.DataFrame
    parts: pl.DataFrame
    findings: pl.DataFrame


def report(
    log: pl.DataFrame,
    days: Days,
    *,
    person: str = "",
    is_whole: bool = True,
    rules: UsageRules = RULES,
) -> UsageReport:
    """Return the report of the days about everybody, or about one person.

    `log` has the records from `days.read_since` to `days.until`, in the audit log's columns, and
    may have older ones, which tell when somebody was last seen. Where it is not the whole log but
    that of some projects, `is_whole` is false, and less can be found.
    """
    import polars as pl

    records = prepared((log if log.height else empty_log()).lazy(), days.zone)
    everybody = activity(records)
    # Whether a network is one of the company's is told by everybody's sign-ins.
    found = findings(records, everybody, days.first, days.last, rules)
    told = pl.lit(value=True) if is_whole else pl.col("kind").is_in(OF_A_PART)
    whose = pl.col("actor") == person if person else pl.lit(value=True)
    records, counted = (each.filter(_within(days) & whose) for each in (records, everybody))
    return UsageReport(
        days=days,
        totals=_totals(counted),
        before=_totals(everybody.filter(_within(days.before) & whose)),
        people=by_person(counted),
        daily=_every_day(by_day(counted), days),
        weekly=by_week(counted),
        hourly=by_hour(records),
        objects=most_used_objects(records),
        projects=most_used_projects(records),
        parts=adoption(records),
        findings=found.filter(whose & told),
    )


def _within(days: Days) -> pl.Expr:
    import polars as pl

    return pl.col("day").is_between(days.first, days.last)


def _totals(counted: pl.DataFrame) -> Totals:
    import polars as pl

    people = counted.filter(pl.col("actions") > 0)["actor"].n_unique()
    sums = {each.name: int(counted[each.name].sum()) for each in fields(Totals)[1:]}
    return Totals(people, **sums)


def _every_day(counted: pl.DataFrame, days: Days) -> pl.DataFrame:
    import polars as pl

    calendar = pl.date_range(days.first, days.last, interval="1d", eager=True).alias("day")
    return pl.DataFrame({"day": calendar}).join(counted, on="day", how="left").fill_null(0)
