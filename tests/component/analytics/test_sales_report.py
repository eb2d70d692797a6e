"""The report asset and its checks on a real lake in a folder."""

import shutil
from datetime import date
from time import perf_counter

import dagster as dg
import polars as pl
import pytest

from onedata_assets.defs.analytics import inputs
from onedata_assets.defs.analytics.conversion import conversion_has_not_fallen_sharply
from onedata_assets.defs.analytics.report import report_figures_match_the_tables, sales_report
from onedata_assets.domain.analytics.page import embedded_figures
from onedata_assets.lib.splits import rejected_key
from onedata_resources.clients.folders import Folders
from onedata_resources.clients.lake import LakeClient
from tests.unit.analytics.samples import tables

ERRORS = {"wape": 0.14, "mase": 0.8, "baseline_wape": 0.19, "baseline_mase": 1.1}


@pytest.fixture
def lake(tmp_path):
    client = LakeClient(str(tmp_path / "lake"))
    for name, key in inputs.TABLES.items():
        client.write(key.path, getattr(tables(), name))
    for key in inputs.JUDGED:
        client.write(key.path, pl.DataFrame({"id": [1, 2, 3]}))
        reasons = {
            "reject_code": ["bad", "bad", "bad", "odd"],
            "reject_reason": ["坏 / bad", "坏 / bad at column 7", "坏 / bad", "怪 / odd"],
        }
        client.write(rejected_key(key).path, pl.DataFrame(reasons))
    return client


@pytest.fixture
def folders(tmp_path):
    return Folders(files=tmp_path, documents=tmp_path, reports=tmp_path / "reports" / "new")


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def make(lake, folders, instance, *, raise_on_error=True, run_config=None):
    return dg.materialize(
        [sales_report, report_figures_match_the_tables, conversion_has_not_fallen_sharply],
        instance=instance,
        resources={"lake": lake, "folders": folders},
        raise_on_error=raise_on_error,
        run_config=run_config,
        selection=dg.AssetSelection.assets(sales_report)
        | dg.AssetSelection.checks(report_figures_match_the_tables),
    )


def page(folders):
    return (folders.reports / "sales.html").read_text(encoding="utf-8")


@pytest.mark.row("S48", "S03")
def test_the_report_is_written_and_its_figures_are_those_of_the_tables(lake, folders, instance):
    done = make(lake, folders, instance)
    [evaluation] = done.get_asset_check_evaluations()
    assert evaluation.passed, evaluation.metadata
    assert embedded_figures(page(folders))["revenue"]["total_usd"] == 2466.2


def test_the_run_tells_where_the_report_is_and_what_it_was_made_of(lake, folders, instance):
    [event] = make(lake, folders, instance).asset_materializations_for_node(
        "analytics__report__sales"
    )
    told = {name: value.value for name, value in event.metadata.items()}
    assert told["report_path"] == str(folders.reports / "sales.html")
    assert told["bytes"] == len(page(folders).encode())
    assert (told["last_day"], told["total_usd"], told["falls"]) == ("2017-12-19", 2466.2, 1)
    assert told["version_of/ads/sales_day"] == 0


def test_the_error_shown_is_that_of_the_model_that_made_the_forecast(lake, folders, instance):
    for version, wape in (("3", 0.14), ("4", 0.55)):
        instance.report_runless_asset_event(
            dg.AssetMaterialization(
                inputs.MODEL, metadata={**ERRORS, "wape": wape, "version": version}
            )
        )
    make(lake, folders, instance)
    assert "14.00%" in page(folders)
    assert "55.00%" not in page(folders)


def test_without_a_training_on_record_the_report_says_so(lake, folders, instance):
    make(lake, folders, instance)
    assert "No model has been promoted yet" in page(folders)


def test_a_reason_that_a_step_left_out_is_still_counted(lake, folders, instance):
    nothing = pl.DataFrame({"reject_code": ["UNR001", None], "reject_reason": [None, None]})
    lake.write(rejected_key(inputs.JUDGED[0]).path, nothing.cast(pl.String))
    make(lake, folders, instance)
    assert "The row repeats the one before it" in page(folders)
    told = next(iter(inputs.rows_of_tables(lake)))
    assert [(reason.code, reason.rows) for reason in told.rejected] == [("", 1), ("UNR001", 1)]


def test_rejected_rows_are_counted_by_code_with_their_most_frequent_reason(lake):
    told = list(inputs.rows_of_tables(lake))
    assert {table.table for table in told} == {"/".join(key.path) for key in inputs.JUDGED}
    assert [(reason.code, reason.reason, reason.rows) for reason in told[0].rejected] == [
        ("bad", "坏 / bad", 3),
        ("odd", "怪 / odd", 1),
    ]


@pytest.mark.row("S55")
def test_a_second_run_replaces_the_file_and_leaves_no_other(lake, folders, instance):
    make(lake, folders, instance)
    lake.write(inputs.SALES_DAY.path, tables().sales_day.sort("sold_date").head(5))
    make(lake, folders, instance)
    assert len(embedded_figures(page(folders))["revenue"]["dates"]) == 4
    assert [file.name for file in folders.reports.iterdir()] == ["sales.html"]


