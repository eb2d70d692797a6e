"""The rules of the click file sensor and of day windows."""

import re
from datetime import date, timedelta

import pytest

from onedata_assets.domain.ingestion.days import (
    MAX_DAYS_PER_TICK,
    LogFile,
    Seen,
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
    backlog, told, seen, ticks = files(MAX_DAYS_PER_TICK * 2 + 5), Seen(), [], 0
    while (batch := next_batch(backlog, told)).days:
        assert len(batch.days) <= MAX_DAYS_PER_TICK
        seen, told, ticks = seen + batch.days, batch.seen, ticks + 1
    assert seen == [file.day for file in backlog]
    assert ticks == 3


@pytest.mark.parametrize(
    ("size", "modified_ns"),
    [(11, 5000), (11, 1002), (10, 900), (10, 9 * 10**18)],
    ids=["later", "same time, other size", "earlier", "in the future"],
)
def test_a_file_that_is_not_as_it_was_comes_again(size, modified_ns):
    first = next_batch(files(3), Seen())
    rewritten = [*files(2), LogFile("2017-01-03.jsonl", size, modified_ns)]
    second = next_batch(rewritten, first.seen)
    assert second.days == [date(2017, 1, 3)]
    assert next_batch(rewritten, second.seen).days == []


@pytest.mark.parametrize("modified_ns", [1, 1000, 9 * 10**18])
def test_a_new_file_is_taken_whatever_its_time_says(modified_ns):
    first = next_batch(files(3), Seen())
    late = LogFile("2016-12-31.jsonl", 10, modified_ns)
    second = next_batch([late, *files(3)], first.seen)
    assert second.days == [date(2016, 12, 31)]
    third = next_batch([late, *files(4)], second.seen)
    assert third.days == [date(2017, 1, 4)]


def test_files_written_in_one_instant_are_each_taken_once():
    same = [LogFile(f"2017-01-0{day}.jsonl", 1, 7) for day in (1, 2, 3)]
    first = next_batch(same, Seen(), limit=2)
    second = next_batch(same, first.seen, limit=2)
    assert first.days + second.days == [date(2017, 1, day) for day in (1, 2, 3)]


def test_a_deleted_file_is_forgotten_and_taken_again_when_it_comes_back():
    first = next_batch(files(3), Seen())
    second = next_batch(files(2), first.seen)
    assert (second.days, len(second.seen.files)) == ([], 2)
    assert next_batch(files(3), second.seen).days == [date(2017, 1, 3)]


def test_names_that_are_no_days_are_told_and_passed():
    batch = next_batch([LogFile("notes.jsonl", 1, 1), LogFile("2017-13-01.jsonl", 1, 2)], Seen())
    assert batch.unnamed == ["notes.jsonl", "2017-13-01.jsonl"]
    assert batch.days == []
    assert next_batch([LogFile("notes.jsonl", 1, 1)], batch.seen).unnamed == []


def test_the_run_of_a_repeated_tick_has_the_same_key_and_that_of_a_rewritten_file_another():
    def key(batch):
        return batch.run_key(date(2017, 1, 1), date(2017, 1, 3))

    first = next_batch(files(3), Seen())
    assert key(next_batch(files(3), Seen())) == key(first)
    changed = [*files(2), LogFile("2017-01-03.jsonl", 11, 5000)]
    second = next_batch(changed, first.seen)
    as_before = next_batch(files(3), second.seen)
    assert len({key(first), key(second), key(as_before)}) == 3


def test_what_was_seen_is_read_back_from_its_text():
    seen = next_batch([LogFile("日志.jsonl", 3, 4), *files(2)], Seen()).seen
    assert Seen.parse(str(seen)) == seen


@pytest.mark.parametrize(
    "text", [None, "", "00000000000000001000/2017-11-03.jsonl", "[]", "{}", '{"files": {"a": 1}}']
)
def test_a_cursor_of_another_form_is_none(text):
    assert Seen.parse(text) is None


def test_files_are_seen_whose_day_was_loaded_after_they_arrived_and_not_after_they_were_written():
    second = 10**9
    arrived = [
        LogFile("2017-01-01.jsonl", 1, 5 * second, 5 * second),
        LogFile("2017-01-02.jsonl", 1, 5 * second, 20 * second),
        LogFile("2017-01-03.jsonl", 1, 5 * second, 5 * second),
    ]
    loaded_at = {"2017-01-01": 10.0, "2017-01-02": 10.0}
    assert set(Seen.loaded(arrived, loaded_at).files) == {"2017-01-01.jsonl"}


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
