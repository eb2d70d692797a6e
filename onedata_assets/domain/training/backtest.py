"""Rolling-origin backtest: the model and the seasonal-naive baseline on the same folds.

Each fold trains on the days up to its origin only and forecasts the days after it; the last fold
ends on the panel's last day. What is made of the scores is in `promotion.py`.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from onedata_assets.domain.training.baseline import SEASON, seasonal_naive
from onedata_assets.domain.training.features import HORIZON, MIN_HISTORY, samples, spread
from onedata_assets.domain.training.metrics import mase, naive_scale, wape
from onedata_assets.domain.training.model import MIN_ORIGINS_DAYS, predict, train
from onedata_assets.domain.training.panel import Panel, PanelError

FOLDS = 6


@dataclass(frozen=True)
class Score:
    """The two errors of one forecast; smaller is better, 0 is exact."""

    wape: float
    mase: float


@dataclass(frozen=True)
class Fold:
    """What happened after one origin and what was forecast; matrices of departments by days.

    `scale` is MASE's, `spread` the interval's, both by department and known at the origin.
    """

    origin: date
    actual: NDArray[np.float64]
    forecast: NDArray[np.float64]
    naive: NDArray[np.float64]
    scale: NDArray[np.float64]
    spread: NDArray[np.float64]

    @property
    def model(self) -> Score:
        """Return the model's score."""
        return self._score(self.forecast)

    @property
    def baseline(self) -> Score:
        """Return the baseline's score."""
        return self._score(self.naive)

    def _score(self, forecast: NDArray[np.float64]) -> Score:
        return Score(wape(self.actual, forecast), mase(self.actual, forecast, self.scale))


@dataclass(frozen=True)
class Backtest:
    """All folds, oldest first.

    WAPE is pooled over the days of all folds. MASE is averaged over folds, because each fold has
    its own scale: that of the history known at its origin.
    """

    folds: tuple[Fold, ...]

    @property
    def model(self) -> Score:
        """Return the model's score over all folds: pooled WAPE, mean MASE."""
        return Score(
            wape(self._all("actual"), self._all("forecast")),
            float(np.mean([fold.model.mase for fold in self.folds])),
        )

    @property
    def baseline(self) -> Score:
        """Return the baseline's score over all folds: pooled WAPE, mean MASE."""
        return Score(
            wape(self._all("actual"), self._all("naive")),
            float(np.mean([fold.baseline.mase for fold in self.folds])),
        )

    def _all(self, matrix: str) -> NDArray[np.float64]:
        return np.hstack([getattr(fold, matrix) for fold in self.folds])


def origins_of(panel: Panel, folds: int = FOLDS, horizon: int = HORIZON) -> list[int]:
    """Return the origins' day indices, oldest first; the folds' target days do not overlap.

    Raises:
        PanelError: The panel has too few days for so many folds.
    """
    needed = MIN_HISTORY + MIN_ORIGINS_DAYS + folds * horizon
    if folds < 1 or panel.days < needed:
        raise PanelError(
            f"a backtest of {folds} folds needs {needed} days and one fold at least; there are "
            f"{panel.days} ({panel.first_day} to {panel.last_day}): materialize more days of "
            "dws/department_day or ask for fewer folds",
            f"{folds} 折回测至少需要一折、共 {needed} 天数据，现有 {panel.days} 天（"
            f"{panel.first_day} 至 {panel.last_day}）：请物化更多天，或减少折数",
        )
    return [panel.days - 1 - back * horizon for back in range(folds, 0, -1)]


def backtest(panel: Panel, *, folds: int = FOLDS, horizon: int = HORIZON) -> Backtest:
    """Return the forecasts of the model and of the baseline for every fold.

    Raises:
        PanelError: The panel has too few days for so many folds.
    """
    return Backtest(tuple(_fold(panel, at, horizon) for at in origins_of(panel, folds, horizon)))


def _fold(panel: Panel, origin: int, horizon: int) -> Fold:
    known = panel.until(origin)
    rows = samples(known, np.array([origin]), horizon)
    shape = (len(panel.departments), horizon)
    return Fold(
        origin=panel.day(origin),
        actual=panel.sales[:, origin + 1 : origin + 1 + horizon],
        forecast=predict(train(panel, origin), rows.x, rows.level).reshape(shape),
        naive=seasonal_naive(known.sales, horizon),
        scale=naive_scale(known.sales, SEASON),
        spread=spread(panel, origin),
    )
