"""Logs of applications: events of one or more lines, as log4j, logback and Python write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.log_formats.kinds import APPLICATION, REST, Kinds
from onedata_assets.domain.metadata.log_formats.layouts import APPLICATION_LAYOUTS, layout_of
from onedata_assets.domain.metadata.log_formats.stamps import moments

if TYPE_CHECKING:
    import polars as pl

DETAIL = "detail"
"""The lines that follow the first one of an event: a stack trace, most often."""
DETAIL_LINES = 200


@dataclass(frozen=True)
class Application:
    """The events, how their first lines are laid out, and the lines that belong to none."""

    frame: pl.DataFrame
    properties: dict[str, str]
    misfits: pl.Series


def read_application(lines: pl.DataFrame, kinds: Kinds, written: datetime) -> Application:
    """Return one row for each event; lines that start none belong to the one before them.

    What stands before the first event of a part that begins within the file belongs to one that
    was not read.
    """
    import polars as pl

    marked = lines.with_columns(
        kinds.of.alias("kind"), (kinds.of == APPLICATION).alias("starts")
    ).with_columns(
        pl.col("starts").cum_sum().over("part").alias("in_part"),
        pl.col("starts").cum_sum().alias("event"),
    )
    own = pl.col("kind").is_in([APPLICATION, REST])
    events = (
        marked.filter(own & (pl.col("in_part") > 0))
        .group_by("event", maintain_order=True)
        .agg(
            pl.col("line").first(),
            pl.col("line").slice(1, DETAIL_LINES).str.join("\n").alias(DETAIL),
        )
    )
    lost = marked.filter(~own | ((pl.col("in_part") == 0) & pl.col("begins")))["line"]
    return _laid_out(events, lost, kinds, written)


def _laid_out(
    events: pl.DataFrame, lost: pl.Series, kinds: Kinds, written: datetime
) -> Application:
    """Return the events apart into the fields of the layout that nearly all of them have."""
    import polars as pl

    first = events["line"]
    layout = layout_of(first, APPLICATION_LAYOUTS, kinds.stamp) or APPLICATION_LAYOUTS[-1]
    pattern = layout.written(kinds.stamp)
    fits = first.str.contains(pattern)
    frame = first.filter(fits).str.extract_groups(pattern).struct.unnest()
    if "time" in frame.columns and kinds.stamp:
        frame = frame.with_columns(moments(frame["time"], kinds.stamp, written))
    frame = frame.with_columns(pl.col(pl.String).str.strip_chars())
    if "context" in frame.columns:
        context = pl.col("context").str.strip_chars(" []():|.")
        frame = frame.with_columns(pl.when(context.str.contains(r"\w")).then(context))
    frame = frame.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)))
    kept = [name for name in frame.columns if frame[name].null_count() < frame.height]
    detail = events.filter(fits).select(pl.when(pl.col(DETAIL) != "").then(pl.col(DETAIL)))
    found = frame.select(name for name in frame.columns if name in {*kept, "message"})
    stamp = {"time_format": kinds.stamp.name} if kinds.stamp else {}
    return Application(
        found.with_columns(detail.to_series().alias(DETAIL)),
        {"format": layout.family, **stamp},
        lost.extend(first.filter(~fits)),
    )
