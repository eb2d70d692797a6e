"""Writing and reading the lake: versions, partitions and appending."""

import polars as pl
import pytest

from onedata_resources.clients.lake import LakeClient
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output
from tests.unit.kettle.tables import lake_output


@pytest.fixture
def lake(tmp_path):
    return LakeClient(str(tmp_path / "lake"))


def day(text: str) -> list[str]:
    return [text, text]


DAYS = {"d": "Date:yyyy-MM-dd", "t": "String"}


def days(lake) -> list[str]:
    return sorted(lake.scan(["ods", "t"]).collect()["t"].to_list())


def test_truncate_replaces_the_lake_table_in_one_version(lake):
    for rows in (["2024-01-01", "2024-01-02"], ["2024-01-03"]):
        done = run(ktr(grid("g", DAYS, [day(each) for each in rows]), lake_output()), lake=lake)
        assert done.status == "Finished", done.log.text()
        assert days(lake) == rows
    assert [each.version for each in lake.history(["ods", "t"])] == [1, 0]


def test_a_partition_replaces_only_its_days(lake):
    first = ["2024-01-01", "2024-01-02", "2024-01-03"]
    run(ktr(grid("g", DAYS, [day(each) for each in first]), lake_output()), lake=lake)
    variables = {
        "LAKE_PARTITION_COLUMN": "d",
        "LAKE_PARTITION_FROM": "2024-01-02",
        "LAKE_PARTITION_TO": "2024-01-03",
    }
    for _ in range(2):
        rows = [["2024-01-02", "new"]]
        done = run(ktr(grid("g", DAYS, rows), lake_output()), lake=lake, variables=variables)
        assert done.status == "Finished", done.log.text()
        assert days(lake) == ["2024-01-01", "2024-01-03", "new"]


def test_a_partition_of_named_values_replaces_only_their_rows(lake):
    fields, names = {"d": "String", "t": "String"}, ["a", "it's", "c"]
    run(ktr(grid("g", fields, [day(each) for each in names]), lake_output()), lake=lake)
    variables = {"LAKE_PARTITION_COLUMN": "d", "LAKE_PARTITION_VALUES": '["it\'s"]'}
    for _ in range(2):
        rows = [["it's", "new"]]
        done = run(ktr(grid("g", fields, rows), lake_output()), lake=lake, variables=variables)
        assert done.status == "Finished", done.log.text()
        assert days(lake) == ["a", "c", "new"]


def test_rows_outside_the_partition_fail_and_change_nothing(lake):
    run(ktr(grid("g", DAYS, [day("2024-01-01")]), lake_output()), lake=lake)
    variables = {
        "LAKE_PARTITION_COLUMN": "d",
        "LAKE_PARTITION_FROM": "2024-01-02",
        "LAKE_PARTITION_TO": "2024-01-03",
    }
    rows = [day("2024-01-05")]
    done = run(ktr(grid("g", DAYS, rows), lake_output()), lake=lake, variables=variables)
    assert done.status == "Finished (with errors)"
    assert metrics(done, "out").errors == 1
    assert days(lake) == ["2024-01-01"]


def test_appending_adds_once_per_run(lake):
    for token in ("one", "one", "two"):
        xml = ktr(grid("g", DAYS, [day("2024-01-01")]), lake_output("<truncate>N</truncate>"))
        done = run(xml, lake=lake, variables={"LAKE_APPEND_TOKEN": token})
        assert done.status == "Finished", done.log.text()
    assert days(lake) == ["2024-01-01"] * 2


def test_a_failed_run_leaves_the_previous_version(lake):
    run(ktr(grid("g", DAYS, [day("2024-01-01")]), lake_output()), lake=lake)
    bad = grid("g", {"s": "String"}, [["1"], ["x"]])
    meta = "<fields><meta><name>s</name><type>Integer</type></meta></fields>"
    done = run(ktr(bad, step("c", "SelectValues", meta), lake_output()), lake=lake)
    assert done.status == "Finished (with errors)"
    assert days(lake) == ["2024-01-01"]
    assert [each.version for each in lake.history(["ods", "t"])] == [0]


def test_no_rows_make_an_empty_table(lake):
    done = run(ktr(grid("g", DAYS, []), lake_output()), lake=lake)
    assert done.status == "Finished", done.log.text()
    assert lake.scan(["ods", "t"]).collect().shape == (0, 2)


def test_the_lake_can_be_read(lake, tmp_path):
    lake.write(["ods", "t"], pl.DataFrame({"a": [1, 2]}))
    source = step("in", "TableInput", "<connection>lake</connection><sql>select a from ods.t</sql>")
    run(ktr(source, text_output("o", tmp_path / "o")), lake=lake)
    assert sorted(rows_of(tmp_path / "o")) == ["1", "2"]
