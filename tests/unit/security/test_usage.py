"""What records are uses of, and what is counted of them by person, day, hour and object."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from onedata_assets.domain.security.usage import Part, Use, empty_log, part_of, prepared, use_of
from onedata_assets.domain.security.usage_activity import activity, by_hour, by_person, by_week
from onedata_assets.domain.security.usage_most import (
    adoption,
    most_used_objects,
    most_used_projects,
)
from onedata_assets.domain.security.usage_report import Days, report
from tests.unit.security.usage_logs import ZONE, Log, moment

DAY = date(2026, 10, 5)


@pytest.fixture
def log() -> Log:
    made = Log()
    read = {"kind": "table", "object": "dwd/member", "result": "allowed", "project": "alpha"}
    made.many(3, "lin", "data.read", moment(DAY, 9), details={"rows": 100}, **read)
    made.add(
        "lin", "data.read", moment(DAY, 11), details={"rows": 7}, **{**read, "result": "refused"}
    )
    for result in ("asked", "done"):
        more = {"project": "alpha,beta", "result": result}
        made.add("lin", "dagster.launchPipelineExecution", moment(DAY, 10), **more)
    made.add("wang", "sign_in", moment(DAY, 8), result="refused")
    made.add("wang", "sign_in", moment(DAY, 8.1))
    made.add("wang", "audit.export", moment(DAY, 23.5), kind="audit")
    made.add("guess", "sign_in", moment(DAY, 3), result="refused")
    made.add("", "token.expiring", moment(DAY, 1))
    return made


def frame(log: Log) -> pl.DataFrame:
    return prepared(log.frame().lazy(), ZONE)


@pytest.mark.parametrize(
    ("action", "use", "part"),
    [
        ("sign_in", Use.SIGN_IN, Part.SIGN_IN),
        ("data.read", Use.READ, Part.DATA),
        ("audit.export", Use.EXPORT, Part.AUDIT),
        ("audit.verify", Use.OTHER, Part.AUDIT),
        ("dagster.launchPipelineExecution", Use.LAUNCH, Part.RUNS),
        ("dagster.launchPartitionBackfill", Use.LAUNCH, Part.RUNS),
        ("dagster.terminateRuns", Use.CHANGE, Part.RUNS),
        ("dagster.wipeAssets", Use.CHANGE, Part.ASSETS),
        ("dagster.startSchedule", Use.CHANGE, Part.AUTOMATION),
        ("member.set", Use.CHANGE, Part.PROJECTS),
        ("data_policies.set", Use.CHANGE, Part.PROJECTS),
        ("something.new", Use.CHANGE, Part.OTHER),
    ],
)
def test_an_action_is_a_use_of_a_part_of_the_platform(action, use, part):
    assert (use_of(action), part_of(action)) == (use, part)


@pytest.mark.row("S82")
def test_activity_is_counted_by_person_and_day(log):
    told = {row["actor"]: row for row in activity(frame(log)).iter_rows(named=True)}
    assert set(told) == {"lin", "wang", "guess"}
    lin, wang, guess = told["lin"], told["wang"], told["guess"]
    assert (lin["actions"], lin["reads"], lin["launches"], lin["refusals"]) == (5, 4, 1, 1)
    assert (lin["rows_read"], lin["objects"], lin["active_hours"]) == (300, 1, 3)
    assert (wang["sign_ins"], wang["failed_sign_ins"], wang["exports"]) == (1, 1, 1)
    assert (guess["actions"], guess["failed_sign_ins"], guess["active_hours"]) == (0, 1, 0)
    assert {row["day"] for row in told.values()} == {DAY}


def test_days_and_hours_are_those_of_the_zone(log):
    hours = by_hour(frame(log))
    monday = hours.filter(pl.col("weekday") == 1)
    assert dict(monday.select("hour", "actions").iter_rows()) == {8: 1, 9: 3, 10: 1, 11: 1, 23: 1}
    utc = activity(prepared(log.frame().lazy(), "America/Los_Angeles"))
    assert set(utc["day"]) == {date(2026, 10, 4), DAY}


def test_what_is_used_most_is_told_by_people_and_actions(log):
    log.add("wang", "data.read", moment(DAY, 12), kind="table", object="dwd/member")
    records = frame(log)
    [top] = most_used_objects(records).iter_rows(named=True)
    assert (top["object"], top["people"], top["actions"]) == ("dwd/member", 2, 5)
    projects = {row["project"]: row["actions"] for row in most_used_projects(records).to_dicts()}
    assert projects == {"alpha": 5, "beta": 1}
    shares = {row["part"]: row["share"] for row in adoption(records).to_dicts()}
    assert shares == {"data": 1.0, "runs": 0.5, "audit": 0.5, "sign_in": 0.5}


def test_a_person_is_active_in_a_week_once(log):
    log.add("lin", "project.change", moment(date(2026, 10, 6), 9))
    days = activity(frame(log))
    [week] = by_week(days).iter_rows(named=True)
    assert (week["week"], week["people"]) == (DAY, 2)
    assert by_person(days).select("actor", "active_days").rows()[0] == ("lin", 2)


def test_a_report_has_every_day_and_one_persons_share_of_it(log):
    days = Days.ending(datetime(2026, 10, 6, 1, tzinfo=UTC), 3, ZONE)
    assert (days.first, days.last) == (date(2026, 10, 4), date(2026, 10, 6))
    told = report(log.frame(), days)
    assert told.daily["people"].to_list() == [0, 2, 0]
    assert told.daily["actions"].to_list() == [0, 7, 0]
    one = report(log.frame(), days, person="wang")
    assert one.daily["actions"].to_list() == [0, 2, 0]
    assert one.people["actor"].to_list() == ["wang"]


def test_an_empty_log_has_an_empty_report():
    days = Days.ending(datetime(2026, 10, 6, 1, tzinfo=UTC), 3, ZONE)
    told = report(empty_log(), days)
    assert told.daily["actions"].to_list() == [0, 0, 0]
    frames = (told.people, told.objects, told.projects, told.parts, told.hourly, told.findings)
    assert [each.height for each in frames] == [0] * 6
