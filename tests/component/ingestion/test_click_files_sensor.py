"""new_click_files_sensor over real folders: what it requests, skips and remembers."""

import math
import os
from pathlib import Path

import dagster as dg
import pytest

from onedata_assets.defs.ingestion.click_files import (
    RANGE_END,
    RANGE_START,
    TABLES,
    new_click_files_sensor,
)
from onedata_assets.domain.ingestion.days import MAX_DAYS_PER_TICK
from onedata_assets.lib.partitions import CLICK_DAYS
from onedata_resources.clients.folders import Folders

pytestmark = pytest.mark.row("S21")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    (tmp_path / "clicks").mkdir()
    return Folders(files=tmp_path, documents=tmp_path, reports=tmp_path)


def deliver(folders: Folders, *names: str, at: int = 1000) -> None:
    for place, name in enumerate(names):
        path = folders.files / "clicks" / name
        path.write_text("{}\n", encoding="utf-8")
        os.utime(path, ns=(at + place, at + place))


def tick(folders: Folders, cursor: str | None = None) -> dg.SensorResult:
    context = dg.build_sensor_context(cursor=cursor, resources={"folders": folders})
    result = new_click_files_sensor(context)
    assert isinstance(result, dg.SensorResult)
    return result


def windows(result: dg.SensorResult) -> list[tuple[str, str]]:
    requests = result.run_requests or []
    return [(request.tags[RANGE_START], request.tags[RANGE_END]) for request in requests]


def test_consecutive_days_are_one_run_and_a_gap_starts_another(folders):
    deliver(folders, "2017-11-03.jsonl", "2017-11-04.jsonl", "2017-11-09.jsonl")
    result = tick(folders)
    assert windows(result) == [("2017-11-03", "2017-11-04"), ("2017-11-09", "2017-11-09")]
    assert all(request.asset_selection == list(TABLES) for request in result.run_requests or [])


def test_backlog_drains_over_ticks_without_loss(folders):
    days = CLICK_DAYS.get_partition_keys()
    deliver(folders, *(f"{day}.jsonl" for day in days))
    seen, cursor, ticks = [], None, 0
    while windows(result := tick(folders, cursor)):
        [(first, last)] = windows(result)
        seen += [day for day in days if first <= day <= last]
        cursor, ticks = result.cursor, ticks + 1
    assert seen == days
    assert ticks == math.ceil(len(days) / MAX_DAYS_PER_TICK)
    assert "no file after" in str(result.skip_reason)


def test_a_rewritten_file_is_requested_again(folders):
    deliver(folders, "2017-11-03.jsonl")
    first = tick(folders)
    deliver(folders, "2017-11-03.jsonl", at=9000)
    second = tick(folders, first.cursor)
    assert windows(second) == windows(first)
    [one], [two] = first.run_requests or [], second.run_requests or []
    assert one.run_key != two.run_key


def test_files_of_days_outside_the_source_and_other_names_are_passed_with_a_reason(folders):
    deliver(folders, "2031-01-01.jsonl", "notes.jsonl")
    result = tick(folders)
    assert "2 new files belong to no day" in str(result.skip_reason)
    assert "no file after" in str(tick(folders, result.cursor).skip_reason)


def test_drafts_and_other_kinds_of_files_are_not_seen(folders):
    deliver(folders, ".2017-11-03.jsonl.draft", ".2017-11-04.jsonl", "ABOUT.json")
    assert "no file after" in str(tick(folders).skip_reason)


def test_a_missing_folder_is_a_reason_to_skip(tmp_path):
    away = tmp_path / "away"
    result = tick(Folders(files=away, documents=away, reports=away))
    assert "there is no folder" in str(result.skip_reason)
