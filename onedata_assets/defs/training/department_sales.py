"""The model of daily sales per department. Its forecasts are written by `forecast.py`."""

from typing import TYPE_CHECKING

import dagster as dg
from pydantic import Field

from onedata_assets.defs.training.inputs import (
    DEPARTMENT_DAY,
    MODEL,
    MODEL_NAME,
    PanelConfig,
    read_panel,
)
from onedata_assets.lib.automation import when_inputs_change
from onedata_assets.lib.failures import PermanentFailure
from onedata_assets.lib.keys import System, owner
from onedata_assets.lib.tables import column_schema, contract_of
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.models import ModelRegistryClient
from onedata_resources.clients.models_records import Dataset, TrainingRecord
from onedata_resources.errors import BadInputError, OneDataError

if TYPE_CHECKING:
    from onedata_assets.domain.training.backtest import Backtest
    from onedata_assets.domain.training.panel import Panel


ERRORS = ("wape", "mase", "baseline_wape", "baseline_mase")


class TrainingConfig(PanelConfig):
    """How the model is judged."""

    folds: int = Field(
        default=6,
        ge=1,
        description="回测折数，每折 14 天 / Folds of the backtest, 14 days each.",
    )


@dg.asset(
    key=MODEL,
    deps=[DEPARTMENT_DAY],
    group_name=System.TRAINING.value,
    owners=[owner(System.TRAINING)],
    kinds={"lightgbm", "mlflow"},
    tags={"domain": "sales", "pii": "none"},
    metadata={"dagster/column_schema": column_schema(contract_of(MODEL).columns)},
    automation_condition=when_inputs_change(),
    description=(
        "部门日销售额的 14 天预测模型（LightGBM），每次训练注册为一个版本；"
        "滚动回测的 WAPE 与 MASE 均优于季节性朴素基线时才晋级为 champion。\n\n"
        "Model of daily sales per department, 14 days ahead (LightGBM); each training registers a "
        "version, which becomes champion only if a rolling-origin backtest beats the "
        "seasonal-naive baseline in both WAPE and MASE."
    ),
)
def department_sales_model(
    config: TrainingConfig,
    lake: dg.ResourceParam[LakeClient],
    models: dg.ResourceParam[ModelRegistryClient],
) -> dg.MaterializeResult:
    """Backtest, train on all days, register, and promote if the baseline is beaten."""
    from onedata_assets.domain.training.backtest import backtest
    from onedata_assets.domain.training.panel import PanelError
    from onedata_assets.domain.training.promotion import beats

    panel = read_panel(lake, config)
    try:
        result = backtest(panel, folds=config.folds)
        registered = models.log(training_record(panel, result, lake.location(DEPARTMENT_DAY.path)))
        promoted = beats(result.model, result.baseline)
        if promoted:
            models.promote(registered)
        url = models.run_url(registered.run_id)
    except PanelError as error:
        raise PermanentFailure(BadInputError(error.en, error.zh)) from error
    except OneDataError as error:
        raise PermanentFailure(error) from error
    return dg.MaterializeResult(
        metadata={
            **told(result),
            "version": registered.version,
            "promoted": promoted,
            "mlflow_run_id": registered.run_id,
            "mlflow_run": url,
            "departments": len(panel.departments),
            "days": panel.days,
            "days_without_any_sale": panel.closed_days,
            "last_day": str(panel.last_day),
            "dataset_digest": panel.digest,
        }
    )


def told(result: "Backtest") -> dict[str, float | dg.MarkdownMetadataValue]:
    """Return the backtest as metadata: the figures and the table of folds."""
    from onedata_assets.domain.training.intervals import measured_coverage
    from onedata_assets.domain.training.promotion import figures, folds_markdown

    return {
        **figures(result, measured_coverage(result.folds)),
        "folds": dg.MetadataValue.md(folds_markdown(result)),
    }


def training_record(panel: "Panel", result: "Backtest", location: str) -> TrainingRecord:
    """Train on every day of the panel and return all that the registry keeps of it."""
    from onedata_assets.domain.training.intervals import measured_coverage
    from onedata_assets.domain.training.promotion import figures, fold_figures
    from onedata_assets.domain.training.trained import fit

    trained = fit(panel, result)
    return TrainingRecord(
        name=MODEL_NAME,
        model=trained.forecaster.model,
        features=trained.features,
        example=trained.example,
        dataset=Dataset("/".join(DEPARTMENT_DAY.path), location, panel.digest),
        params=trained.parameters,
        metrics=figures(result, measured_coverage(result.folds)),
        fold_metrics=fold_figures(result),
        metadata=trained.metadata(),
        tags={"first_day": str(panel.first_day), "last_day": str(panel.last_day)},
    )


@dg.asset_check(asset=MODEL, blocking=True)
def model_beats_seasonal_naive(
    models: dg.ResourceParam[ModelRegistryClient],
) -> dg.AssetCheckResult:
    """Both errors of the newest version are below those of last week's sales repeated.

    Blocking: neither a forecast is written nor a service changed by a model that adds nothing.
    """
    from onedata_assets.domain.training.backtest import Score
    from onedata_assets.domain.training.promotion import beats

    newest = models.latest(MODEL_NAME)
    error = {name: newest.metrics.get(name, float("nan")) for name in ERRORS}
    return dg.AssetCheckResult(
        passed=beats(
            Score(error["wape"], error["mase"]),
            Score(error["baseline_wape"], error["baseline_mase"]),
        ),
        description="WAPE 与 MASE 均小于基线 / WAPE and MASE are both below the baseline's",
        metadata={"version": newest.version, **error},
    )
