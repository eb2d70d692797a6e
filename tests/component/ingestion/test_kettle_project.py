"""The demo's Kettle project: its assets, what Carte is asked, and how failures end."""

from datetime import date, datetime, timedelta
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from onedata_assets.lib.tables import contract_of
from onedata_resources.clients.carte_answers import StepCounts
from onedata_resources.clients.folders import Folders
from onedata_resources.errors import BadInputError, UnavailableError
from onedata_resources.kettle.problems import Problem
from tests.component.ingestion.projects import CLICKS, DAILY, JOBS, MASTER, assets_of, demo
from tests.fakes import FakeCarte, FakeLake

FOLDERS = Folders(files=Path("/files"), documents=Path("/d"), reports=Path("/r"))


def key(*path: str) -> dg.AssetKey:
    return dg.AssetKey(list(path))


def lake_with(assets: dg.AssetsDefinition, rows: int = 1) -> FakeLake:
    """Return a lake with every table of the assets, as Kettle would have left it."""
    return FakeLake({"/".join(key.path): table_of(key, rows) for key in assets.keys})


def table_of(key: dg.AssetKey, rows: int = 1) -> pl.DataFrame:
    """Return rows of a table's contract, one for each day from 2017-11-03."""
    contract = contract_of(key)
    day = date(2017, 11, 3)
    values = {
        "Int64": list(range(1, rows + 1)),
        "Float64": [1.0] * rows,
        "String": [f"text {number}" for number in range(rows)],
        "Date": [day + timedelta(number) for number in range(rows)],
        "Datetime": [
            datetime.combine(day + timedelta(n), datetime.min.time()) for n in range(rows)
        ],
        "Boolean": [True] * rows,
    }
    return pl.DataFrame({column.name: values[column.type] for column in contract.columns})


def run(assets: dg.AssetsDefinition, carte: FakeCarte, lake: FakeLake | None = None, **options):
    return dg.materialize(
        [assets],
        resources={"kettle": carte, "folders": FOLDERS, "lake": lake or lake_with(assets)},
        raise_on_error=False,
        **options,
    )


def days(first: str, last: str) -> dict[str, str]:
    return {
        "dagster/asset_partition_range_start": first,
        "dagster/asset_partition_range_end": last,
    }


def failure_of(result) -> str:
    event = [event for event in result.all_events if event.is_step_failure][-1]
    return event.step_failure_data.user_failure_data.description


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


def test_a_table_that_did_not_reach_the_lake_is_named():
    result = run(assets_of(DAILY), FakeCarte(), FakeLake(), **partition())
    assert "no table ods/transactions" in failure_of(result)


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


def test_a_job_that_failed_says_what_carte_complained_of_and_is_not_retried():
    carte = FakeCarte(complaint="read stores - ERROR : the database retail does not answer")
    result = run(assets_of(DAILY), carte, **partition())
    assert "the database retail does not answer" in failure_of(result)
    assert len(carte.calls) == 1
    assert not result.get_asset_materialization_events()


def partition() -> dict[str, object]:
    return {"partition_key": "2017-11-03"}


@pytest.mark.parametrize(
    ("kinds", "retried"),
    [(("unavailable",), True), (("storage_full",), False), (("unavailable", "bad_input"), False)],
)
def test_what_the_server_tells_decides_whether_to_retry_and_is_said_in_both_languages(
    monkeypatch, kinds, retried
):
    monkeypatch.setattr("onedata_assets.lib.kettle_facts.HEALING", dg.RetryPolicy(max_retries=1))
    problems = tuple(Problem("read.0", kind, f"en {kind}", f"zh {kind}") for kind in kinds)
    carte = FakeCarte(complaint="x - ERROR : only English", problems=problems)
    told = failure_of(run(assets_of(DAILY), carte, **partition()))
    english, chinese = told.split("Kettle 的 load_daily")
    assert f"read.0: en {kinds[0]}" in english
    assert f"read.0：zh {kinds[0]}" in chinese
    assert "only English" not in told
    assert "with 1 error;" in english
    assert len(carte.calls) == 1 + retried


def test_a_missing_source_folder_names_the_setting_behind_it(monkeypatch):
    at_once = dg.RetryPolicy(max_retries=0)
    monkeypatch.setattr("onedata_assets.lib.kettle_facts.HEALING", at_once)
    missing = Problem("in.0", "unavailable", "no folder (written ${FILES_DIR}/clicks)", "没有目录")
    carte = FakeCarte(complaint="x - ERROR", problems=(missing,))
    told = failure_of(run(assets_of(CLICKS), carte, tags=days("2017-11-03", "2017-11-03")))
    assert "RETAIL_FILES_DIR sets FILES_DIR." in told
    assert "FILES_DIR 由 RETAIL_FILES_DIR 配置。" in told


def test_carte_away_can_heal_so_the_step_is_retried(monkeypatch):
    at_once = dg.RetryPolicy(max_retries=2)  # the real policy pauses between attempts
    monkeypatch.setattr("onedata_assets.lib.kettle_facts.HEALING", at_once)
    carte = FakeCarte(error=UnavailableError("Carte is away", "Carte 无响应"))
    result = run(assets_of(CLICKS), carte, **partition())
    assert not result.success
    assert "Carte is away" in failure_of(result)
    assert len(carte.calls) == 3


def test_a_wrong_password_is_not_retried():
    carte = FakeCarte(error=BadInputError("login refused", "拒绝登录"))
    result = run(assets_of(CLICKS), carte, **partition())
    assert "login refused" in failure_of(result)
    assert len(carte.calls) == 1
