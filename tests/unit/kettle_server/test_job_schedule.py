"""When a START begins, by an injected clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.job import JobRun
from onedata_resources.kettle.engine.job_schedule import Schedule
from onedata_resources.kettle.reader import read_job
from tests.unit.kettle_server.files import chain, kjb
from tests.unit.kettle_server.job_runs import note, ran, said

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 10, 30, 15, tzinfo=ZONE)  # a Wednesday


def scheduled(settings: str) -> str:
    return kjb("j", [note("a")], chain("a")).replace(
        "<start>Y</start>", f"<start>Y</start>{settings}"
    )


def schedule(**settings: object) -> Schedule:
    xml = scheduled("".join(f"<{name}>{value}</{name}>" for name, value in settings.items()))
    return Schedule.of(read_job(xml, name="j").entries[0])


@pytest.mark.parametrize(
    ("settings", "at"),
    [
        ({"schedulerType": 1, "intervalSeconds": 30, "intervalMinutes": 2}, (25, 10, 32, 45)),
        ({"schedulerType": 2, "hour": 12, "minutes": 5}, (25, 12, 5, 15)),
        ({"schedulerType": 2, "hour": 10, "minutes": 30}, (26, 10, 30, 15)),
        ({"schedulerType": 2, "hour": 0, "minutes": 1}, (26, 0, 1, 15)),
        ({"schedulerType": 3, "weekDay": 3, "hour": 11}, (25, 11, 0, 15)),
        ({"schedulerType": 3, "weekDay": 5, "hour": 9}, (27, 9, 0, 15)),
        ({"schedulerType": 3, "weekDay": 1, "hour": 9}, (30, 9, 0, 15)),
        ({"schedulerType": 4, "DayOfMonth": 28, "hour": 8}, (28, 8, 0, 15)),
        ({"schedulerType": 4, "dayOfMonth": 1}, (31, 0, 0, 15)),
    ],
)
def test_the_next_turn_is_at_the_time_that_the_settings_say(settings, at):
    day, hour, minute, second = at
    expected = datetime(2026, 11, 1, hour, minute, second, tzinfo=ZONE) + timedelta(days=day - 1)
    assert NOW + timedelta(seconds=schedule(**settings).seconds_from(NOW)) == expected


def test_a_time_of_day_is_kept_when_summer_time_ends():
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 10, 24, 12, tzinfo=berlin)
    daily = schedule(schedulerType=2, hour=12)
    assert daily.seconds_from(now) == 25 * 3600


@pytest.mark.parametrize(
    ("settings", "cron"),
    [
        ({"schedulerType": 2, "hour": 6, "minutes": 5}, "5 6 * * *"),
        ({"schedulerType": 3, "hour": 6, "weekDay": 1}, "0 6 * * 1"),
        ({"schedulerType": 4, "hour": 6, "DayOfMonth": 2}, "0 6 2 * *"),
        ({"schedulerType": 1, "intervalMinutes": 15}, "*/15 * * * *"),
        ({"schedulerType": 1, "intervalSeconds": 7}, None),
    ],
)
def test_a_schedule_says_the_cron_line_that_would_replace_it(settings, cron):
    assert schedule(**settings).cron() == cron


class Clock:
    """A clock that a wait moves; the job is stopped after some turns."""

    def __init__(self, turns: int) -> None:
        self.at, self.turns, self.waited = NOW, turns, []
        self.run: JobRun | None = None

    def now(self) -> datetime:
        return self.at

    def wait(self, seconds: float, ended) -> None:
        self.at += timedelta(seconds=seconds)
        self.waited.append(seconds)
        self.turns -= 1
        if self.turns == 0 and self.run is not None:
            self.run.stop()


def test_a_job_repeats_by_its_schedule_until_it_is_stopped():
    settings = (
        "<repeat>Y</repeat><schedulerType>1</schedulerType><intervalMinutes>10</intervalMinutes>"
    )
    clock = Clock(4)
    run = JobRun(read_job(scheduled(settings), name="j"), RunContext(), clock=clock)
    clock.run = run
    run.prepare()
    run.execute()
    assert ran(run) == ["START", "a"] * 3 + ["START"]
    assert clock.waited == [600] * 4
    assert (run.status, said(run)[1]) == ("Stopped", "j - Sleeping: 10 minutes (sleep time=600000)")


def test_a_schedule_without_repeat_waits_once():
    clock = Clock(9)
    settings = "<schedulerType>2</schedulerType><hour>11</hour>"
    run = JobRun(read_job(scheduled(settings), name="j"), RunContext(), clock=clock)
    run.prepare()
    run.execute()
    assert (ran(run), clock.waited, run.status) == (["START", "a"], [1800], "Finished")
