"""The OpenLineage sensor on a real instance with real runs."""

import json

import dagster as dg
import httpx
import pytest

from onedata_assets.defs.operations.lineage import openlineage_sensor
from onedata_assets.lib.lineage_export import CURSOR, export_lineage
from onedata_assets.lib.run_events import saved_cursor
from onedata_resources.clients.jsonl import read_lines
from onedata_resources.clients.lineage import LineageClient
from tests.component.operations import shop
from tests.unit.operations.openlineage_rules import assert_valid


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def client(tmp_path):
    return LineageClient(f"file://{tmp_path}/events.jsonl", spool=tmp_path / "unsent.jsonl")


def tick(instance, client) -> dg.SensorResult:
    context = dg.build_sensor_context(instance=instance, resources={"lineage_events": client})
    return openlineage_sensor(context)


def events(tmp_path):
    return list(read_lines(tmp_path / "events.jsonl"))


def of_work(told, work, state="COMPLETE"):
    return [e for e in told if e["job"]["name"] == work and e["eventType"] == state]


def tables(datasets):
    return [dataset["name"].rpartition("/lake/")[2] for dataset in datasets]


@pytest.mark.row("S65", "S03")
def test_a_run_is_told_in_valid_events_from_start_to_end(instance, client, tmp_path):
    done = shop.run(instance)
    tick(instance, client)
    told = events(tmp_path)
    for event in told:
        assert_valid(event)
    of_run = [e for e in told if e["run"]["runId"] == done.run_id]
    assert [e["eventType"] for e in of_run] == ["START", "COMPLETE"]
    assert told[0] is of_run[0]
    assert told[-1] is of_run[-1]


def test_a_table_is_told_with_its_input_columns_rows_and_version(instance, client, tmp_path):
    shop.run(instance)
    tick(instance, client)
    [event] = of_work(events(tmp_path), "ods__orders")
    [output] = event["outputs"]
    assert output["name"].endswith("/lake/ods/orders")
    assert output["facets"]["schema"]["fields"][0]["description"] == "主键 / key"
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == 3
    assert output["facets"]["version"]["datasetVersion"] == "4"
    assert [source["name"] for source in event["inputs"]] == ["transactions"]


@pytest.mark.parametrize(("one_write", "rows"), [(False, 11), (True, 5)])
def test_partitions_written_by_one_step_are_one_dataset(
    instance, client, tmp_path, one_write, rows
):
    shop.run_partitions(instance, one_write=one_write)
    tick(instance, client)
    [event] = of_work(events(tmp_path), "dwd__sales")
    [output] = event["outputs"]
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == rows
    [source] = output["facets"]["columnLineage"]["fields"]["order_id"]["inputFields"]
    assert (source["name"].rpartition("/lake/")[2], source["field"]) == ("ods/orders", "id")


def test_a_failed_check_is_told_as_an_assertion(instance, client, tmp_path):
    shop.run(instance, check_holds=False)
    tick(instance, client)
    [event] = of_work(events(tmp_path), "ods__orders_order_ids_are_unique")
    [source] = event["inputs"]
    [told] = source["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert (told["success"], told["severity"], told["column"]) == (False, "error", "id")


def test_a_check_by_the_writing_step_is_a_job_of_its_own_so_that_no_table_reads_itself(
    instance, client, tmp_path
):
    shop.run_judged(instance)
    tick(instance, client)
    told = events(tmp_path)
    for event in told:
        assert_valid(event)
    [written] = of_work(told, "judged.dwd.judged")
    assert tables(written["inputs"]) == ["ods/orders"]
    [checked] = of_work(told, "judged.dwd.judged.checks")
    [source] = checked["inputs"]
    [assertion] = source["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert assertion["description"] == "rows = 3, share = 0.5"


def test_each_table_of_a_step_is_told_with_its_own_inputs(instance, client, tmp_path):
    shop.run_models(instance)
    tick(instance, client)
    told = events(tmp_path)
    work = {
        e["job"]["name"]: (sorted(tables(e["inputs"])), tables(e["outputs"]))
        for e in told
        if e["eventType"] == "COMPLETE" and e["job"]["facets"]["jobType"]["jobType"] == "STEP"
    }
    assert work == {
        "models.dim.product": (["ods/products"], ["dim/product"]),
        "models.dws.clicks": (["dwd/click"], ["dws/clicks"]),
        "models.ads.share": (["dim/product", "dws/clicks"], ["ads/share"]),
    }
    keys = [(e["run"]["runId"], e["eventType"]) for e in told]
    assert len(keys) == len(set(keys)) == 8


def test_each_table_of_a_step_that_failed_is_told_as_failed(instance, client, tmp_path):
    shop.run_models(instance, fails=True)
    tick(instance, client)
    ends = {e["job"]["name"]: e for e in events(tmp_path) if e["eventType"] == "FAIL"}
    assert ends.keys() == {"assets", "models.dim.product", "models.dws.clicks", "models.ads.share"}
    assert tables(ends["models.dim.product"]["outputs"]) == ["dim/product"]
    assert ends["models.ads.share"]["outputs"] == []


def test_a_step_is_the_same_job_in_a_job_of_its_own_and_in_a_run_of_assets(
    instance, client, tmp_path
):
    shop.run_models(instance, job="nightly_job")
    shop.run_models(instance, only=["dim", "product"])
    tick(instance, client)
    told = events(tmp_path)
    assert len(of_work(told, "models.dim.product")) == 2
    runs = {e["job"]["name"] for e in told if e["job"]["facets"]["jobType"]["jobType"] == "JOB"}
    assert runs == {"nightly_job", "assets"}


def test_a_step_that_makes_no_asset_is_named_by_its_job(instance, client, tmp_path):
    """Two jobs may call different ops by one name."""
    shop.run_sweep(instance)
    tick(instance, client)
    assert len(of_work(events(tmp_path), "sweep_job.sweep")) == 1


def test_a_failed_step_is_told_with_its_error(instance, client, tmp_path):
    shop.run(instance, fails=True)
    tick(instance, client)
    [event] = of_work(events(tmp_path), "ads__board", "FAIL")
    assert event["run"]["facets"]["errorMessage"]["message"] == (
        "the <b>board</b> broke\n看板</script>坏了"
    )
    assert events(tmp_path)[-1]["eventType"] == "FAIL"


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
