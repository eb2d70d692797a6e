"""What the sales report reads, and how: tables at one version each, rejected rows, model errors."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import dagster as dg

from onedata_assets.lib.keys import Layer, System, table_key, thing_key
from onedata_assets.lib.tables import rejected_key
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl

    from onedata_assets.domain.analytics.figures import SalesTables
    from onedata_assets.domain.analytics.report import ModelError, TableRows, TableVersion

MODEL = thing_key(System.TRAINING, "model", "department_sales")
SALES_DAY = table_key(Layer.ADS, "sales_day")
DEPARTMENT_RANK = table_key(Layer.ADS, "department_rank")
DEPARTMENT_DAY = table_key(Layer.DWS, "department_day")
FORECAST = table_key(Layer.ADS, "department_sales_forecast")
CONVERSION_DAY = table_key(Layer.ADS, "conversion_day")
TABLES = {
    "sales_day": SALES_DAY,
    "department_rank": DEPARTMENT_RANK,
    "department_day": DEPARTMENT_DAY,
    "forecast": FORECAST,
    "conversion_day": CONVERSION_DAY,
}
SYNTHETIC = {CONVERSION_DAY}
"""Tables made from the synthetic click log."""
JUDGED = [
    table_key(Layer.ODS, "click_log"),
    table_key(Layer.ODS, "coupons"),
    table_key(Layer.DWD, "click"),
    table_key(Layer.DWD, "member"),
    table_key(Layer.DWD, "sales_line"),
]
"""Tables whose rejected rows are kept beside them."""
ERRORS = ("wape", "mase", "baseline_wape", "baseline_mase")


def read_tables(lake: LakeClient) -> tuple["SalesTables", tuple["TableVersion", ...]]:
    """Return the tables, each at one version, and which versions they were."""
    from onedata_assets.domain.analytics.figures import SalesTables
    from onedata_assets.domain.analytics.report import TableVersion

    frames: dict[str, pl.DataFrame] = {}
    versions = []
    for name, key in TABLES.items():
        version = lake.table(key.path).version()
        frames[name] = lake.scan(key.path, version).collect()
        table = "/".join(key.path)
        versions.append(TableVersion(table, version, frames[name].height, key in SYNTHETIC))
    return SalesTables(**frames), tuple(versions)


def rows_of_tables(lake: LakeClient) -> Iterator["TableRows"]:
    """Yield how many rows of each judged table were accepted, and rejected by code.

    A reason may name the place of the fault in its row, so the most frequent one stands for all.
    """
    import polars as pl

    from onedata_assets.domain.analytics.report import Rejected, TableRows

    for key in JUDGED:
        reasons = (
            lake.scan(rejected_key(key).path)
            .group_by("reject_code")
            .agg(pl.col("reject_reason").mode().min(), pl.len())
            .sort("len", "reject_code", descending=[True, False])
            .collect()
        )
        yield TableRows(
            "/".join(key.path),
            lake.scan(key.path).select(pl.len()).collect().item(),
            tuple(Rejected(*row) for row in reasons.iter_rows()),
        )


def newest_model_version(tables: "SalesTables") -> str:
    """Return the version of the model that made the newest forecast.

    Raises:
        BadInputError: The forecast is empty.
    """
    newest = tables.forecast.sort("issued_on")
    if newest.is_empty():
        raise BadInputError(
            f"{'/'.join(FORECAST.path)} is empty: materialize it, then the report",
            f"{'/'.join(FORECAST.path)} 为空：请先物化预测表，再生成报告",
        )
    return str(newest["model_version"][-1])


def model_error(instance: dg.DagsterInstance, version: str) -> "ModelError | None":
    """Return the backtest errors of a model's version; None where its training is not on record."""
    from onedata_assets.domain.analytics.report import ModelError

    for record in instance.fetch_materializations(MODEL, limit=50).records:
        event = record.asset_materialization
        told = {name: value.value for name, value in (event.metadata if event else {}).items()}
        errors = {name: value for name, value in told.items() if isinstance(value, float)}
        if str(told.get("version")) == version and errors.keys() >= set(ERRORS):
            return ModelError(
                MODEL.path[-1],
                version,
                *(errors[name] for name in ERRORS),
                interval_coverage=errors.get("interval_coverage"),
            )
    return None
