"""Which days of a daily figure fell sharply against the days before them."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class FallRule:
    """A day falls when it is more than `threshold` below the median of the preceding days.

    The median is taken over the `window_days` calendar days before the day; with fewer than
    `min_days` of them there is nothing to compare with.
    """

    threshold: float = 0.2
    window_days: int = 7
    min_days: int = 4

    def mark(self, days: pl.DataFrame, figure: str, day: str = "day") -> pl.DataFrame:
        """Return the days in order with `previous_median`, `change` and `is_fall` added.

        `change` is relative: -0.25 is a quarter less. A day without a figure is no fall.
        """
        previous = pl.col(figure).rolling_median_by(
            day, f"{self.window_days}d", min_samples=self.min_days, closed="left"
        )
        compared = (
            days.sort(day)
            .with_columns(pl.col(figure).cast(pl.Float64).fill_nan(None))
            .with_columns(previous.alias("previous_median"))
        )
        change = pl.when(pl.col("previous_median") > 0).then(
            pl.col(figure) / pl.col("previous_median") - 1
        )
        return compared.with_columns(change=change).with_columns(
            is_fall=(pl.col("change") < -self.threshold).fill_null(value=False)
        )
