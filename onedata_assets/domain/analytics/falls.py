"""Which days conversion fell sharply: one number, `change_pct` of `ads/conversion_day`, one limit.

The table compares each day with the median of the days before it; nothing is compared here.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class FallRule:
    """A day falls when it is more than `threshold` below the median of the days before it."""

    threshold: float = 0.2
    window_days: int = 7
    """Calendar days whose median the table holds."""

    def mark(self, conversion_day: pl.DataFrame) -> pl.DataFrame:
        """Return the days in order with `is_fall` added; a day that has no change is no fall."""
        below = pl.col("change_pct").cast(pl.Float64).fill_nan(None) < -100 * self.threshold
        return conversion_day.sort("day").with_columns(is_fall=below.fill_null(value=False))
