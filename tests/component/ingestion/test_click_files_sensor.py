"""new_click_files_sensor over real folders: what it requests, skips and remembers."""

import math
import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from onedata_assets.defs.ingestion.click_files import LOG, TABLES, new_click_files_sensor
from onedata_assets.domain.ingestion.days import MAX_DAYS_PER_TICK
from onedata_assets.lib.partitions import CLICK_DAYS, RANGE_END, RANGE_START
from onedata_resources.clients.folders import Folders

pytestmark = pytest.mark.row("S21")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    (tmp_path / "clicks").mkdir()
    return Folders(files=tmp_path, documents=tmp_path, reports=tmp_path)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def deliver(folders: Folders, *names: str, at: int = 1000) -> None:
    for place, name in enumerate(names):
        path = folders.files / "clicks" / name
        path.write_text("{}\n", encoding="utf-8")
        os.utime(path, ns=(at + place, at + place))


def tick(
    folders: Folders, cursor: str | None = None, instance: dg.DagsterInstance | None = None
) -> dg.SensorResult:
    with dg.DagsterInstance.ephemeral() as empty:
        context = dg.build_sensor_context(
            instance=instance or empty, cursor=cursor, resources={"folders": folders}
        )
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
    assert "no new file" in str(result.skip_reason)


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
    assert "no new file" in str(tick(folders, result.cursor).skip_reason)


def test_drafts_and_other_kinds_of_files_are_not_seen(folders):
    deliver(folders, ".2017-11-03.jsonl.draft", ".2017-11-04.jsonl", "ABOUT.json")
    assert "no new file" in str(tick(folders).skip_reason)


def test_a_missing_folder_is_a_reason_to_skip(tmp_path):
    away = tmp_path / "away"
    result = tick(Folders(files=away, documents=away, reports=away))
    assert "there is no folder" in str(result.skip_reason)


def test_a_late_file_that_kept_its_old_time_is_requested(folders):
    deliver(folders, "2017-11-10.jsonl", at=5000)
    first = tick(folders)
    deliver(folders, "2017-11-05.jsonl", at=4000)
    second = tick(folders, first.cursor)
    deliver(folders, "2017-11-09.jsonl", at=5000)
    third = tick(folders, second.cursor)
    assert windows(second) + windows(third) == [("2017-11-05",) * 2, ("2017-11-09",) * 2]


def test_a_file_rewritten_within_its_time_is_requested_again(folders):
    deliver(folders, "2017-11-10.jsonl", at=5000)
    first = tick(folders)
    path = folders.files / "clicks" / "2017-11-10.jsonl"
    path.write_text("{}\n{}\n", encoding="utf-8")
    os.utime(path, ns=(5000, 5000))
    assert windows(tick(folders, first.cursor)) == [("2017-11-10", "2017-11-10")]


def test_a_file_from_the_future_stops_no_later_one(folders):
    deliver(folders, "2017-11-11.jsonl", at=9 * 10**18)
    first = tick(folders)
    deliver(folders, "2017-11-12.jsonl", at=6000)
    assert windows(tick(folders, first.cursor)) == [("2017-11-12", "2017-11-12")]


def test_links_to_nothing_and_folders_are_passed_over_and_taken_once_they_are_files(folders):
    link = folders.files / "clicks" / "2017-11-13.jsonl"
    link.symlink_to(folders.files / "not there yet")
    (folders.files / "clicks" / "2017-11-14.jsonl").mkdir()
    deliver(folders, "2017-11-12.jsonl")
    first = tick(folders)
    assert windows(first) == [("2017-11-12", "2017-11-12")]
    (folders.files / "not there yet").write_text("{}\n", encoding="utf-8")
    assert windows(tick(folders, first.cursor)) == [("2017-11-13", "2017-11-13")]


def test_a_file_deleted_while_the_folder_is_listed_stops_nothing(folders, monkeypatch):
    deliver(folders, "2017-11-12.jsonl", "2017-11-13.jsonl")
    gone = folders.files / "clicks" / "2017-11-12.jsonl"
    listed = [*(folders.files / "clicks").glob("*.jsonl")]
    gone.unlink()
    # Only the listing itself can be of a moment before the deletion.
    monkeypatch.setattr(Path, "glob", lambda *_: iter(listed))
    assert windows(tick(folders)) == [("2017-11-13", "2017-11-13")]


def test_a_cursor_of_the_former_form_begins_anew(folders):
    deliver(folders, "2017-11-12.jsonl")
    former = f"{9 * 10**18:020d}/2017-11-12.jsonl"
    assert windows(tick(folders, former)) == [("2017-11-12", "2017-11-12")]


def test_the_first_tick_passes_over_files_whose_day_was_loaded_since(folders, instance):
    deliver(folders, "2017-11-12.jsonl", "2017-11-13.jsonl")
    for day in ("2017-11-12", "2017-11-13"):
        instance.report_runless_asset_event(dg.AssetMaterialization(LOG, partition=day))
    deliver(folders, "2017-11-13.jsonl", "2017-11-14.jsonl", at=500)
    first = tick(folders, instance=instance)
    assert windows(first) == [("2017-11-13", "2017-11-14")]
    assert windows(tick(folders, first.cursor, instance)) == []


def test_an_unchanged_file_is_never_run_twice_even_when_the_cursor_is_lost(folders):
    deliver(folders, "2017-11-12.jsonl")
    keys = [request.run_key for _ in range(2) for request in tick(folders).run_requests or []]
    assert len(keys) == 2
    assert len(set(keys)) == 1
