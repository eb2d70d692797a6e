"""Audit logs as people leave them, made by chance, and incidents in them with their labels."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from onedata_assets.domain.security.usage import schema

ZONE = "Asia/Shanghai"
FIRST, LAST = date(2026, 7, 1), date(2026, 10, 31)
JUDGED = date(2026, 10, 2)
Label = tuple[str, str, date]


@dataclass
class Log:
    """Records that are added in any order; `labels` are the findings that belong in them."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    labels: set[Label] = field(default_factory=set)

    def add(self, actor: str, action: str, at: datetime, **more: Any) -> None:
        """Add one record; what is not given is as in most of them."""
        row = {"via": "session", "kind": "", "object": "", "project": "", "address": "10.1.2.3"}
        row |= {"result": "done", "details": json.dumps(more.pop("details", {}))}
        self.rows.append({**row, "actor": actor, "action": action, "at": at, **more})

    def many(self, count: int, actor: str, action: str, at: datetime, **more: Any) -> None:
        """Add records five seconds apart."""
        for number in range(count):
            self.add(actor, action, at + timedelta(seconds=5 * number), **more)

    def frame(self, names: dict[str, str] | None = None) -> pl.DataFrame:
        """Return the log in the order of time, with other names where some are given."""
        rows = sorted(self.rows, key=lambda row: row["at"])
        numbered = [{**row, "sequence": number} for number, row in enumerate(rows, 1)]
        made = pl.DataFrame(numbered, schema=schema())
        if names is None:
            return made
        swapped = pl.col("actor", "object").replace(names)
        return made.with_columns(swapped)


def moment(day: date, hour: float) -> datetime:
    """Return a moment of a day in the zone of the tests, as the store has it."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(ZONE))
    return (midnight + timedelta(hours=hour)).astimezone(UTC)


def days(first: date = FIRST, last: date = LAST) -> Iterable[date]:
    """Yield the working days."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day.isoweekday() < 6:
            yield day


def quiet(people: int = 40, seed: int = 1, first: date = FIRST) -> Log:
    """Return a log of people with habits of their own, in which nothing happened.

    Most work by day and some by night; how much they read varies threefold from day to day; some
    export each Monday; they mistype passwords, are refused now and then, and have holidays.
    """
    chance, log = np.random.default_rng(seed), Log()
    for number in range(people):
        name = f"person{number:02}"
        begins = 21 if number % 10 == 9 else 8 + number % 3
        reads = float(chance.uniform(2, 40))
        holiday = first + timedelta(days=int(chance.integers(0, 100)))
        for day in days(first):
            away = timedelta(0) <= day - holiday < timedelta(days=14)
            if not away and chance.random() < 0.95:
                _day(log, chance, name, day, begins=begins, reads=reads)
            if not away and day.isoweekday() == 1 and number % 4 == 0:
                log.many(12, name, "audit.export", moment(day, begins + 2.5), kind="audit")
    return log


def _day(
    log: Log, chance: np.random.Generator, name: str, day: date, *, begins: int, reads: float
) -> None:
    at = lambda: moment(day, begins + float(chance.uniform(0, 9)))  # noqa: E731
    address = f"10.{int(name[-2:]) % 3}.{chance.integers(0, 255)}.{chance.integers(1, 255)}"
    for _ in range(int(chance.integers(0, 3)) if chance.random() < 0.1 else 0):
        log.add(name, "sign_in", moment(day, begins), result="refused", address=address)
    log.add(name, "sign_in", moment(day, begins + 0.2), address=address)
    for _ in range(int(chance.poisson(reads * chance.lognormal(0, 0.4)))):
        table = f"dwd/table_{chance.integers(0, 30)}"
        rows = {"rows": int(chance.integers(10, 500))}
        log.add(name, "data.read", at(), kind="table", object=table, result="allowed", details=rows)
    for _ in range(int(chance.poisson(3))):
        log.add(name, "dagster.launchPipelineExecution", at(), kind="dagster", project="retail")
    if chance.random() < 0.1:
        log.add(name, "dagster.terminateRun", at(), kind="dagster", result="refused")


def incident(log: Log, kind: str, name: str, day: date) -> None:
    """Let something happen to a person on a day, and label it."""
    noon = moment(day, 13)
    if kind == "many_reads":
        log.many(700, name, "data.read", moment(day, 10), object="dwd/member", result="allowed")
    elif kind == "many_exports":
        log.many(60, name, "audit.export", noon)
    elif kind == "many_rows":
        details = {"rows": 2_000_000}
        log.add(name, "data.read", noon, object="dwd/member", result="allowed", details=details)
    elif kind == "many_refusals":
        log.many(40, name, "dagster.terminateRun", noon, result="refused")
    elif kind == "off_hours":
        log.many(5, name, "project.change", moment(day, 4))
    elif kind == "new_network":
        log.add(name, "sign_in", noon, address="203.0.113.9")
    elif kind == "guessed_password":
        log.many(9, name, "sign_in", noon, result="refused")
        log.add(name, "sign_in", noon + timedelta(minutes=10))
    elif kind == "own_rights":
        details = {"role": "creator"}
        log.add(name, "member.set", noon, object=name, project="finance", details=details)
    elif kind == "dormant":
        log.add(name, "person.change", noon - timedelta(days=75))
        log.add(name, "project.change", noon)
    log.labels.add((kind, name, day))


def labelled(seed: int = 1) -> Log:
    """Return a log with incidents of each kind; those of dormant accounts have nothing else."""
    log = quiet(seed=seed)
    busy = list(days(JUDGED))
    for index, kind in enumerate(
        ("many_reads", "many_exports", "many_rows", "many_refusals", "off_hours", "new_network",
         "guessed_password", "own_rights")
    ):  # fmt: skip
        for turn in range(3):
            # Nobody of the night shift and no exporter of Mondays: their days are looked at apart.
            number = 1 + 4 * ((3 * index + turn) % 9) + (1 if (3 * index + turn) % 9 == 2 else 0)
            incident(log, kind, f"person{number:02}", busy[(5 * index + 2 * turn) % len(busy)])
    for turn in range(3):
        incident(log, "dormant", f"absent{turn}", busy[3 * turn])
    return log
