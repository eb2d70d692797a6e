"""Forecast errors: WAPE and MASE, for arrays of departments by days."""

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def wape(actual: Matrix, forecast: Matrix) -> float:
    """Return the sum of absolute errors over the sum of absolute sales; NaN where nothing sold."""
    sold = np.abs(actual).sum()
    return float(np.abs(actual - forecast).sum() / sold) if sold else float("nan")


def naive_scale(history: Matrix, season: int) -> NDArray[np.float64]:
    """Return each department's mean absolute change over one season within its history."""
    return np.abs(history[:, season:] - history[:, :-season]).mean(axis=1)


def mase(actual: Matrix, forecast: Matrix, scale: NDArray[np.float64]) -> float:
    """Return the mean absolute scaled error, averaged over departments.

    `scale` is `naive_scale` of the training history, so 1 is the error that the seasonal-naive
    forecast made in-sample. A department that never changed has no scale and is left out.
    """
    known = scale > 0
    if not known.any():
        return float("nan")
    errors = np.abs(actual - forecast).mean(axis=1)
    return float((errors[known] / scale[known]).mean())
