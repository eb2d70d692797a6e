"""What the OpenLineage sensor tells of real runs on a real instance."""

import pytest

from tests.component.operations import shop
from tests.component.operations.lineage_sensor import events, tick
from tests.unit.operations.openlineage_rules import assert_valid


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
