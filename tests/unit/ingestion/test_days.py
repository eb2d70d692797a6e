"""The rules of the click file sensor and of day windows."""

import re
from datetime import date, timedelta

import pytest

from onedata_assets.domain.ingestion.days import (
    MAX_DAYS_PER_TICK,
    LogFile,
    day_named,
    days_pattern,
    next_batch,
    ranges,
)

START = date(2017, 1, 1)


def files(count: int) -> list[LogFile]:
    return [
        LogFile(f"{START + timedelta(days=number)}.jsonl", 10, 1000 + number)
        for number in range(count)
    ]


@pytest.mark.row("S21")
def test_backlog_drains_over_ticks_without_loss():
    backlog, cursor, seen, ticks = files(MAX_DAYS_PER_TICK * 2 + 5), "", [], 0
    while (batch := next_batch(backlog, cursor)).days:
        assert len(batch.days) <= MAX_DAYS_PER_TICK
        seen, cursor, ticks = seen + batch.days, batch.cursor, ticks + 1
    assert seen == [file.day for file in backlog]
    assert ticks == 3


def test_a_rewritten_file_comes_again():
    first = next_batch(files(3), "")
    rewritten = [*files(2), LogFile("2017-01-03.jsonl", 11, 5000)]
    assert next_batch(rewritten, first.cursor).days == [date(2017, 1, 3)]


def test_files_written_in_one_instant_are_each_taken_once():
    same = [LogFile(f"2017-01-0{day}.jsonl", 1, 7) for day in (1, 2, 3)]
    first = next_batch(same, "", limit=2)
    second = next_batch(same, first.cursor, limit=2)
    assert first.days + second.days == [date(2017, 1, day) for day in (1, 2, 3)]


def test_names_that_are_no_days_are_told_and_passed():
    batch = next_batch([LogFile("notes.jsonl", 1, 1), LogFile("2017-13-01.jsonl", 1, 2)], "")
    assert batch.unnamed == ["notes.jsonl", "2017-13-01.jsonl"]
    assert batch.days == []
    assert next_batch([LogFile("notes.jsonl", 1, 1)], batch.cursor).unnamed == []


def test_nothing_new_leaves_the_cursor():
    assert next_batch([], "0001/x").cursor == "0001/x"


@pytest.mark.parametrize(
    ("text", "day"),
    [("2017-11-03", date(2017, 11, 3)), ("20171103", None), ("2017-W44-5", None), ("", None)],
)
def test_only_iso_days_name_a_day(text, day):
    assert day_named(text) == day


def test_consecutive_days_are_one_range():
    days = [date(2017, 1, day) for day in (5, 1, 2, 3, 9, 2)]
    assert ranges(days) == [
        (date(2017, 1, 1), date(2017, 1, 3)),
        (date(2017, 1, 5), date(2017, 1, 5)),
        (date(2017, 1, 9), date(2017, 1, 9)),
    ]


def test_the_pattern_matches_exactly_the_days_over_a_years_end():
    pattern = re.compile(days_pattern(date(2017, 12, 30), date(2018, 1, 2)))
    named = ["2017-12-29", "2017-12-30", "2017-12-31", "2018-01-01", "2018-01-02", "2018-01-03"]
    assert [bool(pattern.fullmatch(day)) for day in named] == [False, True, True, True, True, False]
