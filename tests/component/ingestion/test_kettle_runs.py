"""Runs of Kettle units: what a run may say, what is told of what was written, and rejected rows."""

import json
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from sqlalchemy import create_engine, text

from onedata_assets.lib.kettle_runs import RunLog
from onedata_resources.clients.carte_answers import StepCounts
from onedata_resources.clients.folders import Folders
from tests.component.ingestion.jobs import transformation
from tests.component.ingestion.projects import assets_of, component
from tests.fakes import FakeCarte, FakeLake

FOLDERS = Folders(files=Path("/files"), documents=Path("/d"), reports=Path("/r"))
ERRORS = """<step_error_handling><error><source_step>in</source_step><target_step>out</target_step>
<is_enabled>Y</is_enabled></error></step_error_handling></transformation>"""
STEPS = (
    StepCounts("in", input=9, rejected=2, transformation="a"),
    StepCounts("out", read=7, output=7, updated=1, transformation="a", seconds=0.5),
)


def assets(folder: Path, **facts: object) -> dg.AssetsDefinition:
    made = component({"project": str(folder), "defaults": facts})
    return assets_of("a", folder, made)


def run(made: dg.AssetsDefinition, carte: FakeCarte, lake: FakeLake, **options):
    return dg.materialize(
        [made], resources={"kettle": carte, "folders": FOLDERS, "lake": lake}, **options
    )


def stores() -> FakeLake:
    return FakeLake({"ods/shops": pl.DataFrame({"store_id": [1, 2], "area": ["n", "s"]})})


def metadata_of(result) -> dict:
    [event] = result.get_asset_materialization_events()
    return event.materialization.metadata


def test_parameters_of_the_run_win_over_those_of_the_yaml(tmp_path):
    transformation(tmp_path, "a", "shops")
    carte = FakeCarte(STEPS)
    made = assets(
        tmp_path, parameters={"MODE": "full", "X": "1"}, folders={"DIR": "files"}, log_level="Debug"
    )
    config = {"ops": {"kettle_a": {"config": {"parameters": {"MODE": "part"}}}}}
    assert run(made, carte, stores(), run_config=config).success
    assert run(made, carte, stores()).success
    assert [call.parameters for call in carte.calls] == [
        {"MODE": "part", "X": "1", "DIR": "/files"},
        {"MODE": "full", "X": "1", "DIR": "/files"},
    ]
    assert {call.log_level for call in carte.calls} == {"Debug"}


def test_the_log_level_of_the_run_wins(tmp_path):
    transformation(tmp_path, "a", "shops")
    carte = FakeCarte(STEPS)
    config = {"ops": {"kettle_a": {"config": {"log_level": "Rowlevel"}}}}
    assert run(assets(tmp_path), carte, stores(), run_config=config).success
    assert carte.calls[0].log_level == "Rowlevel"


@pytest.mark.row("S19")
def test_what_was_written_is_told_with_columns_types_and_counts(tmp_path):
    transformation(tmp_path, "a", "shops")
    told = metadata_of(run(assets(tmp_path), FakeCarte(STEPS), stores()))
    assert told["kettle/written"].value == {
        "connection": "lake",
        "schema": "ods",
        "table": "shops",
        "mode": "truncate",
        "columns": [{"name": "store_id", "type": "Int64"}, {"name": "area", "type": "String"}],
        "rows": {"written": 7, "updated": 1, "rejected": 0},
    }
    assert json.loads(json.dumps(told["kettle/written"].value))
    assert told["dagster/row_count"].value == 2
    assert "finished" in told["kettle_log"].value
    assert told["carte_id"].value == "id-1"


def test_steps_are_told_as_a_table_with_their_timing(tmp_path):
    transformation(tmp_path, "a", "shops")
    table = metadata_of(run(assets(tmp_path), FakeCarte(STEPS), stores()))["kettle_steps"]
    first, second = (record.data for record in table.records)
    assert (first["step"], first["input"], first["rejected"]) == ("in", 9, 2)
    assert (second["step"], second["output"], second["seconds"]) == ("out", 7, 0.5)


def test_a_table_elsewhere_is_read_back_without_its_rows(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'mart.db'}"
    with create_engine(url).begin() as connection:
        connection.execute(text("CREATE TABLE shops (store_id BIGINT, name VARCHAR(20))"))
    monkeypatch.setenv("KETTLE_CONNECTION_MART", url)
    name = transformation(tmp_path, "a", "shops", connection="mart")
    (tmp_path / name).write_text(
        (tmp_path / name).read_text().replace("<schema>ods</schema>", "<schema/>")
    )
    told = metadata_of(run(assets(tmp_path), FakeCarte(STEPS), FakeLake()))
    assert told["kettle/written"].value["columns"] == [
        {"name": "store_id", "type": "BIGINT"},
        {"name": "name", "type": "VARCHAR(20)"},
    ]
    assert told["dagster/row_count"].value == 7


