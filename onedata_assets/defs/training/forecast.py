"""The forecast table, written by the champion of `department_sales.py`."""

from typing import TYPE_CHECKING

import dagster as dg

from onedata_assets.defs.training.inputs import (
    DEPARTMENT_DAY,
    MODEL,
    MODEL_NAME,
    read_panel,
)
from onedata_assets.lib.automation import when_inputs_change
from onedata_assets.lib.checks import contract_checks
from onedata_assets.lib.complete_days import CompleteDaysConfig
from onedata_assets.lib.failures import HEALING, PermanentFailure, healed
from onedata_assets.lib.keys import Layer, System, table_key
from onedata_assets.lib.lineage import column_lineage
from onedata_assets.lib.tables import column_schema, contract_of, table_spec
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.models import ModelRegistryClient
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl

FORECAST = table_key(Layer.ADS, "department_sales_forecast")
SOLD = [(DEPARTMENT_DAY, name) for name in ("department", "sold_date", "sales_usd")]
LINEAGE = column_lineage(
    {
        "department": [(DEPARTMENT_DAY, "department")],
        "forecast_date": [(DEPARTMENT_DAY, "sold_date")],
        "horizon_days": [(DEPARTMENT_DAY, "sold_date")],
        "forecast_usd": SOLD,
        "lower_usd": SOLD,
        "upper_usd": SOLD,
        "issued_on": [(DEPARTMENT_DAY, "sold_date")],
    }
)


@dg.multi_asset(
    name="department_sales_forecast",
    specs=[
        table_spec(
            FORECAST,
            system=System.TRAINING,
            deps=[DEPARTMENT_DAY, MODEL],
            kinds=("deltalake", "lightgbm"),
            lineage=LINEAGE,
            automation_condition=when_inputs_change(),
        )
    ],
)
def department_sales_forecast(
    context: dg.AssetExecutionContext,
    config: CompleteDaysConfig,
    lake: dg.ResourceParam[LakeClient],
    models: dg.ResourceParam[ModelRegistryClient],
) -> dg.MaterializeResult:
    """Forecast from the newest sales by the champion; a run overwrites its own issue date."""
    from onedata_assets.domain.training.forecast import Forecaster, forecast
    from onedata_assets.domain.training.panel import PanelError

    with healed(context, HEALING):
        panel, read_version = read_panel(lake, config)
        champion = models.load(MODEL_NAME)
        try:
            rows = forecast(
                Forecaster.restored(champion.model, champion.metadata),
                panel,
                model_version=champion.registered.version,
            )
        except PanelError as error:
            raise PermanentFailure(BadInputError(error.en, error.zh)) from error
        issue = f"issued_on = DATE '{panel.last_day.isoformat()}'"
        exists = lake.exists(FORECAST.path)
        written = lake.write(FORECAST.path, rows, where=issue if exists else None)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": lake.scan(FORECAST.path).select("issued_on").collect().height,
            "dagster/column_schema": column_schema(contract_of(FORECAST).columns),
            "dagster/column_lineage": LINEAGE,
            "rows_written": written.rows,
            "lake_version": written.version,
            "department_day_version": read_version,
            "model_version": champion.registered.version,
            "issued_on": panel.last_day.isoformat(),
            "forecast_usd": round(float(rows["forecast_usd"].sum()), 2),
        }
    )


@dg.asset_check(asset=FORECAST, additional_deps=[DEPARTMENT_DAY], blocking=True)
def forecast_covers_every_department_and_day(
    lake: dg.ResourceParam[LakeClient],
) -> dg.AssetCheckResult:
    """The newest issue has one row for each department sold until then, and each of 14 days."""
    import polars as pl

    from onedata_assets.domain.training.forecast_checks import missing_days

    issue = _newest(lake)
    known = lake.scan(DEPARTMENT_DAY.path).filter(pl.col("sold_date") <= issue["issued_on"].max())
    departments = known.select("department").drop_nulls().unique().collect()
    missing = missing_days(issue, departments["department"])
    return dg.AssetCheckResult(
        passed=missing == 0,
        description="每个部门都有 14 天预测 / every department has its 14 days",
        metadata={"departments": departments.height, "missing": missing},
    )


@dg.asset_check(asset=FORECAST, blocking=True)
def forecast_bounds_are_ordered_and_not_negative(
    lake: dg.ResourceParam[LakeClient],
) -> dg.AssetCheckResult:
    """Every row of the newest issue has 0 <= lower <= forecast <= upper."""
    from onedata_assets.domain.training.forecast_checks import unordered_bounds

    issue = _newest(lake)
    unordered = unordered_bounds(issue)
    return dg.AssetCheckResult(
        passed=unordered == 0,
        description="上下界包住预测且非负 / bounds enclose the forecast, none is negative",
        metadata={"rows": issue.height, "unordered": unordered},
    )


forecast_checks = contract_checks(FORECAST)


def _newest(lake: LakeClient) -> "pl.DataFrame":
    from onedata_assets.domain.training.forecast_checks import newest_issue

    return newest_issue(lake.scan(FORECAST.path).collect())
