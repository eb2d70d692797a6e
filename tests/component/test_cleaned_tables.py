"""The cleaned tables as assets: days overwritten, rejected rows kept, checks that block."""

from datetime import date
from types import SimpleNamespace

import dagster as dg
import polars as pl
import pytest

from onedata_assets.defs.processing.promotion_week import promotion_week
from onedata_assets.defs.processing.sales_line import sales_line
from onedata_assets.lib.tables import contract_of
from onedata_resources.clients.lake import LakeClient
from tests.component.cleaning import KEYS, checks, run, transactions


@pytest.fixture
def lake(tmp_path):
    return LakeClient(str(tmp_path / "lake"))


def sold(lake):
    frame = lake.scan(["dwd", "sales_line"]).sort("sold_date").collect()
    return frame["sales_usd"].to_list()


def test_a_run_overwrites_exactly_its_days_and_repeating_it_changes_nothing(lake):
    lake.write(["ods", "transactions"], transactions())
    assert run(lake).success
    lake.write(["ods", "transactions"], transactions((10.0, 20.0, 30.0)))
    for _ in range(2):
        assert run(lake, date(2017, 1, 2), date(2017, 1, 2)).success
        assert sold(lake) == [1.0, 20.0, 3.0]


def test_rejected_rows_are_kept_with_their_reason_and_nothing_is_lost(lake):
    lake.write(["ods", "transactions"], transactions((1.0, -2.0, 3.0)))
    result = run(lake)
    rejected = lake.scan(["dwd", "sales_line__rejected"]).collect()
    assert rejected["reject_code"].to_list() == ["amount_negative"]
    assert " / " in rejected["reject_reason"][0]
    assert sold(lake) == [1.0, 3.0]
    assert checks(result)["every_input_row_is_accepted_or_rejected"]


def test_rows_mended_at_the_source_leave_the_rejected_table(lake):
    lake.write(["ods", "transactions"], transactions((1.0, -2.0, 3.0)))
    run(lake)
    lake.write(["ods", "transactions"], transactions())
    run(lake, date(2017, 1, 2), date(2017, 1, 2))
    assert lake.scan(["dwd", "sales_line__rejected"]).collect().is_empty()
    assert sold(lake) == [1.0, 2.0, 3.0]


def test_a_repeated_id_fails_the_blocking_check_of_the_contract(lake):
    twice = pl.concat([transactions(), transactions()])
    lake.write(["ods", "transactions"], twice)
    result = run(lake)
    told = checks(result)
    assert not told["rows_fit_the_contract"]
    assert told["column_values_to_not_be_null__sold_date"]
    assert not result.success


def test_each_day_of_a_run_tells_its_own_rows_and_a_day_without_rows_tells_none(lake):
    twice = pl.concat([transactions((1.0, -1.0, 3.0)), transactions((4.0,), first_id=9)])
    lake.write(["ods", "transactions"], twice)
    told = {
        event.materialization.partition: event.materialization.metadata
        for event in run(lake).get_asset_materialization_events()
        if event.asset_key.path[-1] == "sales_line"
    }
    rows = {day: metadata["dagster/partition_row_count"].value for day, metadata in told.items()}
    assert rows == {"2017-01-01": 2, "2017-01-02": 0, "2017-01-03": 1}


def test_the_schema_shown_is_that_of_the_written_table(lake):
    narrow = transactions().with_columns(pl.lit(1, pl.Int32).alias("quantity"))
    lake.write(["ods", "transactions"], narrow)
    [made, *_] = run(lake).get_asset_materialization_events()
    columns = made.materialization.metadata["dagster/column_schema"].value.columns
    assert {c.name: c.type for c in columns}["quantity"] == "Int32"
    assert all(column.description for column in columns)


def test_another_type_than_the_contracts_fails_the_blocking_check(lake):
    narrow = transactions().with_columns(pl.lit(1, pl.Int32).alias("quantity"))
    lake.write(["ods", "transactions"], narrow)
    result = run(lake)
    [told] = [c for c in result.get_asset_check_evaluations() if not c.passed]
    assert told.check_name == "rows_fit_the_contract"
    assert "column quantity is Int32, declared Int64" in told.description
    assert not result.success


def test_a_day_that_is_mostly_rejected_warns_and_blocks_nothing(lake):
    lake.write(["ods", "transactions"], transactions((1.0, -2.0, 3.0)))
    result = run(lake)
    [told] = [c for c in result.get_asset_check_evaluations() if not c.passed]
    assert (told.check_name, told.severity) == (
        "rejected_share_is_usual",
        dg.AssetCheckSeverity.WARN,
    )
    assert "2017-01-02: 1 of 1 rows were rejected (100%)" in told.description
    assert result.success


def test_a_wrong_rule_of_the_contract_stops_the_step_before_anything_is_written(lake, monkeypatch):
    lake.write(["ods", "transactions"], transactions())
    assert run(lake).success
    before = lake.table(["dwd", "sales_line"]).version()
    contract = contract_of(dg.AssetKey(["dwd", "sales_line"]))
    rules = [rule.model_copy(update={"when": "sales_uds < 0"}) for rule in contract.reject]
    wrong = contract.model_copy(update={"reject": rules})
    monkeypatch.setattr("onedata_assets.lib.splits.contract_of", lambda _: wrong)
    [failure] = [event for event in run(lake).all_events if event.is_step_failure]
    told = failure.step_failure_data.user_failure_data.description
    assert "the rows have no column sales_uds; near names: sales_usd" in told
    assert "没有字段 sales_uds" in told
    assert lake.table(["dwd", "sales_line"]).version() == before


def test_the_rejected_rows_alone_can_be_asked_for(lake):
    lake.write(["ods", "transactions"], transactions((1.0, -2.0, 3.0)))
    result = dg.materialize([sales_line], selection=KEYS[1:], resources={"lake": lake})
    made = [e.asset_key.to_user_string() for e in result.get_asset_materialization_events()]
    assert made == KEYS[1:]


def test_a_run_of_the_table_alone_tells_the_rejected_rows_that_it_wrote(lake):
    lake.write(["ods", "transactions"], transactions((1.0, -2.0, 3.0)))
    result = run(lake, selection=KEYS[:1])
    told = [
        event.step_materialization_data.materialization
        for event in result.all_events
        if event.event_type is dg.DagsterEventType.ASSET_MATERIALIZATION
    ]
    [rejected] = [one for one in told if one.asset_key.to_user_string() == KEYS[1]]
    assert rejected.partition is None
    assert rejected.metadata["rows_written"].value == 1


def test_a_source_that_was_not_landed_is_named(lake):
    [failure] = [event for event in run(lake).all_events if event.is_step_failure]
    assert "the lake has no table ods/transactions" in str(failure.event_specific_data)


def test_a_missing_promotions_file_says_which_setting_to_correct(lake, tmp_path):
    folders = SimpleNamespace(files=tmp_path)
    result = dg.materialize(
        [promotion_week], resources={"lake": lake, "folders": folders}, raise_on_error=False
    )
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert "RETAIL_FILES_DIR" in str(failure.event_specific_data)
