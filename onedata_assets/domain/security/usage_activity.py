"""Activity by person and day, by day and week, and by hour of the week.

What is used is in `usage_most.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onedata_assets.domain.security.usage import Use

if TYPE_CHECKING:
    import polars as pl

COUNTED = {
    "launches": Use.LAUNCH,
    "reads": Use.READ,
    "exports": Use.EXPORT,
    "changes": Use.CHANGE,
    "sign_ins": Use.SIGN_IN,
    "failed_sign_ins": Use.FAILED_SIGN_IN,
}
SUMS = ("actions", *COUNTED, "refusals", "rows_read")


def activity(log: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each person and day, of what `usage.prepared` returned.

    `actions` are all records but failed sign-ins; a name with no other has no active hour.
    """
    import polars as pl

    active = pl.col("is_active")
    named = active & (pl.col("object") != "")
    things = pl.struct("kind", "object").filter(named)
    return (
        log.lazy()
        .group_by("day", "actor")
        .agg(
            active.sum().cast(pl.Int64).alias("actions"),
            *(
                (pl.col("use") == use.value).sum().cast(pl.Int64).alias(name)
                for name, use in COUNTED.items()
            ),
            pl.col("is_refused").sum().cast(pl.Int64).alias("refusals"),
            pl.col("rows_read").sum(),
            things.n_unique().cast(pl.Int64).alias("objects"),
            pl.col("hour").filter(active).n_unique().cast(pl.Int64).alias("active_hours"),
            pl.col("at").min().alias("first_at"),
            pl.col("at").max().alias("last_at"),
        )
        .sort("day", "actor")
        .collect(engine="streaming")
    )


def by_day(days: pl.DataFrame) -> pl.DataFrame:
    """Return active people and sums for each day of what `activity` returned."""
    return days.group_by("day").agg(*_people_and_sums()).sort("day")


def by_week(days: pl.DataFrame) -> pl.DataFrame:
    """Return active people and sums for each week, named by its Monday."""
    import polars as pl

    week = pl.col("day").dt.truncate("1w").alias("week")
    return days.group_by(week).agg(*_people_and_sums()).sort("week")


def _people_and_sums() -> list[pl.Expr]:
    import polars as pl

    people = pl.col("actor").filter(pl.col("actions") > 0).n_unique().cast(pl.Int64)
    return [people.alias("people"), *(pl.col(name).sum() for name in SUMS)]


def by_person(days: pl.DataFrame) -> pl.DataFrame:
    """Return the sums of each person, the most active first."""
    import polars as pl

    active = pl.col("actions") > 0
    return (
        days.group_by("actor")
        .agg(
            active.sum().cast(pl.Int64).alias("active_days"),
            *(pl.col(name).sum() for name in SUMS),
            pl.col("last_at").filter(active).max().alias("last_at"),
        )
        .sort(["actions", "actor"], descending=[True, False])
    )


def by_hour(log: pl.DataFrame) -> pl.DataFrame:
    """Return the actions of each hour of the week that has some; Monday is 1."""
    import polars as pl

    weekday = pl.col("day").dt.weekday().cast(pl.Int64).alias("weekday")
    hour = pl.col("hour").cast(pl.Int64)
    active = log.lazy().filter("is_active")
    counted = active.group_by(weekday, hour).agg(pl.len().cast(pl.Int64).alias("actions"))
    return counted.sort("weekday", "hour").collect()
