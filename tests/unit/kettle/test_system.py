# ruff: noqa: DTZ001 - moments in Kettle have no time zone
"""Facts of the run and the machine, and random values."""

import re
from datetime import datetime

import pytest

from onedata_resources.kettle.engine.job_result import JobResult, Lines
from onedata_resources.kettle.engine.system_dates import system_date
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

NOW = datetime(2024, 2, 14, 15, 30)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("yesterday start", datetime(2024, 2, 13)),
        ("today end", datetime(2024, 2, 14, 23, 59, 59, 999000)),
        ("tomorrow start", datetime(2024, 2, 15)),
        ("last month start", datetime(2024, 1, 1)),
        ("this month end", datetime(2024, 2, 29, 23, 59, 59, 999000)),
        ("next month end", datetime(2024, 3, 31, 23, 59, 59, 999000)),
        ("last week start", datetime(2024, 2, 4)),
        ("this week start us", datetime(2024, 2, 11)),
        ("this week end", datetime(2024, 2, 17, 23, 59, 59, 999000)),
        ("next week open end", datetime(2024, 2, 23, 23, 59, 59, 999000)),
        ("prev quarter start", datetime(2023, 10, 1)),
        ("this quarter end", datetime(2024, 3, 31, 23, 59, 59, 999000)),
        ("next quarter start", datetime(2024, 4, 1)),
        ("prev year end", datetime(2023, 12, 31, 23, 59, 59, 999000)),
        ("next year start", datetime(2025, 1, 1)),
    ],
)
def test_dates_are_counted_from_now(what, expected):
    assert system_date(what, NOW) == expected


def values(*pairs):
    inner = "".join(f"<field><name>{n}</name><type>{t}</type></field>" for n, t in pairs)
    return f"<fields>{inner}</fields>"


def test_facts_come_in_one_row_where_no_step_feeds_the_step(tmp_path):
    facts = values(("n", "transformation name"), ("a", "command line argument 2"),
                   ("b", "command line argument 3"), ("c", "copy of step"))  # fmt: skip
    xml = ktr(step("s", "SystemInfo", facts), text_output("o", tmp_path / "out"))
    assert run(xml, arguments=("x", "y")).status == "Finished"
    assert rows_of(tmp_path / "out") == ["test|y||0"]


def test_facts_are_added_to_the_rows_that_come_in(tmp_path):
    facts = step("s", "SystemInfo", values(("d", "system date (fixed)"), ("h", "Hostname")))
    xml = ktr(grid("g", {"a": "String"}, [["x"], ["y"]]), facts, text_output("o", tmp_path / "out"))
    run(xml)
    first, second = rows_of(tmp_path / "out")
    assert re.fullmatch(r"x\|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{3}\|.+", first)
    assert first[2:] == second[2:]


def test_what_the_engine_does_not_know_is_refused():
    xml = ktr(step("s", "SystemInfo", values(("d", "previous result log text"))))
    with pytest.raises(Exception, match="previous result log text"):
        run(xml)


def test_random_values_differ_from_row_to_row(tmp_path):
    kinds = [("n", "random number"), ("i", "random integer"), ("s", "random string"),
             ("u", "random uuid4"), ("m", "random machmacmd5")]  # fmt: skip
    rows = [[str(n)] for n in range(50)]
    xml = ktr(grid("g", {"a": "String"}, rows), step("r", "RandomValue", values(*kinds)),
              text_output("o", tmp_path / "out"))  # fmt: skip
    run(xml)
    columns = list(zip(*(line.split("|") for line in rows_of(tmp_path / "out")), strict=True))
    assert [len(set(column)) for column in columns[2:]] == [50] * 4
    assert all(re.fullmatch(r"[0-9a-v]{1,13} *", each) for each in columns[3])


PREVIOUS = [
    ("a", "previous result result"), ("b", "previous result exist status"),
    ("c", "previous result entry nr"), ("d", "previous result nr errors"),
    ("e", "previous result nr lines read"), ("f", "previous result nr lines rejeted"),
    ("g", "previous result nr files retrieved"), ("h", "previous result is stopped"),
]  # fmt: skip


def test_the_result_of_the_entry_before_is_told(tmp_path):
    xml = ktr(step("s", "SystemInfo", values(*PREVIOUS)), text_output("o", tmp_path / "out"))
    before = JobResult(
        exit_status=3, errors=2, nr=4, files_retrieved=5, lines=Lines(read=7, rejected=1)
    )
    assert run(xml, before=before).status == "Finished"
    assert rows_of(tmp_path / "out") == ["Y|3|4|2|7|1|5|N"]


def test_without_an_entry_before_there_is_a_result_of_nothing(tmp_path):
    """Result fields of Java that nobody sets: false and 0."""
    xml = ktr(step("s", "SystemInfo", values(*PREVIOUS)), text_output("o", tmp_path / "out"))
    run(xml)
    assert rows_of(tmp_path / "out") == ["N|0|0|0|0|0|0|N"]


def test_what_no_log_table_says_is_kettles_first_moment_and_nothing(tmp_path):
    """Const.MIN_DATE is -2208992400000 milliseconds, Trans.batchId a field that is not set."""
    facts = values(("d", "start date range"), ("b", "batch ID"))
    xml = ktr(step("s", "SystemInfo", facts), text_output("o", tmp_path / "out"))
    run(xml)
    assert rows_of(tmp_path / "out") == ["1899/12/31 23:00:00.000|0"]