@pytest.mark.row("S55")
def test_a_page_older_than_its_tables_fails_the_check(lake, folders, instance):
    make(lake, folders, instance)
    lake.write(inputs.SALES_DAY.path, tables().sales_day.head(5))
    result = report_figures_match_the_tables(lake=lake, folders=folders)
    assert not result.passed
    assert "sales_usd" in result.description


@pytest.mark.parametrize("content", [None, "<html></html>"])
def test_a_missing_or_broken_page_fails_the_check(lake, folders, content):
    if content is not None:
        folders.reports.mkdir(parents=True)
        (folders.reports / "sales.html").write_text(content)
    assert not report_figures_match_the_tables(lake=lake, folders=folders).passed


def test_a_missing_table_is_named_and_the_old_report_stays(lake, folders, instance, tmp_path):
    make(lake, folders, instance)
    before = page(folders)
    (tmp_path / "lake" / "ads" / "sales_day").rename(tmp_path / "gone")
    done = make(lake, folders, instance, raise_on_error=False)
    [failure] = [e for e in done.all_events if e.is_step_failure]
    assert "ads/sales_day" in failure.step_failure_data.user_failure_data.description
    assert page(folders) == before


NOT_YET = {
    "There is no forecast yet": inputs.FORECAST,
    "There is no complete day of clicks yet": inputs.CONVERSION_DAY,
}


@pytest.mark.parametrize("told", NOT_YET)
def test_a_report_before_the_first_forecast_or_click_says_so(lake, folders, instance, told):
    shutil.rmtree(lake.location(NOT_YET[told].path))
    [evaluation] = make(lake, folders, instance).get_asset_check_evaluations()
    assert evaluation.passed, evaluation.metadata
    assert told in page(folders)
    assert "never made" in page(folders)


@pytest.mark.parametrize("told", NOT_YET)
def test_a_report_of_a_forecast_or_click_table_without_rows_says_so(lake, folders, instance, told):
    path = NOT_YET[told].path
    lake.write(path, lake.scan(path).collect().clear())
    [evaluation] = make(lake, folders, instance).get_asset_check_evaluations()
    assert evaluation.passed, evaluation.metadata
    assert told in page(folders)


def test_a_judged_table_that_was_never_made_is_told_as_such(lake, folders, instance, tmp_path):
    (tmp_path / "lake" / "dwd" / "click").rename(tmp_path / "gone")
    make(lake, folders, instance)
    assert "never made" in page(folders)


def test_the_days_left_out_are_those_of_the_runs_configuration(lake, folders, instance):
    config = {"ops": {"analytics__report__sales": {"config": {"incomplete_days": 3}}}}
    done = make(lake, folders, instance, run_config=config)
    [evaluation] = done.get_asset_check_evaluations()
    assert evaluation.passed, evaluation.metadata
    assert embedded_figures(page(folders))["revenue"]["dates"][-1] == "2017-12-17"


def test_a_reports_folder_that_cannot_be_written_is_named(lake, folders, instance, tmp_path):
    (tmp_path / "reports").write_text("a file, no folder")
    done = make(lake, folders, instance, raise_on_error=False)
    [failure] = [e for e in done.all_events if e.is_step_failure]
    assert "cannot write" in failure.step_failure_data.user_failure_data.description


@pytest.mark.row("S53", "S54")
def test_a_sharp_fall_of_conversion_warns_with_day_and_size(lake):
    result = conversion_has_not_fallen_sharply(lake=lake)
    assert not result.passed
    assert result.severity is dg.AssetCheckSeverity.WARN
    assert "2017-12-13 -50.0%" in result.description


def test_a_fall_on_a_day_that_may_still_fill_is_not_told(lake):
    days = tables().conversion_day.filter(pl.col("day") <= date(2017, 12, 13))
    lake.write(inputs.CONVERSION_DAY.path, days)
    assert conversion_has_not_fallen_sharply(lake=lake).passed


@pytest.mark.row("S54")
def test_report_watch_and_table_tell_the_same_change(lake, folders, instance):
    days = tables().conversion_day
    fell = pl.when(pl.col("day") == date(2017, 12, 13)).then(-43.254911).otherwise("change_pct")
    lake.write(inputs.CONVERSION_DAY.path, days.with_columns(change_pct=fell))
    make(lake, folders, instance)
    result = conversion_has_not_fallen_sharply(lake=lake)
    [fall] = embedded_figures(page(folders))["conversion"]["falls"]
    assert fall["change"] == result.metadata["change/2017-12-13"].value == -0.432549
    assert "2017-12-13 -43.3%" in result.description
    assert "conversion fell 43.3%" in page(folders)


def test_conversion_without_a_fall_passes(lake):
    days = tables().conversion_day.filter(pl.col("day") < date(2017, 12, 13))
    lake.write(inputs.CONVERSION_DAY.path, days)
    assert conversion_has_not_fallen_sharply(lake=lake).passed


def test_the_report_takes_seconds_not_minutes(lake, folders, instance):
    """A bound an order above what it takes: it guards against work that grows out of hand."""
    started = perf_counter()
    make(lake, folders, instance)
    assert perf_counter() - started < 30
