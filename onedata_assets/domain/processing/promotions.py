"""In how many stores a product was promoted in a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

SOURCES = {
    "product_id": ("product_id",),
    "week": ("week",),
    "display_stores": ("store_id", "display_location"),
    "mailer_stores": ("store_id", "mailer_location"),
    "promoted_stores": ("store_id", "display_location", "mailer_location"),
}
"""For each column of `dwd/promotion_week` the columns of the source that it is made from."""

NOT_PROMOTED = "0"


def promotion_weeks(promotions: pl.LazyFrame) -> pl.DataFrame:
    """Return one row for each product and week, ordered by week and product.

    A store counts once however often the source repeats it. Read week by week: one pass over all
    weeks needs 15 times the processor time and six times the memory for its distinct stores.
    """
    import polars as pl

    weeks = promotions.select(pl.col("week").unique().sort()).collect()["week"]
    return pl.concat([_one_week(promotions.filter(pl.col("week") == week)) for week in weeks])


def _one_week(promotions: pl.LazyFrame) -> pl.DataFrame:
    """Return the counts of one week; bit 1 says display and bit 2 says mailer."""
    import polars as pl

    place = pl.col("place")
    display = (pl.col("display_location") != NOT_PROMOTED).cast(pl.UInt8)
    mailer = (pl.col("mailer_location") != NOT_PROMOTED).cast(pl.UInt8)
    return (
        promotions.select("product_id", "week", "store_id", (display + mailer * 2).alias("place"))
        .group_by("product_id", "week", "store_id")
        .agg(place.bitwise_or())
        .group_by("product_id", "week")
        .agg(
            place.is_in([1, 3]).sum().cast(pl.Int64).alias("display_stores"),
            place.is_in([2, 3]).sum().cast(pl.Int64).alias("mailer_stores"),
            (place > 0).sum().cast(pl.Int64).alias("promoted_stores"),
        )
        .sort("product_id")
        .collect()
    )
