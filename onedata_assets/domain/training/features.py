"""What the model knows about a department's sales `horizon` days after an origin.

Direct, global forecasting: one row per department, origin and horizon. Every sales value in a row
is of a day up to the origin; of the day to come only the calendar is known. Sales are divided by
the department's level at the origin (its mean over the longest window), so that one model serves
departments of every size; a department without sales in that window is dormant, its level is 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from onedata_assets.domain.training.baseline import SEASON
from onedata_assets.domain.training.calendar import distances
from onedata_assets.domain.training.metrics import naive_scale
from onedata_assets.domain.training.panel import Panel

Matrix = NDArray[np.float64]

HORIZON = 14
WINDOWS = (7, 14, 28, 56)
SAME_WEEKDAYS = 6
MIN_HISTORY = 63
"""Days that must lie before an origin: the longest window, and six same weekdays at 14 days."""

CATEGORICAL = ("department_code", "weekday")


@dataclass(frozen=True)
class Samples:
    """Feature rows `x` in the order department, origin, horizon; `shape` gives that order back.

    `level` is what each row's sales are divided by, in US dollars a day.
    """

    names: tuple[str, ...]
    x: Matrix
    level: NDArray[np.float64]
    shape: tuple[int, int, int]


def samples(
    panel: Panel,
    origins: NDArray[np.int64],
    horizon: int = HORIZON,
    *,
    vocabulary: Sequence[str] | None = None,
) -> Samples:
    """Return the rows for each origin (index of the last known day) and each day of the horizon.

    `vocabulary` is the departments that a trained model knows, in its order; a department that is
    not among them has a missing code. Without it the panel's own departments are the vocabulary.
    """
    ahead = np.arange(1, horizon + 1)
    shape = (len(panel.departments), len(origins), horizon)
    level = _means(panel.sales, origins, max(WINDOWS))
    scale = np.where(level > 0, level, 1.0)
    features = {
        "department_code": _codes(panel.departments, vocabulary)[:, None, None],
        "horizon_days": ahead,
        **_recent(panel.sales, origins, scale),
        **_same_weekdays(panel.sales, origins, ahead, scale),
        **_calendar(panel, origins, ahead),
    }
    columns = [np.broadcast_to(values, shape).reshape(-1) for values in features.values()]
    levels = np.broadcast_to(level[:, :, None], shape).reshape(-1)
    return Samples(tuple(features), np.column_stack(columns).astype(np.float64), levels, shape)


def spread(panel: Panel, origin: int) -> NDArray[np.float64]:
    """Return each department's mean absolute change from week to week before the origin's end.

    It looks back as far as the longest window; a dormant department has none.
    """
    known = panel.sales[:, origin + 1 - MIN_HISTORY : origin + 1]
    active = known[:, -max(WINDOWS) :].sum(axis=1) > 0
    return np.where(active, naive_scale(known, SEASON), 0.0)


def targets(panel: Panel, origins: NDArray[np.int64], horizon: int = HORIZON) -> Matrix:
    """Return the sales of the rows of `samples`; days past the panel's end are NaN."""
    padded = np.pad(panel.sales, ((0, 0), (0, horizon)), constant_values=np.nan)
    return padded[:, origins[:, None] + np.arange(1, horizon + 1)].reshape(-1)


def _codes(departments: Sequence[str], vocabulary: Sequence[str] | None) -> Matrix:
    known = {name: float(code) for code, name in enumerate(vocabulary or departments)}
    return np.array([known.get(name, np.nan) for name in departments])


def _means(sales: Matrix, origins: NDArray[np.int64], days: int) -> Matrix:
    """Return the mean of the `days` up to each origin, by department and origin."""
    return sliding_window_view(sales, days, axis=1)[:, origins + 1 - days].mean(axis=2)


def _recent(sales: Matrix, origins: NDArray[np.int64], scale: Matrix) -> dict[str, Matrix]:
    """Return the last weeks in terms of the scale, and the whole store's in terms of its own."""
    scaled = {f"mean_{days}": _means(sales, origins, days) / scale for days in WINDOWS}
    store = sales.sum(axis=0, keepdims=True)
    whole = _means(store, origins, max(WINDOWS))
    scaled["zero_share_28"] = _means((sales <= 0).astype(np.float64), origins, 28)
    scaled["store_trend"] = _means(store, origins, 14) / np.where(whole > 0, whole, 1.0)
    return {name: values[:, :, None] for name, values in scaled.items()}


def _same_weekdays(
    sales: Matrix, origins: NDArray[np.int64], ahead: NDArray[np.int64], scale: Matrix
) -> dict[str, Matrix]:
    """Return the last sales on the target's weekday that were known at the origin."""
    newest = _newest_same_weekday(origins, ahead)
    known = np.stack([sales[:, newest - SEASON * back] for back in range(SAME_WEEKDAYS)])
    known = known / scale[:, :, None]
    return {
        **{f"same_weekday_{back + 1}": known[back] for back in range(SAME_WEEKDAYS)},
        "same_weekday_mean": known.mean(axis=0),
        "same_weekday_median": np.median(known, axis=0),
    }


def _calendar(
    panel: Panel, origins: NDArray[np.int64], ahead: NDArray[np.int64]
) -> dict[str, NDArray[np.generic]]:
    """Return the calendar of the target day, and of the same weekday it is compared with."""
    target = origins[:, None] + ahead
    until, since = distances(panel.first_day, panel.days + len(ahead))
    newest = _newest_same_weekday(origins, ahead)
    monthdays = np.array([panel.day(index).day for index in range(panel.days + len(ahead))])
    return {
        "weekday": (panel.first_day.weekday() + target) % SEASON,
        "day_of_month": monthdays[target],
        "days_to_holiday": until[target],
        "days_since_holiday": since[target],
        "same_weekday_days_to_holiday": until[newest],
        "same_weekday_days_since_holiday": since[newest],
    }


def _newest_same_weekday(origins: NDArray[np.int64], ahead: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the index of the newest day up to each origin that shares the target's weekday."""
    return origins[:, None] + ahead - SEASON * (-(-ahead // SEASON))
