"""The forecasting model: one LightGBM regression over all departments and horizons.

The target is the sales divided by the department's level; a row weighs the square root of that
level: by the level itself only the largest departments count, by equal weights the smallest do.
What the model learns from is in `features.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from onedata_assets.domain.training.features import (
    CATEGORICAL,
    MIN_HISTORY,
    samples,
    targets,
)
from onedata_assets.domain.training.panel import Panel, PanelError

if TYPE_CHECKING:
    from lightgbm import Booster

ROUNDS = 200
ORIGIN_STEP_DAYS = 3
"""Neighbouring origins share most of their days: every third trains as well, three times faster."""
MIN_ORIGINS_DAYS = 28
"""Days of origins without which there is nothing to learn the weekdays and horizons from."""

PARAMETERS = {
    "objective": "huber",
    "alpha": 0.5,
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    "max_cat_to_onehot": 8,
    "cat_smooth": 20.0,
    "seed": 20170101,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


def train(panel: Panel, origin: int) -> Booster:
    """Return a model of what was known at the end of day `origin`: no later day is read.

    Raises:
        PanelError: There are too few days before the origin.
    """
    import lightgbm

    needed = MIN_HISTORY + MIN_ORIGINS_DAYS
    if origin + 1 < needed:
        raise PanelError(
            f"a model needs {needed} days of sales and {panel.day(origin)} has only {origin + 1} "
            f"(first day {panel.first_day}): materialize more days",
            f"训练模型需要 {needed} 天的销售，截至 {panel.day(origin)} 只有 {origin + 1} 天"
            f"（首日 {panel.first_day}）：请物化更多天",
        )
    known = panel.until(origin)
    origins = np.arange(origin - 1, MIN_HISTORY - 1, -ORIGIN_STEP_DAYS)[::-1]
    rows = samples(known, origins)
    sales = targets(known, origins)
    seen = np.isfinite(sales) & (rows.level > 0)
    data = lightgbm.Dataset(
        rows.x[seen],
        label=sales[seen] / rows.level[seen],
        weight=np.sqrt(rows.level[seen]),
        feature_name=list(rows.names),
        categorical_feature=list(CATEGORICAL),
    )
    return lightgbm.train(PARAMETERS, data, num_boost_round=ROUNDS)


def predict(
    model: Booster, x: NDArray[np.float64], level: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the sales of each row in US dollars: never below zero, and zero while dormant."""
    return np.asarray(model.predict(x, num_threads=1)).clip(min=0.0) * level
