"""From a trained model and the newest sales to the rows of `ads/department_sales_forecast`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import polars as pl

from onedata_assets.domain.training.features import HORIZON, MIN_HISTORY, samples, spread
from onedata_assets.domain.training.intervals import Band
from onedata_assets.domain.training.model import predict
from onedata_assets.domain.training.panel import Panel, PanelError

if TYPE_CHECKING:
    from lightgbm import Booster


@dataclass(frozen=True)
class Forecaster:
    """A trained model, the departments it knows in the order of its codes, and its band."""

    model: Booster
    departments: tuple[str, ...]
    band: Band

    def metadata(self) -> dict[str, list[str] | list[float]]:
        """Return what must be kept beside the model's own file, as JSON."""
        return {
            "departments": list(self.departments),
            "interval_below": self.band.below.tolist(),
            "interval_above": self.band.above.tolist(),
        }

    @classmethod
    def restored(cls, model: Booster, metadata: Mapping[str, Any]) -> Self:
        """Return the forecaster of a model and the metadata kept beside it.

        Raises:
            PanelError: The metadata is not that of a forecaster.
        """
        if not {"departments", "interval_below", "interval_above"} <= metadata.keys():
            raise PanelError(
                "the registered model has no departments and intervals beside it: train it again",
                "已注册的模型缺少部门与区间信息：请重新训练",
            )
        band = Band(np.array(metadata["interval_below"]), np.array(metadata["interval_above"]))
        return cls(model, tuple(metadata["departments"]), band)


def forecast(
    forecaster: Forecaster, panel: Panel, *, model_version: str, horizon: int = HORIZON
) -> pl.DataFrame:
    """Return one row per department and day ahead, issued on the panel's last day.

    Raises:
        PanelError: There are fewer days than the model's features reach back.
    """
    if panel.days <= MIN_HISTORY:
        raise PanelError(
            f"a forecast needs more than {MIN_HISTORY} days of sales and there are {panel.days} "
            f"({panel.first_day} to {panel.last_day}): materialize more days",
            f"预测需要超过 {MIN_HISTORY} 天的销售，现有 {panel.days} 天（{panel.first_day} 至 "
            f"{panel.last_day}）：请物化更多天",
        )
    origin = panel.days - 1
    rows = samples(panel, np.array([origin]), horizon, vocabulary=forecaster.departments)
    shape = (len(panel.departments), horizon)
    point = predict(forecaster.model, rows.x, rows.level).reshape(shape)
    lower, upper = forecaster.band.bounds(point, spread(panel, origin))
    days = [panel.day(origin + ahead) for ahead in range(1, horizon + 1)]
    return pl.DataFrame(
        {
            "department": np.repeat(panel.departments, horizon),
            "forecast_date": days * shape[0],
            "horizon_days": np.tile(np.arange(1, horizon + 1), shape[0]),
            "forecast_usd": point.reshape(-1),
            "lower_usd": lower.reshape(-1),
            "upper_usd": upper.reshape(-1),
            "model_version": [model_version] * point.size,
            "issued_on": [panel.last_day] * point.size,
        },
        schema_overrides={"horizon_days": pl.Int64, "department": pl.String},
    )
