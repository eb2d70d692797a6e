"""Following and stopping a run that goes on, through the API."""

import json
import threading
import time

import pytest

from onedata_portal.api import run_log
from tests.component.portal.served import STRANGER, signed
from tests.component.portal.shop_world import DEV, LOOKS


@pytest.fixture
def quick(monkeypatch):
    """Poll often, so that streams tell at once."""
    monkeypatch.setattr(run_log, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(run_log, "HEARTBEAT_SECONDS", 0.1)


@pytest.fixture
def read(monkeypatch):
    """The pages of logs that were read: a stream has told all of them but the last."""
    pages = []
    whole = run_log.read_log

    async def noted(*asked):
        pages.append(await whole(*asked))
        return pages[-1]

    monkeypatch.setattr(run_log, "read_log", noted)
    return pages


@pytest.fixture
def waiting(shop):
    """A run that has started and goes on until the file `go` is there."""
    run = shop.materialize("slow")
    until(lambda: "slow waits" in shop.api.get(DEV, f"/runs/{run}/log").text)
    yield run
    (shop.home / "go").touch()
    shop.finished(run)
    (shop.home / "go").unlink()


def until(is_so):
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def is_silent(read):
    """Return whether a stream found nothing new often enough to have sent a heartbeat."""
    return sum(not page.items for page in list(read)) > 2


def stream(shop, viewer, run, **headers):
    """Return what a stream sent until it ended, as (event, data)."""
    asked = {**signed(viewer), "accept": "text/event-stream", **headers}
    answer = shop.api.client.get(f"/api/runs/{run}/log", headers=asked)
    assert answer.headers["content-type"].startswith("text/event-stream")
    blocks = [block.splitlines() for block in answer.text.strip().split("\n\n")]
    return [dict(line.split(": ", 1) for line in block) for block in blocks]


def test_a_stream_tells_all_until_the_run_ends(shop, quick, waiting, read):
    def go():
        until(lambda: is_silent(read))
        (shop.home / "go").touch()

    thread = threading.Thread(target=go)
    thread.start()
    told = stream(shop, DEV, waiting)
    thread.join()
    entries = [json.loads(one["data"])["text"] for one in told if one.get("event") == "entry"]
    assert "slow waits" in entries
    assert (
        entries
        == [one["text"] for one in shop.api.get(DEV, f"/runs/{waiting}/log").json()["items"]][
            : len(entries)
        ]
    )
    statuses = [json.loads(one["data"])["status"] for one in told if one.get("event") == "status"]
    assert statuses == ["running", "succeeded"]
    assert {"": "waiting"} in told
    assert json.loads(told[-1]["data"]) == {"reason": "finished"}


def test_a_stream_goes_on_after_the_last_event_that_arrived(shop, quick):
    run = shop.runs["orders"]
    whole = [one for one in stream(shop, DEV, run) if one["event"] == "entry"]
    last = next(one["id"] for one in whole if "id" in one)
    rest = stream(shop, DEV, run, **{"last-event-id": last})
    assert [one["event"] for one in rest] == ["status", "end"]


def test_a_stream_ends_when_the_person_loses_the_right(shop, quick, waiting, read):
    def leave():
        until(lambda: is_silent(read))
        shop.api.changed[DEV.name] = STRANGER

    thread = threading.Thread(target=leave)
    thread.start()
    told = stream(shop, DEV, waiting)
    thread.join()
    shop.api.changed.clear()
    assert json.loads(told[-1]["data"]) == {"reason": "gone"}
    assert shop.api.get(DEV, f"/runs/{waiting}").json()["status"] == "running"


def test_a_running_run_is_shown_and_stopped_by_who_may(shop, waiting):
    home = shop.api.get(DEV, "/home").json()
    assert waiting in [one["id"] for one in home["running"]]
    [row] = shop.api.get(DEV, "/assets", search="shop/slow").json()["items"]
    assert row["active_run_ids"] == [waiting]
    path = f"/runs/{waiting}/termination"
    assert shop.api.post(LOOKS, path).status_code == 403
    assert shop.api.post(DEV, f"/runs/{waiting}/retry").status_code == 409
    assert shop.api.post(DEV, path).json() == {"run_id": waiting}
    assert shop.finished(waiting) == "CANCELED"
    assert shop.api.get(DEV, f"/runs/{waiting}").json()["status"] == "canceled"
