"""Synthetic store weather: a function of store and day alone, so every answer can be repeated.

Serving it over HTTP is in `demo/weather_api.py`. No station measured any of it.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

CONDITIONS = {"sunny": "晴", "cloudy": "多云", "rain": "雨", "snow": "雪"}
EPOCH = date(1970, 1, 1)
MEAN_C, SEASON_C, NOISE_C = 11.0, 13.0, 4.0
"""A year's mean, half the difference between summer and winter, and a day's deviation."""
COLDEST_DAY = 20
RAINY_SHARE = 0.28
CLOUDY_SHARE = 0.60


def store_weather(
    stores: list[int], first: date, last: date, start: int, size: int
) -> pl.DataFrame:
    """Return rows `start` to `start + size` of the days' weather, days in order, then stores."""
    total = row_count(stores, first, last)
    places = np.arange(start, min(start + size, total), dtype=np.int64)
    store = np.asarray(stores, dtype=np.int64)[places % len(stores)]
    day = (first - EPOCH).days + places // len(stores)
    frame = pl.DataFrame({"store_id": store, "weather_date": pl.Series(day).cast(pl.Int32)})
    return _measured(frame.with_columns(pl.col("weather_date").cast(pl.Date)), store, day)


def row_count(stores: list[int], first: date, last: date) -> int:
    """Return how many rows the days have; none where `last` is before `first`."""
    return len(stores) * max((last - first + timedelta(days=1)).days, 0)


def _measured(frame: pl.DataFrame, store: np.ndarray, day: np.ndarray) -> pl.DataFrame:
    zone = 6.0 * (_chance(store, np.zeros_like(day), 1) - 0.5)
    front = _chance(store // 100, day, 2) - 0.5  # near stores share the day's weather front
    season = -np.cos(
        2 * np.pi * (frame["weather_date"].dt.ordinal_day().to_numpy() - COLDEST_DAY) / 365
    )
    middle = MEAN_C + SEASON_C * season + zone + 2 * NOISE_C * front
    spread = 3.0 + 5.0 * _chance(store, day, 3)
    wet = _chance(store // 100, day, 4)
    rain = np.where(wet < RAINY_SHARE, 25.0 * _chance(store, day, 5) ** 2 + 0.2, 0.0)
    return frame.with_columns(
        pl.Series("high_c", (middle + spread).round(1)),
        pl.Series("low_c", (middle - spread).round(1)),
        pl.Series("rain_mm", rain.round(1)),
        pl.Series("condition", _conditions(rain, wet, middle)),
    ).with_columns(pl.col("condition").replace_strict(CONDITIONS).alias("condition_zh"))


def _conditions(rain: np.ndarray, wet: np.ndarray, middle: np.ndarray) -> np.ndarray:
    return np.select(
        [(rain > 0) & (middle < 0.5), rain > 0, wet < CLOUDY_SHARE],
        ["snow", "rain", "cloudy"],
        default="sunny",
    )


def _chance(store: np.ndarray, day: np.ndarray, salt: int) -> np.ndarray:
    """Return a number in [0, 1) for each store and day, by the SplitMix64 finalizer."""
    mixed = (store.astype(np.uint64) << np.uint64(24)) ^ day.astype(np.uint64)
    mixed = (mixed + np.uint64(salt)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / 2**53
