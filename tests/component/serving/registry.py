"""A registry in memory that holds one small promoted model."""

from onedata_assets.domain.training.backtest import backtest
from onedata_assets.domain.training.trained import fit
from onedata_resources.clients.models_records import Dataset, TrainingRecord
from tests.fakes import FakeModels
from tests.unit.training.panels import weekly_panel


def registry_of_one_model() -> FakeModels:
    """Return a registry whose version 1 of `department_sales` is the champion."""
    panel = weekly_panel(120)
    trained = fit(panel, backtest(panel, folds=1))
    registry = FakeModels()
    record = TrainingRecord(
        name="department_sales",
        model=trained.forecaster.model,
        features=trained.features,
        example=trained.example,
        dataset=Dataset("dws/department_day", "", 0, panel.digest),
        fingerprint="",
        params={},
        metrics={},
        metadata=trained.metadata(),
    )
    registry.promote(registry.log(record))
    return registry
