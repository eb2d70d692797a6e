"""Prediction intervals by split conformal prediction on the backtest's residuals.

A score is a residual divided by its department's spread at the fold's origin (Lei et al. 2018,
"Distribution-free predictive inference for regression", locally weighted), so departments of every
size share one distribution. Each day ahead has its own quantiles, because a forecast for the
fourteenth day errs more than one for the first. Their rank is the finite-sample one of Vovk,
Gammerman & Shafer (2005), "Algorithmic Learning in a Random World".

That rank guarantees the coverage of exchangeable residuals. Those of a time series are not: what
holds then depends on how far the days to come differ from the calibrated ones (Barber et al. 2023,
"Conformal prediction beyond exchangeability"; Xu & Xie 2021, "Conformal prediction interval for
dynamic time-series"). So coverage is measured, forward in time, and told beside the nominal one.
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
    """How far below and above its forecast each day ahead may end, in multiples of the spread."""

    below: NDArray[np.float64]
    above: NDArray[np.float64]

    def bounds(
        self, forecast: NDArray[np.float64], spread: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the lower and the upper bounds in US dollars; the lower is never below zero."""
        lower = (forecast - np.outer(spread, self.below)).clip(min=0.0)
        return lower, forecast + np.outer(spread, self.above)


def calibrate(folds: Sequence[Fold], coverage: float = COVERAGE) -> Band:
    """Return the band that holds `coverage` of the folds' residuals on each day ahead.

    The rank of a quantile is `ceil((n + 1) * share)` of a day's `n` scores. Where a day has fewer
    scores than that, all days share one quantile; where all together have, the largest score
    stands for it. Departments without a spread have no score.
    """
    scores = np.vstack([_scores(fold) for fold in folds])
    tail = (1 + coverage) / 2
    if _rank(len(scores), tail) > len(scores):
        scores = np.repeat(scores.reshape(-1, 1), scores.shape[1], axis=1)
    return Band(below=_conformal(-scores, tail), above=_conformal(scores, tail))


def coverage_by_fold(folds: Sequence[Fold], coverage: float = COVERAGE) -> list[float]:
    """Return the share of each fold's days inside the band that the earlier folds give.

    The first fold only calibrates: its share is NaN, as is that of a fold without any spread.
    """
    return [_share(held) for held in _held_by_fold(folds, coverage)]


def measured_coverage(folds: Sequence[Fold], coverage: float = COVERAGE) -> float:
    """Return the share of all days inside the bands that the folds before theirs give."""
    return _share(np.concatenate(_held_by_fold(folds, coverage)))


def _held_by_fold(folds: Sequence[Fold], coverage: float) -> list[NDArray[np.bool_]]:
    uncounted = np.empty(0, dtype=np.bool_)
    later = (_held(folds[:at], folds[at], coverage) for at in range(1, len(folds)))
    return [uncounted, *later]


def _share(held: NDArray[np.bool_]) -> float:
    return float(held.mean()) if held.size else float("nan")


def _held(earlier: Sequence[Fold], fold: Fold, coverage: float) -> NDArray[np.bool_]:
    """Tell of each day of the fold whether it lay inside the band that the earlier folds give.

    Departments without a spread are not counted: their interval is the forecast itself.
    """
    lower, upper = calibrate(earlier, coverage).bounds(fold.forecast, fold.spread)
    inside = (lower <= fold.actual) & (fold.actual <= upper)
    return inside[fold.spread > 0].reshape(-1)


def _scores(fold: Fold) -> NDArray[np.float64]:
    """Return the residuals in multiples of the spread, of the departments that have one."""
    known = fold.spread > 0
    return (fold.actual - fold.forecast)[known] / fold.spread[known, None]


def _rank(known: int, share: float) -> int:
    return int(np.ceil((known + 1) * share))


def _conformal(scores: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """Return, per column, the score of conformal rank for `share`, zero at least."""
    known = len(scores)
    if known == 0:
        return np.zeros(scores.shape[1])
    rank = min(_rank(known, share), known)
    return np.sort(scores, axis=0)[rank - 1].clip(min=0.0)