def test_a_table_elsewhere_that_is_out_of_reach_tells_the_names_of_its_columns(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("KETTLE_CONNECTION_MART", f"sqlite:///{tmp_path / 'gone.db'}")
    transformation(tmp_path, "a", "shops", connection="mart")
    told = metadata_of(run(assets(tmp_path), FakeCarte(STEPS), FakeLake()))
    [column] = told["dagster/column_schema"].value.columns
    assert (column.name, column.type) == ("store_id", "unknown")


def rejecting(folder: Path) -> None:
    path = folder / transformation(folder, "a", "shops")
    path.write_text(path.read_text().replace("</transformation>", ERRORS))


@pytest.mark.parametrize(("allowed", "passed"), [(0, False), (1, False), (2, True)])
def test_rejected_rows_of_a_run_are_a_warning_with_their_number_and_steps(
    tmp_path, allowed, passed
):
    rejecting(tmp_path)
    made = assets(tmp_path, rejected_rows=allowed)
    result = run(made, FakeCarte(STEPS), stores())
    [check] = result.get_asset_check_evaluations()
    assert (check.check_name, check.passed) == ("rejected_rows_are_few", passed)
    assert check.severity is dg.AssetCheckSeverity.WARN
    assert check.metadata["rejected_rows"].value == 2
    assert check.metadata["steps"].value == {"in": 2}
    assert passed or "2 rows were rejected (allowed: 0) by in: 2" in check.description or allowed
    assert metadata_of(result)["kettle/written"].value["rows"]["rejected"] == 2


def test_rows_that_are_added_to_the_lake_are_added_once_a_run(tmp_path):
    path = tmp_path / transformation(tmp_path, "a", "shops")
    path.write_text(path.read_text().replace("<truncate>Y", "<truncate>N"))
    carte = FakeCarte(STEPS)
    result = run(assets(tmp_path), carte, stores())
    assert carte.calls[0].variables == {"LAKE_APPEND_TOKEN": result.run_id}
    assert metadata_of(result)["kettle/written"].value["mode"] == "append"


def test_a_static_partition_replaces_its_own_rows(tmp_path):
    transformation(tmp_path, "a", "shops")
    made = assets(
        tmp_path,
        partitions={
            "kind": "static",
            "keys": ["n", "s"],
            "column": "area",
            "parameters": {"AREA": "{key}"},
        },
    )
    carte = FakeCarte(STEPS)
    result = run(made, carte, stores(), partition_key="s")
    [call] = carte.calls
    assert call.parameters == {"AREA": "s"}
    assert call.variables == {
        "LAKE_PARTITION_COLUMN": "area",
        "LAKE_PARTITION_VALUES": '["s"]',
    }
    assert metadata_of(result)["dagster/partition_row_count"].value == 1


def test_a_partition_of_months_tells_the_rows_of_each_month(tmp_path):
    transformation(tmp_path, "a", "shops")
    days = pl.Series(["2024-01-05", "2024-01-31", "2024-02-01", "2024-03-01"]).str.to_date()
    lake = FakeLake({"ods/shops": pl.DataFrame({"sold": days})})
    made = assets(
        tmp_path,
        partitions={"kind": "monthly", "start": "2024-01-01", "column": "sold"},
    )
    carte = FakeCarte(STEPS)
    tags = {
        "dagster/asset_partition_range_start": "2024-01-01",
        "dagster/asset_partition_range_end": "2024-02-01",
    }
    result = run(made, carte, lake, tags=tags)
    told = {
        event.materialization.partition: event.materialization.metadata[
            "dagster/partition_row_count"
        ].value
        for event in result.get_asset_materialization_events()
    }
    assert told == {"2024-01-01": 2, "2024-02-01": 1}
    assert carte.calls[0].parameters["TO_DAY"] == "2024-02-29"


def test_the_log_is_told_as_it_comes_and_each_line_once(monkeypatch):
    now, told = [0.0], []
    monkeypatch.setattr("onedata_assets.lib.kettle_runs.time.monotonic", lambda: now[0])

    class Log:
        def info(self, message, *values):
            told.append((message % values).splitlines()[1:])

    log = RunLog(Log(), "a.ktr")  # pyright: ignore[reportArgumentType]
    for second, line in ((5.0, "one"), (5.5, "two"), (5.7, "three"), (6.1, "four"), (6.2, "five")):
        now[0] = second
        log.add(line)
        log.tick()
    log.flush()
    assert told == [["one"], ["two", "three", "four"], ["five"]]
