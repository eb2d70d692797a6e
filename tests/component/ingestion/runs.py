"""Runs of the demo's Kettle assets on a fake Carte and lake, and what came of them."""

from datetime import date, datetime, timedelta
from pathlib import Path

import dagster as dg
import polars as pl

from onedata_assets.lib.tables import contract_of
from onedata_resources.clients.folders import Folders
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


def partition() -> dict[str, object]:
    return {"partition_key": "2017-11-03"}
