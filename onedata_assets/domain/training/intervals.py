"""Prediction intervals by split conformal prediction on the backtest's residuals.

Residuals are divided by the department's level, and each department has its own quantiles. How
often an interval held is measured forward in time: a fold is judged by the folds before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onedata_assets.domain.training.backtest import Fold

COVERAGE = 0.8
"""Share of days that should fall inside; a tenth may lie below and a tenth above."""


@dataclass(frozen=True)
class Band:
    """How far below and above its forecast a department may end, in multiples of its level."""

    below: NDArray[np.float64]
    above: NDArray[np.float64]

    def bounds(
        self, forecast: NDArray[np.float64], level: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the lower and the upper bounds in US dollars; the lower is never below zero."""
        lower = (forecast - (self.below * level)[:, None]).clip(min=0.0)
        return lower, forecast + (self.above * level)[:, None]


def calibrate(folds: Sequence[Fold], coverage: float = COVERAGE) -> Band:
    """Return the band that holds `coverage` of the folds' residuals, department by department.

    The quantile's rank is the conformal one, `ceil((n + 1) * q)` of `n` residuals. A department
    that was dormant in every fold gets no width.
    """
    residuals = np.hstack([_residuals(fold) for fold in folds])
    tail = (1 + coverage) / 2
    return Band(below=_conformal(-residuals, tail), above=_conformal(residuals, tail))


def measured_coverage(folds: Sequence[Fold], coverage: float = COVERAGE) -> float:
    """Return the share of days inside the band that the earlier folds give; NaN for one fold.

    The first fold only calibrates. Departments dormant at a fold's origin are not counted: their
    interval is the point zero.
    """
    inside: list[NDArray[np.bool_]] = []
    for index in range(1, len(folds)):
        fold = folds[index]
        lower, upper = calibrate(folds[:index], coverage).bounds(fold.forecast, fold.level)
        held = (lower <= fold.actual) & (fold.actual <= upper)
        inside.append(held[fold.level > 0].reshape(-1))
    return float(np.concatenate(inside).mean()) if inside else float("nan")


def _residuals(fold: Fold) -> NDArray[np.float64]:
    """Return the fold's residuals in multiples of the level; NaN while dormant."""
    level = np.where(fold.level > 0, fold.level, np.nan)
    return (fold.actual - fold.forecast) / level[:, None]


def _conformal(values: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """Return, per row, the value of conformal rank for `share`, zero at least."""
    ordered = np.sort(values, axis=1)  # NaN last
    known = np.isfinite(values).sum(axis=1)
    rank = np.minimum(np.ceil((known + 1) * share), known).astype(np.int64)
    picked = np.take_along_axis(ordered, np.maximum(rank - 1, 0)[:, None], axis=1)[:, 0]
    return np.where(known > 0, picked, 0.0).clip(min=0.0)
