"""The cleaned clicks: the same table however its days are batched, and checks of empty days."""

# ruff: noqa: DTZ001 (the sources give local times without a zone)
from datetime import datetime

import dagster as dg
import polars as pl
import pytest

from onedata_assets.defs.processing.click import click, click_checks
from onedata_resources.clients.lake import LakeClient
from tests.component.cleaning import checks


@pytest.fixture
def lake(tmp_path):
    return LakeClient(str(tmp_path / "lake"))


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
