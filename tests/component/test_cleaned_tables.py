"""The cleaned tables as assets: days overwritten, rejected rows kept, checks that block."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import dagster as dg
import polars as pl
import pytest

from onedata_assets.defs.processing.promotion_week import promotion_week
from onedata_assets.defs.processing.sales_line import sales_line, sales_line_checks
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
    assert not told["column_values_to_be_unique__transaction_id"]
    assert told["column_values_to_not_be_null__sold_date"]
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
    assert rejected.metadata["dagster/partition_row_count"].value == 1


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
