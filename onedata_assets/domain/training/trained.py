"""The model that is kept: trained on every day, with its band and rows to try it on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onedata_assets.domain.training.backtest import Backtest
from onedata_assets.domain.training.features import HORIZON, samples
from onedata_assets.domain.training.forecast import Forecaster
from onedata_assets.domain.training.intervals import calibrate
from onedata_assets.domain.training.model import train
from onedata_assets.domain.training.panel import Panel


@dataclass(frozen=True)
class Trained:
    """A forecaster, its feature names, and example rows with the level of each."""

    forecaster: Forecaster
    features: tuple[str, ...]
    example: NDArray[np.float64]
    example_level: NDArray[np.float64]

    def metadata(self) -> dict[str, object]:
        """Return what must be kept beside the model's own file, as JSON."""
        return {
            **self.forecaster.metadata(),
            "features": list(self.features),
            "example_level": self.example_level.tolist(),
        }


def fit(panel: Panel, result: Backtest) -> Trained:
    """Return the model of all days; its band comes from the backtest's residuals.

    The examples are each department's first day ahead.
    """
    origin = panel.days - 1
    rows = samples(panel, np.array([origin]))
    first = slice(None, None, HORIZON)
    return Trained(
        forecaster=Forecaster(train(panel, origin), panel.departments, calibrate(result.folds)),
        features=rows.names,
        example=rows.x[first],
        example_level=rows.level[first],
    )
