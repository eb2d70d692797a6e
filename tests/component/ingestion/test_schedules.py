"""The nightly schedules: which day they ask for, and that repeating is harmless."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from onedata_assets.defs.ingestion.schedules import retail_day_schedule

pytestmark = pytest.mark.row("S23")


def asked(moment: datetime) -> dg.RunRequest | dg.SkipReason:
    context = dg.build_schedule_context(scheduled_execution_time=moment)
    answer = retail_day_schedule(context)
    assert isinstance(answer, dg.RunRequest | dg.SkipReason)
    return answer


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2017, 11, 4, 0, 0, tzinfo=UTC), "2017-11-03"),
        (datetime(2017, 11, 3, 15, 59, tzinfo=UTC), "2017-11-02"),
        (datetime(2017, 11, 3, 16, 0, tzinfo=UTC), "2017-11-03"),
        (datetime(2030, 1, 1, 0, 0, tzinfo=UTC), "2018-01-01"),
    ],
)
def test_the_last_day_that_has_ended_in_the_sources_time_zone_is_loaded(moment, day):
    request = asked(moment)
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == day


def test_every_night_is_a_run_of_its_own_and_a_repeated_tick_is_none():
    moments = [datetime(2030, 1, 1, 17, 30, tzinfo=UTC), datetime(2030, 1, 2, 17, 30, tzinfo=UTC)]
    first, second = (asked(moment) for moment in moments)
    again = asked(moments[0])
    assert isinstance(first, dg.RunRequest)
    assert isinstance(second, dg.RunRequest)
    assert isinstance(again, dg.RunRequest)
    assert first.partition_key == second.partition_key == "2018-01-01"
    assert first.run_key == again.run_key != second.run_key


def test_before_the_first_day_has_ended_there_is_a_reason_to_skip():
    answer = asked(datetime(2017, 1, 1, 3, 0, tzinfo=UTC))
    assert isinstance(answer, dg.SkipReason)
    assert "no day has ended" in str(answer.skip_message)
