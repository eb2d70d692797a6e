"""What the sales report reads, and how: tables at one version each, rejected rows, model errors."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import dagster as dg

from onedata_assets.lib.keys import Layer, System, table_key, thing_key
from onedata_assets.lib.tables import rejected_key
from onedata_resources.clients.lake import LakeClient

if TYPE_CHECKING:
    from onedata_assets.domain.analytics.figures import SalesTables
    from onedata_assets.domain.analytics.report import ModelError, TableRows, TableVersion

MODEL = thing_key(System.TRAINING, "model", "department_sales")
SALES_DAY = table_key(Layer.ADS, "sales_day")
PRODUCT = table_key(Layer.DIM, "product")
DEPARTMENT_DAY = table_key(Layer.DWS, "department_day")
FORECAST = table_key(Layer.ADS, "department_sales_forecast")
CONVERSION_DAY = table_key(Layer.ADS, "conversion_day")
TABLES = {
    "sales_day": SALES_DAY,
    "department_day": DEPARTMENT_DAY,
    "product": PRODUCT,
    "forecast": FORECAST,
    "conversion_day": CONVERSION_DAY,
}
JUDGED = [
    table_key(Layer.ODS, "click_log"),
    table_key(Layer.ODS, "coupons"),
    table_key(Layer.DWD, "click"),
    table_key(Layer.DWD, "document"),
    table_key(Layer.DWD, "member"),
    table_key(Layer.DWD, "sales_line"),
]
"""Tables whose rejected rows are kept beside them."""
SYNTHETIC = {
    CONVERSION_DAY,
    table_key(Layer.ODS, "click_log"),
    table_key(Layer.DWD, "click"),
    table_key(Layer.DWD, "member"),
}
"""Tables made from the synthetic click log and members."""
ERRORS = ("wape", "mase", "baseline_wape", "baseline_mase")


def read_tables(lake: LakeClient) -> tuple["SalesTables", tuple["TableVersion", ...]]:
    """Return the tables, each at one version, and which versions they were.

    Forecasts and clicks may not have been made yet: they are then empty, at no version. Of products
    only the departments are read.
    """
    import polars as pl

    from onedata_assets.domain.analytics.figures import NO_CONVERSION, NO_FORECAST, SalesTables
    from onedata_assets.domain.analytics.report import TableVersion

    absent = {"forecast": NO_FORECAST, "conversion_day": NO_CONVERSION}
    frames: dict[str, pl.DataFrame] = {}
    versions = []
    for name, key in TABLES.items():
        table, synthetic = "/".join(key.path), key in SYNTHETIC
        if name in absent and not lake.exists(key.path):
            frames[name] = pl.DataFrame(schema=absent[name])
            versions.append(TableVersion(table, None, 0, synthetic))
            continue
        version = lake.table(key.path).version()
        scan = lake.scan(key.path, version)
        rows = scan.select(pl.len()).collect().item()
        if key == PRODUCT:
            scan = scan.select("department", "department_zh").unique()
        frames[name] = scan.collect()
        versions.append(TableVersion(table, version, rows, synthetic))
    return SalesTables(**frames), tuple(versions)


def rows_of_tables(lake: LakeClient) -> Iterator["TableRows"]:
    """Yield how many rows of each judged table were accepted, and rejected by code.

    A reason may name the place of the fault in its row, so the most frequent one stands for all.
    A table that was never made has no rows to tell of.
    """
    import polars as pl

    from onedata_assets.domain.analytics.report import Rejected, TableRows

    for key in JUDGED:
        table, synthetic = "/".join(key.path), key in SYNTHETIC
        if not lake.exists(key.path):
            yield TableRows(table, None, synthetic=synthetic)
            continue
        reasons = (
            lake.scan(rejected_key(key).path)
            .with_columns(pl.col("reject_code", "reject_reason").fill_null(""))
            .group_by("reject_code")
            .agg(pl.col("reject_reason").mode().min(), pl.len())
            .sort("len", "reject_code", descending=[True, False])
            .collect()
        )
        yield TableRows(
            table,
            lake.scan(key.path).select(pl.len()).collect().item(),
            tuple(Rejected(*row) for row in reasons.iter_rows()),
            synthetic,
        )


def newest_model_version(tables: "SalesTables") -> str | None:
    """Return the version of the model that made the newest forecast; None without a forecast."""
    newest = tables.forecast.sort("issued_on")
    return None if newest.is_empty() else str(newest["model_version"][-1])


def model_error(instance: dg.DagsterInstance, version: str | None) -> "ModelError | None":
    """Return the backtest errors of a model's version; None where its training is not on record."""
    from onedata_assets.domain.analytics.report import ModelError

    if version is None:
        return None
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
