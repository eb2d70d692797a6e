"""The OpenLineage sensor tells every event once, whatever fails, and goes on where it stopped."""

import json

import dagster as dg
import httpx
import pytest

from onedata_assets.lib.lineage_export import CURSOR, export_lineage
from onedata_assets.lib.run_events import saved_cursor
from onedata_resources.clients.jsonl import read_lines
from onedata_resources.clients.lineage import LineageClient
from tests.component.operations import shop
from tests.component.operations.lineage_sensor import events, tick


def test_nothing_is_told_twice(instance, client, tmp_path):
    shop.run(instance)
    tick(instance, client)
    before = events(tmp_path)
    assert "0 lineage events sent of 0 runs" in tick(instance, client).skip_reason.skip_message
    shop.run(instance)
    tick(instance, client)
    told = events(tmp_path)
    assert told[: len(before)] == before
    keys = [(e["run"]["runId"], e["eventType"]) for e in told]
    assert len(keys) == len(set(keys)) == 2 * len(before)


@pytest.mark.parametrize("cut", [1, 5, 11, 22])
def test_a_run_in_progress_is_told_in_parts_without_loss(tmp_path, cut):
    """A tick may fall between any two events of a run."""
    with dg.DagsterInstance.ephemeral() as whole, dg.DagsterInstance.ephemeral() as growing:
        done = shop.run(whole)
        logs = whole.all_logs(done.run_id)
        growing.add_run(dg.DagsterRun("__ephemeral_asset_job__", run_id=done.run_id))
        clients = {
            name: LineageClient(f"file://{tmp_path}/{name}.jsonl", spool=tmp_path / f"{name}.spool")
            for name in ("whole", "parts")
        }
        export_lineage(whole, clients["whole"], None)
        cursor = None
        for part in (logs[:cut], logs[cut:]):
            for entry in part:
                growing.handle_new_event(entry)
            cursor = export_lineage(growing, clients["parts"], cursor).cursor
    parts, at_once = (list(read_lines(tmp_path / f"{n}.jsonl")) for n in ("parts", "whole"))
    assert parts == at_once


def test_a_dead_endpoint_fails_nothing_and_its_events_go_next_time(instance, tmp_path):
    got, alive = [], []

    def answer(request):
        if not alive:
            raise httpx.ConnectError("refused")
        got.append(json.loads(request.content))
        return httpx.Response(201)

    client = LineageClient(
        "http://marquez", spool=tmp_path / "spool", transport=httpx.MockTransport(answer)
    )
    first = shop.run(instance)
    assert "wait (ConnectError" in tick(instance, client).skip_reason.skip_message
    second = shop.run(instance)
    tick(instance, client)
    alive.append(True)
    tick(instance, client)
    runs = [e["run"]["runId"] for e in got if "parent" not in e["run"]["facets"]]
    assert runs == [first.run_id, first.run_id, second.run_id, second.run_id]


def test_a_full_spool_stops_the_cursor_so_that_nothing_is_lost(instance, tmp_path):
    alive, got = [], []

    def answer(request):
        if not alive:
            raise httpx.ConnectError("refused")
        got.append(request)
        return httpx.Response(200)

    client = LineageClient(
        "http://marquez", spool=tmp_path / "s", capacity=3, transport=httpx.MockTransport(answer)
    )
    shop.run(instance)
    assert "spool holds 3" in tick(instance, client).skip_reason.skip_message
    alive.append(True)
    tick(instance, client)
    assert len(got) == 10


def test_the_tick_is_capped_and_the_backlog_drains_over_ticks(instance, client):
    for _ in range(3):
        shop.run(instance)
    cursor, runs = None, []
    for _ in range(4):
        done = export_lineage(instance, client, cursor, max_runs=1)
        cursor = done.cursor
        runs.append((done.runs, done.more))
    assert runs == [(1, True), (1, True), (1, True), (0, False)]


def test_a_run_that_was_deleted_is_forgotten(instance, client):
    done = shop.run(instance)
    cursor = json.dumps({"seen": {}, "open": {"gone": 5}})
    told = export_lineage(instance, client, cursor)
    assert told.runs == 1
    assert json.loads(told.cursor)["open"] == {}
    assert done.success


@pytest.mark.parametrize("cursor", ["", "x", "[]", '{"seen": 1}', '{"open": {"a": "b"}}'])
def test_a_cursor_of_another_form_begins_anew(instance, client, cursor):
    shop.run(instance)
    assert export_lineage(instance, client, cursor).sent == 10


def test_the_command_goes_on_where_the_sensor_stopped(instance, client):
    shop.run(instance)
    tick(instance, client)
    assert export_lineage(instance, client, saved_cursor(instance, CURSOR)).sent == 0
