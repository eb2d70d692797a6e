"""The demo's Kettle project: its assets, what Carte is asked, and what the checks find."""

import dagster as dg
import polars as pl
import pytest

from onedata_assets.lib.tables import contract_of
from onedata_resources.clients.carte_answers import StepCounts
from tests.component.ingestion.projects import CLICKS, DAILY, JOBS, MASTER, assets_of, demo
from tests.component.ingestion.runs import days, key, run, table_of
from tests.fakes import FakeCarte, FakeLake


@pytest.mark.row("S01", "S28", "S63")
def test_tables_written_are_the_assets_and_tables_read_their_deps():
    assets = assets_of(DAILY)
    assert assets.keys == {key("ods", "transactions")}
    [spec] = assets.specs
    assert {dep.asset_key for dep in spec.deps} == {key("retail", "transactions")}


def test_files_read_are_deps_by_the_yaml_and_both_tables_of_the_log_are_assets():
    assets = assets_of(CLICKS)
    assert assets.keys == {key("ods", "click_log"), key("ods", "click_log__rejected")}
    for spec in assets.specs:
        assert {dep.asset_key for dep in spec.deps} == {key("retail_files", "clicks")}


@pytest.mark.row("S65")
def test_column_lineage_is_that_of_the_xml():
    [spec] = assets_of(DAILY).specs
    lineage = spec.metadata["dagster/column_lineage"].deps_by_column
    [dep] = lineage["sales_value"]
    assert (dep.asset_key, dep.column_name) == (key("retail", "transactions"), "sales_value")
    [day] = lineage["sold_date"]
    assert day.column_name == "transaction_timestamp"


def test_every_column_of_every_contract_is_written_and_no_other():
    for unit, _ in demo().read(JOBS).values():
        for table in unit.tables:
            declared = [column.name for column in contract_of(table.key).columns]
            assert sorted(table.columns) == sorted(declared), table.key


def test_a_run_of_days_is_one_job_with_the_window_as_parameters():
    carte = FakeCarte()
    result = run(assets_of(CLICKS), carte, tags=days("2017-11-03", "2017-11-05"))
    assert result.success
    [call] = carte.calls
    assert (call.kind, call.file) == ("job", "load_clicks.kjb")
    assert call.parameters == {
        "FROM_DAY": "2017-11-03",
        "TO_DAY": "2017-11-05",
        "DAYS_PATTERN": "2017-11-03|2017-11-04|2017-11-05",
        "FILES_DIR": "/files",
    }
    assert call.variables == {
        "LAKE_PARTITION_COLUMN": "log_date",
        "LAKE_PARTITION_FROM": "2017-11-03",
        "LAKE_PARTITION_TO": "2017-11-06",
    }


STEPS = (
    StepCounts("lines of the log", input=5, transformation="load_click_log"),
    StepCounts("parse JSON", read=5, input=5, transformation="load_click_log"),
    StepCounts("write ods.click_log", output=2, transformation="load_click_log"),
    StepCounts("write ods.click_log", copy=1, output=1, transformation="load_click_log"),
    StepCounts("write ods.click_log__rejected", output=2, transformation="load_click_log"),
    StepCounts("write ods.click_log", output=999, transformation="another"),
)


def click_tables(accepted: int = 3, rejected: int = 2) -> FakeLake:
    names = {"click_log": accepted, "click_log__rejected": rejected}
    return FakeLake({f"ods/{name}": table_of(key("ods", name), n) for name, n in names.items()})


def test_every_day_of_the_window_tells_its_own_rows_with_schema_and_lineage():
    result = run(
        assets_of(CLICKS), FakeCarte(STEPS), click_tables(), tags=days("2017-11-03", "2017-11-06")
    )
    assert result.success
    made = [event.materialization for event in result.get_asset_materialization_events()]
    rows = {
        (each.asset_key.path[-1], each.partition): each.metadata[
            "dagster/partition_row_count"
        ].value
        for each in made
    }
    names = [f"2017-11-0{day}" for day in range(3, 7)]
    assert rows == {
        **{("click_log", day): rows for day, rows in zip(names, (1, 1, 1, 0), strict=True)},
        **{("click_log__rejected", day): n for day, n in zip(names, (1, 1, 0, 0), strict=True)},
    }
    assert {each.metadata["rows_written"].value for each in made} == {3, 2}
    for each in made:
        assert {"dagster/column_schema", "dagster/column_lineage", "kettle_steps"} <= set(
            each.metadata
        )


