"""The model of daily sales per department. Its forecasts are written by `forecast.py`."""

from typing import TYPE_CHECKING

import dagster as dg
from pydantic import Field

from onedata_assets.defs.training.inputs import (
    DEPARTMENT_DAY,
    MODEL,
    MODEL_NAME,
    read_panel,
)
from onedata_assets.lib.automation import when_inputs_change
from onedata_assets.lib.code_version import code_version
from onedata_assets.lib.complete_days import CompleteDaysConfig
from onedata_assets.lib.failures import HEALING, PermanentFailure, healed
from onedata_assets.lib.keys import System, owner
from onedata_assets.lib.tables import column_schema, contract_of, freshness_policy
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.models import ModelRegistryClient
from onedata_resources.clients.models_records import Dataset, RegisteredVersion, TrainingRecord
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    from onedata_assets.domain.training.panel import Panel


class TrainingConfig(CompleteDaysConfig):
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
    freshness_policy=freshness_policy(48),
    description=(
        "部门日销售额的 14 天预测模型（LightGBM）；数据、代码或参数有变化的训练注册为新版本，"
        "滚动回测的 WAPE 与 MASE 均优于季节性朴素基线时才晋级为 champion。\n\n"
        "Model of daily sales per department, 14 days ahead (LightGBM); a training on other data, "
        "by other code or parameters registers a version, which becomes champion only if a "
        "rolling-origin backtest beats the seasonal-naive baseline in both WAPE and MASE."
    ),
)
def department_sales_model(
    context: dg.AssetExecutionContext,
    config: TrainingConfig,
    lake: dg.ResourceParam[LakeClient],
    models: dg.ResourceParam[ModelRegistryClient],
) -> dg.MaterializeResult:
    """Backtest, train on all days, register, and promote if the baseline is beaten.

    Where the newest version was made from the same data by the same code and parameters, it is
    reused, so that a repeated run ends in the same state.
    """
    from onedata_assets.domain.training.panel import PanelError
    from onedata_assets.domain.training.promotion import figures_beat

    with healed(context, HEALING):
        panel, read_version = read_panel(lake, config)
        location = lake.location(DEPARTMENT_DAY.path)
        dataset = Dataset("/".join(DEPARTMENT_DAY.path), location, read_version, panel.digest)
        try:
            version, reused = register(models, panel, dataset, config.folds)
        except PanelError as error:
            raise PermanentFailure(BadInputError(error.en, error.zh)) from error
        promoted = figures_beat(version.metrics)
        if promoted:
            models.promote(version)
        url = models.run_url(version.run_id)
    return dg.MaterializeResult(
        metadata={
            **told(version),
            **told_of_panel(panel),
            "department_day_version": read_version,
            "promoted": promoted,
            "reused": reused,
            "mlflow_run": url,
        }
    )


def register(
    models: ModelRegistryClient, panel: "Panel", dataset: Dataset, folds: int
) -> tuple[RegisteredVersion, bool]:
    """Train and register a version; return it, or the newest one if it was made by the same."""
    from onedata_assets.domain.training.recipe import fingerprint, parameters

    made_by = fingerprint(panel.digest, parameters(folds))
    known = models.unchanged(MODEL_NAME, made_by)
    if known is not None:
        return known, True
    return models.log(training_record(panel, dataset, folds, made_by)), False


def told(version: RegisteredVersion) -> dict[str, float | str | dg.MarkdownMetadataValue]:
    """Return a version as metadata: its overall figures and the table of its folds."""
    overall = {
        name: value for name, value in version.metrics.items() if not name.startswith("fold_")
    }
    return {
        **overall,
        "folds": dg.MetadataValue.md(version.note),
        "version": version.version,
        "mlflow_run_id": version.run_id,
    }


def told_of_panel(panel: "Panel") -> dict[str, int | str]:
    """Return as metadata what the model was trained on."""
    return {
        "departments": len(panel.departments),
        "days": panel.days,
        "days_without_any_sale": panel.closed_days,
        "last_day": str(panel.last_day),
        "dataset_digest": panel.digest,
    }


def training_record(
    panel: "Panel", dataset: Dataset, folds: int, fingerprint: str
) -> TrainingRecord:
    """Backtest, train on every day of the panel, and return all that the registry keeps of it."""
    from onedata_assets.domain.training.backtest import backtest
    from onedata_assets.domain.training.promotion import figures, fold_figures, folds_markdown
    from onedata_assets.domain.training.recipe import code_digest, parameters
    from onedata_assets.domain.training.trained import fit

    result = backtest(panel, folds=folds)
    trained = fit(panel, result)
    return TrainingRecord(
        name=MODEL_NAME,
        model=trained.forecaster.model,
        features=trained.features,
        example=trained.example,
        dataset=dataset,
        fingerprint=fingerprint,
        params=parameters(folds),
        metrics=figures(result),
        fold_metrics=fold_figures(result),
        metadata=trained.metadata(),
        tags={
            "first_day": str(panel.first_day),
            "last_day": str(panel.last_day),
            "lake_version": str(dataset.version),
            "code_digest": code_digest(),
            "code_version": code_version(),
        },
        note=folds_markdown(result),
    )


@dg.asset_check(asset=MODEL, blocking=True)
def model_beats_seasonal_naive(
    models: dg.ResourceParam[ModelRegistryClient],
) -> dg.AssetCheckResult:
    """Both errors of the newest version are below those of last week's sales repeated.

    Where no champion is in service, a version that loses stops the run: nothing may be forecast
    or served by a model that adds nothing. Where one is, it warns: the champion stays, and
    forecasts from the newest sales.
    """
    from onedata_assets.domain.training.promotion import ERRORS, figures_beat

    newest, champion = models.latest(MODEL_NAME), models.aliased(MODEL_NAME)
    severity = dg.AssetCheckSeverity.WARN if champion else dg.AssetCheckSeverity.ERROR
    return dg.AssetCheckResult(
        passed=figures_beat(newest.metrics),
        severity=severity,
        description="WAPE 与 MASE 均小于基线 / WAPE and MASE are both below the baseline's",
        metadata={
            **{name: newest.metrics.get(name, float("nan")) for name in ERRORS},
            "version": newest.version,
            "champion_version": champion.version if champion else "",
        },
    )
