"""Whether a served model answers as the offline model does, and how fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-9
"""Relative: the protocol carries 64-bit numbers as decimal text, exact to the last digit or so."""


@dataclass(frozen=True)
class Agreement:
    """The largest difference between served and offline predictions, relative to the offline."""

    rows: int
    difference: float

    @property
    def equal(self) -> bool:
        """Tell whether there were predictions and all agree."""
        return self.rows > 0 and self.difference <= TOLERANCE


def compare(served: NDArray[np.float64], offline: NDArray[np.float64]) -> Agreement:
    """Return how far the served predictions are from the offline ones, row by row."""
    if served.shape != offline.shape or not np.isfinite(served).all():
        return Agreement(rows=len(served), difference=float("inf"))
    gaps = np.abs(served - offline) / np.maximum(np.abs(offline), 1.0)
    return Agreement(rows=len(served), difference=float(gaps.max(initial=0.0)))


def latency(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return the median and the worst of the requests' durations."""
    return {
        "latency_p50_ms": round(float(np.median(milliseconds)), 3),
        "latency_max_ms": round(float(np.max(milliseconds)), 3),
    }
