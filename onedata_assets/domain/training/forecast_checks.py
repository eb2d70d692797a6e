"""What must be true of the forecast table before others use it."""

import polars as pl

from onedata_assets.domain.training.features import HORIZON


def newest_issue(forecasts: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the newest issue."""
    return forecasts.filter(pl.col("issued_on") == pl.col("issued_on").max())


def missing_days(issue: pl.DataFrame, departments: pl.Series, horizon: int = HORIZON) -> int:
    """Return how many (department, day ahead) pairs the issue lacks or holds more than once."""
    wanted = pl.DataFrame({"department": departments.drop_nulls().unique()}).join(
        pl.DataFrame({"horizon_days": range(1, horizon + 1)}, schema={"horizon_days": pl.Int64}),
        how="cross",
    )
    held = issue.group_by("department", "horizon_days").len().filter(pl.col("len") == 1)
    return wanted.join(held, on=["department", "horizon_days"], how="anti").height


def unordered_bounds(issue: pl.DataFrame) -> int:
    """Return how many rows are not `0 <= lower <= forecast <= upper`; a null is one of them."""
    ordered = (
        (pl.col("lower_usd") >= 0)
        & (pl.col("lower_usd") <= pl.col("forecast_usd"))
        & (pl.col("forecast_usd") <= pl.col("upper_usd"))
        & pl.col("upper_usd").is_finite()
    )
    return issue.filter(~ordered.fill_null(value=False)).height