def checks_of(result) -> dict[str, bool]:
    return {
        f"{c.asset_key.path[-1]}: {c.check_name}": c.passed
        for c in result.get_asset_check_evaluations()
    }


def test_rows_of_the_source_that_reach_neither_table_stop_what_is_downstream():
    window = days("2017-11-03", "2017-11-06")
    whole = run(assets_of(CLICKS), FakeCarte(STEPS), click_tables(), tags=window)
    lost = run(assets_of(CLICKS), FakeCarte(STEPS), click_tables(accepted=2), tags=window)
    balance = "click_log: rows_read_are_written_or_rejected"
    assert checks_of(whole)[balance]
    assert not checks_of(lost)[balance]
    assert not lost.success


def test_a_server_that_tells_no_counters_is_a_warning_not_a_balance():
    window = days("2017-11-03", "2017-11-06")
    result = run(assets_of(CLICKS), FakeCarte(), click_tables(), tags=window)
    [told] = [c for c in result.get_asset_check_evaluations() if "read" in c.check_name]
    assert (told.passed, told.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert result.success


def test_a_loaded_table_that_is_not_as_its_contract_says_stops_what_is_downstream():
    lake = click_tables()
    text = pl.col("household_id").cast(pl.String)
    lake.tables["ods/click_log"] = lake.tables["ods/click_log"].with_columns(text)
    result = run(assets_of(CLICKS), FakeCarte(STEPS), lake, tags=days("2017-11-03", "2017-11-06"))
    [told] = [
        c
        for c in result.get_asset_check_evaluations()
        if c.check_name.startswith("rows_fit") and not c.passed
    ]
    assert "column household_id is String, declared Int64" in (told.description or "")
    columns = result.get_asset_materialization_events()[0].materialization.metadata[
        "dagster/column_schema"
    ].value.columns  # fmt: skip
    assert {column.name: column.type for column in columns}["household_id"] == "String"
    assert not result.success


def test_a_day_that_was_rejected_whole_is_a_warning():
    lake = click_tables(accepted=1, rejected=4)
    result = run(assets_of(CLICKS), FakeCarte(STEPS), lake, tags=days("2017-11-03", "2017-11-06"))
    assert not checks_of(result)["click_log: rejected_share_is_usual"]
    assert result.success


def test_checks_alone_are_asked_of_the_lake_without_running_kettle():
    carte, assets = FakeCarte(), assets_of(MASTER)
    check = dg.AssetCheckKey(key("ods", "stores"), "rows_fit_the_contract")
    result = run(assets, carte, selection=dg.AssetSelection.checks(check))
    assert checks_of(result) == {"stores: rows_fit_the_contract": True}
    assert carte.calls == []


def test_the_day_column_of_a_job_is_that_of_the_contracts_of_its_tables():
    for name, column in ((DAILY, "sold_date"), (CLICKS, "log_date")):
        assert {contract_of(table).day for table in assets_of(name).keys} == {column}


def test_a_selected_table_runs_only_its_transformation():
    carte = FakeCarte()
    assets = assets_of(MASTER)
    result = run(assets, carte, selection=[key("ods", "stores"), key("ods", "products")])
    assert result.success
    assert [(call.kind, call.file) for call in carte.calls] == [
        ("trans", "load_stores.ktr"),
        ("trans", "load_products.ktr"),
    ]


def test_all_tables_run_the_job_itself():
    carte = FakeCarte()
    assert run(assets_of(MASTER), carte).success
    assert [(call.kind, call.file) for call in carte.calls] == [("job", "load_master.kjb")]
