"""The cleaned tables as assets: days overwritten, rejected rows kept, checks that block."""

# ruff: noqa: DTZ001 (the sources give local times without a zone)
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import dagster as dg
import polars as pl
import pytest

from onedata_assets.defs.processing.click import click, click_checks
from onedata_assets.defs.processing.promotion_week import promotion_week
from onedata_assets.defs.processing.sales_line import sales_line, sales_line_checks
from onedata_assets.lib.tables import contract_of
from onedata_resources.clients.lake import LakeClient

KEYS = ["dwd/sales_line", "dwd/sales_line__rejected"]
FIRST = date(2017, 1, 1)


@pytest.fixture
def lake(tmp_path):
    return LakeClient(str(tmp_path / "lake"))


def transactions(values=(1.0, 2.0, 3.0), first_id=1):
    days = [datetime.combine(FIRST + timedelta(n), datetime.min.time()) for n in range(len(values))]
    return pl.DataFrame(
        {
            "transaction_id": range(first_id, first_id + len(values)),
            "transaction_timestamp": [day + timedelta(hours=9) for day in days],
            "sold_date": days,
            "sales_value": list(values),
        }
    ).with_columns(
        *(pl.lit(1, pl.Int64).alias(n) for n in ("household_id", "store_id", "basket_id")),
        *(pl.lit(1, pl.Int64).alias(n) for n in ("product_id", "quantity")),
        *(pl.lit(0.0).alias(n) for n in ("retail_disc", "coupon_disc", "coupon_match_disc")),
    )


def run(lake, first=FIRST, last=date(2017, 1, 3), selection=KEYS):
    return dg.materialize(
        [sales_line, sales_line_checks],
        selection=selection,
        resources={"lake": lake},
        tags={
            "dagster/asset_partition_range_start": first.isoformat(),
            "dagster/asset_partition_range_end": last.isoformat(),
        },
        raise_on_error=False,
    )


def sold(lake):
    frame = lake.scan(["dwd", "sales_line"]).sort("sold_date").collect()
    return frame["sales_usd"].to_list()


def checks(result):
    return {c.check_name: c.passed for c in result.get_asset_check_evaluations()}


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


def log(lake, *events):
    """Write a click log: event, household and day of November of each line."""
    rows = [
        {
            "event_id": event,
            "session_id": "s",
            "household_id": household,
            "event_type": "page_view",
            "event_at": datetime(2017, 11, day, 10),
            "page": "/",
            "device": "web",
            "product_id": None,
            "basket_id": None,
            "order_value_usd": None,
            "log_date": datetime(2017, 11, day),
            "log_file": f"2017-11-{day:02}.jsonl",
            "line_number": number,
        }
        for number, (event, household, day) in enumerate(events, start=1)
    ]
    nulls = {"product_id": pl.Int64, "basket_id": pl.Int64, "order_value_usd": pl.Float64}
    lake.write(["ods", "click_log"], pl.DataFrame(rows, schema_overrides=nulls))


def clicked(lake, first, last):
    return dg.materialize(
        [click, click_checks],
        resources={"lake": lake},
        tags={
            "dagster/asset_partition_range_start": f"2017-11-{first:02}",
            "dagster/asset_partition_range_end": f"2017-11-{last:02}",
        },
        raise_on_error=False,
    )


def test_clicks_end_in_the_same_table_however_their_days_are_batched(tmp_path):
    tables = []
    for number, batches in enumerate([[(3, 4)], [(3, 3), (4, 4)], [(4, 4), (3, 3)]]):
        lake = LakeClient(str(tmp_path / str(number)))
        log(lake, ("e1", 1, 3), ("e1", 1, 3), ("e1", 1, 4), ("e2", 2, 4))
        for batch in batches:
            assert clicked(lake, *batch).success
        tables.append(
            [
                lake.scan(["dwd", name]).sort("click_date", "event_id").collect()
                for name in ("click", "click__rejected")
            ]
        )
    assert [(found[0].height, found[1].height) for found in tables] == [(3, 1)] * 3
    for accepted, rejected in tables[1:]:
        assert accepted.equals(tables[0][0])
        assert rejected.equals(tables[0][1])


def test_an_empty_day_among_full_ones_is_a_warning(lake):
    log(lake, ("e1", 1, 3), ("e2", 1, 5))
    result = clicked(lake, 3, 6)
    [told] = [c for c in result.get_asset_check_evaluations() if not c.passed]
    assert (told.check_name, told.severity) == (
        "days_have_their_usual_rows",
        dg.AssetCheckSeverity.WARN,
    )
    assert "2017-11-04 (0), 2017-11-06 (0)" in told.description
    assert result.success


def test_an_empty_log_does_not_pass(lake):
    log(lake, ("e1", 1, 20))
    result = clicked(lake, 3, 4)
    assert not checks(result)["rows_fit_the_contract"]
    assert not result.success


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
