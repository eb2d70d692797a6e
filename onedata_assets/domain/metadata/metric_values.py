"""Whether the values of a metric are as its rules say: whole, in bounds, steady and fresh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.metrics import VALUE, Grain, Metric

if TYPE_CHECKING:
    import polars as pl


class Truth(StrEnum):
    """What is asserted of a metric's values."""

    WHOLE = "values_are_not_null"
    ONE_EACH = "keys_are_unique"
    BOUNDED = "values_are_within_bounds"
    STEADY = "changes_are_usual"
    FRESH = "values_are_fresh"


@dataclass(frozen=True)
class Outcome:
    """Whether a truth holds, why not, and the figures."""

    truth: Truth
    passed: bool
    en: str
    zh: str
    figures: Mapping[str, float | int | str]


def truths_of(metric: Metric) -> dict[Truth, tuple[str, str]]:
    """Return what is asserted of a metric, in words of both languages."""
    told = {Truth.WHOLE: ("No value is missing, and there is one", "至少有一个值，且没有空值")}
    if metric.keys:
        told[Truth.ONE_EACH] = (
            f"One value for each {', '.join(metric.keys)}",
            f"每个 {'、'.join(metric.keys)} 只有一个值",
        )
    if metric.min_value is not None or metric.max_value is not None:
        low = "−∞" if metric.min_value is None else f"{metric.min_value:g}"
        high = "+∞" if metric.max_value is None else f"{metric.max_value:g}"
        told[Truth.BOUNDED] = (f"Values are from {low} to {high}", f"取值在 {low} 与 {high} 之间")
    if metric.max_change_percent is not None:
        most = f"{metric.max_change_percent:g}%"
        told[Truth.STEADY] = (
            f"The newest value differs from the one before by {most} at most",
            f"最新值较上一次的变化不超过 {most}",
        )
    if metric.fresh_days is not None and metric.grain is not Grain.NONE:
        told[Truth.FRESH] = (
            f"The newest period is {metric.fresh_days} days old at most",
            f"最新周期不早于 {metric.fresh_days} 天前",
        )
    return told


def outcomes(
    metric: Metric, values: pl.DataFrame, today: date, before: pl.DataFrame | None
) -> list[Outcome]:
    """Return how each truth of a metric came out; `before` are the values of the last run."""
    found = {
        Truth.WHOLE: lambda: _whole(values),
        Truth.ONE_EACH: lambda: _one_each(metric, values),
        Truth.BOUNDED: lambda: _bounded(metric, values),
        Truth.STEADY: lambda: _steady(metric, values, before),
        Truth.FRESH: lambda: _fresh(metric, values, today),
    }
    return [found[truth]() for truth in truths_of(metric)]


def _whole(values: pl.DataFrame) -> Outcome:
    column = values[VALUE].cast(float)
    missing = column.null_count() + int(column.is_nan().sum())
    return Outcome(
        Truth.WHOLE,
        values.height > 0 and missing == 0,
        f"{missing} of {values.height} values are missing",
        f"{values.height} 个值中有 {missing} 个为空",
        {"values": values.height, "missing": missing},
    )


def _one_each(metric: Metric, values: pl.DataFrame) -> Outcome:
    twice = values.height - values.select(metric.keys).n_unique() if values.height else 0
    return Outcome(
        Truth.ONE_EACH,
        twice == 0,
        f"{twice} rows repeat a key",
        f"{twice} 行的键重复",
        {"repeated": twice},
    )


def _bounded(metric: Metric, values: pl.DataFrame) -> Outcome:
    column = values[VALUE].cast(float).drop_nulls()
    low = float("-inf") if metric.min_value is None else metric.min_value
    high = float("inf") if metric.max_value is None else metric.max_value
    outside = int((~column.is_between(low, high)).sum())
    least, most = (0.0, 0.0) if column.is_empty() else (column.min(), column.max())
    return Outcome(
        Truth.BOUNDED,
        outside == 0,
        f"{outside} values are outside the bounds; the least is {least:g}, the greatest {most:g}",
        f"{outside} 个值超出范围；最小 {least:g}，最大 {most:g}",
        {"outside": outside, "least": float(least), "greatest": float(most)},  # type: ignore[arg-type]
    )


def _steady(metric: Metric, values: pl.DataFrame, before: pl.DataFrame | None) -> Outcome:
    worst = _worst_change(metric, values, before)
    limit = metric.max_change_percent or 0.0
    return Outcome(
        Truth.STEADY,
        worst is None or worst <= limit,
        f"It changed by {worst or 0:.1f}%, more than {limit:g}%",
        f"变化 {worst or 0:.1f}%，超过 {limit:g}%",
        {} if worst is None else {"change_percent": round(worst, 3)},
    )


def _worst_change(
    metric: Metric, values: pl.DataFrame, before: pl.DataFrame | None
) -> float | None:
    """Return the greatest change in per cent: of the last two periods, else since the last run."""
    import polars as pl

    if metric.grain is not Grain.NONE:
        period = metric.grain.value
        last = values[period].unique().drop_nulls().sort().tail(2).to_list()
        if len(last) < 2:
            return None
        old, new = (values.filter(pl.col(period) == each).drop(period) for each in last)
    elif before is None or before.columns != values.columns:
        return None
    else:
        old, new = before, values
    names = list(metric.dimensions)
    both = (
        new.join(old, on=names, how="inner", nulls_equal=True, suffix="_before")
        if names
        else new.join(old, how="cross", suffix="_before")
    )
    is_, was = pl.col(VALUE).cast(pl.Float64), pl.col(f"{VALUE}_before").cast(pl.Float64)
    change = both.select((100 * (is_ - was).abs() / was.abs()).alias("change"))["change"]
    greatest = change.filter(change.is_finite()).max()
    return None if greatest is None else float(greatest)  # type: ignore[arg-type]


def _fresh(metric: Metric, values: pl.DataFrame, today: date) -> Outcome:
    newest = values[metric.grain.value].max()
    age = (today - newest).days if isinstance(newest, date) else None
    limit = metric.fresh_days or 0
    return Outcome(
        Truth.FRESH,
        age is not None and age <= limit,
        f"The newest period is {newest}, {age} days old; at most {limit} are allowed",
        f"最新周期为 {newest}，已过 {age} 天，上限 {limit} 天",
        {"newest": str(newest), **({} if age is None else {"age_days": age})},
    )
