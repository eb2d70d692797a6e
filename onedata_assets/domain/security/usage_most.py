"""What of the platform is used most, and by how many: objects, projects, parts.

Activity by person and time is in `usage_activity.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def most_used_objects(log: pl.DataFrame, limit: int = 20) -> pl.DataFrame:
    """Return the objects with the most people, then the most actions, of a prepared log."""
    import polars as pl

    named = log.lazy().filter(pl.col("is_active") & (pl.col("object") != ""))
    return _most(named, ["kind", "object"]).head(limit).collect()


def most_used_projects(log: pl.DataFrame, limit: int = 20) -> pl.DataFrame:
    """Return the projects with the most people; a record of several counts for each."""
    import polars as pl

    named = log.lazy().filter(pl.col("is_active") & (pl.col("project") != ""))
    each = named.with_columns(pl.col("project").str.split(",")).explode("project")
    return _most(each, ["project"]).head(limit).collect()


def adoption(log: pl.DataFrame) -> pl.DataFrame:
    """Return for each part of the platform its people, actions, and share of all active people."""
    import polars as pl

    active = log.lazy().filter("is_active")
    people = active.select(pl.col("actor").n_unique()).collect().item()
    share = (pl.col("people") / max(people, 1)).alias("share")
    return _most(active, ["part"]).with_columns(share).collect()


def _most(log: pl.LazyFrame, by: list[str]) -> pl.LazyFrame:
    import polars as pl

    return (
        log.group_by(by)
        .agg(
            pl.col("actor").n_unique().cast(pl.Int64).alias("people"),
            pl.len().cast(pl.Int64).alias("actions"),
            pl.col("at").max().alias("last_at"),
        )
        .sort(["people", "actions", *by], descending=[True, True, *[False] * len(by)])
    )
