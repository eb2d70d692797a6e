"""Forecast errors: WAPE and MASE, for arrays of departments by days.

WAPE, the weighted absolute percentage error, is what a planner reads: which share of the dollars
was forecast wrongly. Large departments decide it, and days without sales do not make it infinite
as they do MAPE. MASE, the mean absolute scaled error of Hyndman & Koehler (2006), "Another look at
measures of forecast accuracy", International Journal of Forecasting 22(4), 679-688, counts every
department alike: each error is divided by that of the seasonal-naive forecast within the training
history. How both are pooled over folds is in `backtest.py`.
"""

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def wape(actual: Matrix, forecast: Matrix) -> float:
    """Return the sum of absolute errors over the sum of absolute sales, all cells pooled.

    NaN where nothing sold.
    """
    sold = np.abs(actual).sum()
    return float(np.abs(actual - forecast).sum() / sold) if sold else float("nan")


def naive_scale(history: Matrix, season: int) -> NDArray[np.float64]:
    """Return each department's mean absolute change over one season within its history."""
    return np.abs(history[:, season:] - history[:, :-season]).mean(axis=1)


def mase(actual: Matrix, forecast: Matrix, scale: NDArray[np.float64]) -> float:
    """Return the mean absolute scaled error, averaged over departments.

    `scale` is `naive_scale` of the training history, so 1 is the error that the seasonal-naive
    forecast made in-sample, one season ahead. A department that never changed has a scale of
    zero, by which nothing can be divided: it is left out, for the model and the baseline alike.
    """
    known = scale > 0
    if not known.any():
        return float("nan")
    errors = np.abs(actual - forecast).mean(axis=1)
    return float((errors[known] / scale[known]).mean())
