"""The synthetic click log: repeatable, labelled, with one real fall of conversion and bad lines."""

import json
from datetime import date, timedelta

import polars as pl
import pytest

from demo.click_files import (
    TRUNCATED,
    WITHOUT_SESSION,
    read_about,
    write_about,
    write_click_files,
)
from demo.clicks import FALL_DAY, FIRST_DAY, LAST_DAY, click_events
from tests.unit.demo.sales import small_sales


@pytest.fixture(scope="module")
def events() -> pl.DataFrame:
    return click_events(small_sales(baskets_a_day=400))


@pytest.fixture(scope="module")
def folder(events, tmp_path_factory):
    path = tmp_path_factory.mktemp("clicks")
    write_click_files(events, path)
    return path


def conversion(events: pl.DataFrame) -> dict[date, float]:
    daily = events.group_by("log_day").agg(
        pl.col("session_id").n_unique().alias("sessions"),
        (pl.col("event_type") == "order").sum().alias("orders"),
    )
    return {row["log_day"]: row["orders"] / row["sessions"] for row in daily.to_dicts()}


def test_the_same_sales_give_the_same_log(events):
    assert click_events(small_sales(baskets_a_day=400)).equals(events)


def test_conversion_falls_by_more_than_a_fifth_on_one_day_only(events):
    by_day = conversion(events)
    fallen = [
        day
        for day, value in by_day.items()
        if value < 0.8 * by_day.get(day - timedelta(days=1), 0.3)
    ]
    assert fallen == [FALL_DAY]


def test_every_day_of_the_window_has_events_and_no_other(events):
    days = sorted(conversion(events))
    assert (days[0], days[-1], len(days)) == (FIRST_DAY, LAST_DAY, 60)


def test_event_ids_are_unique(events):
    assert events["event_id"].is_unique().all()


def test_orders_name_real_baskets_with_their_value(events):
    orders = events.filter(pl.col("event_type") == "order")
    baskets = small_sales(baskets_a_day=400).group_by("basket_id").agg(pl.col("sales_value").sum())
    joined = orders.join(baskets, on="basket_id", how="left")
    assert (joined["order_value_usd"] == joined["sales_value"]).all()
    assert orders["basket_id"].is_unique().all()


def test_every_whole_line_says_that_it_is_synthetic(folder):
    lines = (folder / "2017-11-05.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines
    assert all(json.loads(line)["synthetic"] is True for line in lines)


def broken_lines(folder) -> dict[date, int]:
    found = {}
    for path in folder.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                json.loads(line)
            except json.JSONDecodeError:
                day = date.fromisoformat(path.stem)
                found[day] = found.get(day, 0) + 1
    return found


def test_lines_are_cut_off_on_the_two_documented_days(folder):
    assert broken_lines(folder) == TRUNCATED


def test_some_lines_name_no_session_on_the_documented_day(folder):
    [(day, count)] = WITHOUT_SESSION.items()
    lines = (folder / f"{day}.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum('"session_id":null' in line for line in lines) == count


def test_a_file_of_a_day_that_is_gone_is_removed(events, tmp_path):
    (tmp_path / "2011-01-01.jsonl").write_text("{}\n")
    write_click_files(events.filter(pl.col("log_day") == FALL_DAY), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["2017-12-12.jsonl"]


def test_files_count_as_present_only_while_all_are_there(tmp_path):
    (tmp_path / "a.jsonl").write_text("{}\n")
    write_about(tmp_path, "v1", {"a.jsonl": 1})
    assert read_about(tmp_path) == ("v1", {"a.jsonl": 1})
    (tmp_path / "a.jsonl").unlink()
    assert read_about(tmp_path) == ("", {})
