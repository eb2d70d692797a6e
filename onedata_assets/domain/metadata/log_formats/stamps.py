"""Moments as logs write them, found at the beginning of a line and read as times.

How the rest of a line is laid out is in `layouts.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_CLOCK = r"(?P<h>\d{1,2}):(?P<mi>\d{2}):(?P<s>\d{2})(?:[.,:](?P<frac>\d{1,9}))?"
_ZONE = r"(?:\s?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})(?:\b|$))?"
_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"


@dataclass(frozen=True)
class Stamp:
    """A way to write a moment; groups of the pattern are its parts, as far as it has them."""

    name: str
    pattern: str

    @property
    def plain(self) -> str:
        """Return the pattern without names, to stand in another one."""
        import re

        return re.sub(r"\(\?P<\w+>", "(?:", self.pattern)


_DATE = r"(?P<y>\d{4})[-/.](?P<m>\d{2})[-/.](?P<d>\d{2})"
STAMPS = (
    Stamp("moment", r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})T" + _CLOCK + _ZONE),
    Stamp("iso", _DATE + "[T _-]" + _CLOCK + _ZONE),
    Stamp("compact", r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})[T _-]?" + _CLOCK + _ZONE),
    Stamp("chinese", r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日\s*" + _CLOCK),
    Stamp("request", r"(?P<d>\d{2})/" + _MONTH + r"/(?P<y>\d{4}):" + _CLOCK + _ZONE),
    Stamp("juli", r"(?P<d>\d{1,2})-" + _MONTH + r"-(?P<y>\d{4}) " + _CLOCK),
    Stamp("us", _MONTH + r" (?P<d>\d{1,2}), (?P<y>\d{4}),? " + _CLOCK + r" (?P<half>[AP]M)"),
    Stamp("ctime", _DAY + " " + _MONTH + r" +(?P<d>\d{1,2}) " + _CLOCK + r" (?P<y>\d{4})"),
    Stamp("syslog", _MONTH + r" +(?P<d>\d{1,2}) " + _CLOCK),
    Stamp("short", r"(?P<yy>\d{2})[/-](?P<m>\d{2})[/-](?P<d>\d{2}) " + _CLOCK),
    Stamp("digits", r"(?P<yy>\d{2})(?P<m>\d{2})(?P<d>\d{2}) (?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})"),
    Stamp("day", r"(?P<m>\d{2})[-.](?P<d>\d{2}) " + _CLOCK),
    Stamp("glog", r"(?P<m>\d{2})(?P<d>\d{2}) " + _CLOCK),
    Stamp("epoch", r"(?P<epoch>1\d{9}(?:\d{3})?)(?P<part>\.\d{1,9})?\b"),
    Stamp("clock", _CLOCK),
)
"""In the order in which they are tried: a later one is found within what an earlier one writes."""


def stamp_of(lines: pl.Series, start: str = r"^\[?") -> tuple[Stamp | None, float]:
    """Return how most of the lines begin, and the share of those that do."""
    shares = [(stamp, lines.str.contains(start + stamp.plain).mean() or 0.0) for stamp in STAMPS]
    best = max(shares, key=lambda each: float(each[1]))  # type: ignore[arg-type]
    return (best[0], float(best[1])) if best[1] else (None, 0.0)  # type: ignore[arg-type]


def moments(texts: pl.Series, stamp: Stamp, written: datetime) -> pl.Series:
    """Return the moments; in UTC where all of them tell their zone, else as the clock showed them.

    Where the year is not told, it is the last one in which the moment is not after `written`.
    """
    import polars as pl

    if texts.is_empty():
        return pl.Series("time", [], dtype=pl.Datetime("us"))
    parts = texts.str.extract_groups(stamp.pattern).struct.unnest()
    if "epoch" in parts.columns:
        return _epochs(parts)
    if not {"y", "yy", "m", "mon"} & set(parts.columns):
        clock = parts.select(_clock(parts)).to_series().str.to_time("%H:%M:%S%.f", strict=False)
        return clock.rename("time")
    year = written.year
    found = parts.select(
        pl.concat_str(_year(parts, year), pl.lit("-"), _month(parts), pl.lit("-"), pl.col("d"))
        .add(" ")
        .add(_clock(parts))
        .str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
        .alias("time")
    )
    if not {"y", "yy"} & set(parts.columns):
        latest = written.replace(tzinfo=None) + timedelta(days=1)
        found = found.with_columns(
            pl.when(pl.col("time") > latest)
            .then(pl.col("time").dt.offset_by("-1y"))
            .otherwise(pl.col("time"))
        )
    return _in_zone(found, parts)


def _year(parts: pl.DataFrame, written: int) -> pl.Expr:
    import polars as pl

    if "y" in parts.columns:
        return pl.col("y")
    return pl.lit("20") + pl.col("yy") if "yy" in parts.columns else pl.lit(str(written))


def _month(parts: pl.DataFrame) -> pl.Expr:
    import polars as pl

    if "m" in parts.columns:
        return pl.col("m")
    numbers = {name: str(number) for number, name in enumerate(_MONTHS, 1)}
    return pl.col("mon").str.to_lowercase().replace_strict(numbers, default=None)


def _clock(parts: pl.DataFrame) -> pl.Expr:
    import polars as pl

    hour = pl.col("h")
    if "half" in parts.columns:
        late = pl.when(pl.col("half") == "PM").then(12).otherwise(0)
        hour = (hour.cast(pl.Int64, strict=False) % 12 + late).cast(pl.String)
    part = pl.col("frac").fill_null("0") if "frac" in parts.columns else pl.lit("0")
    return pl.concat_str(hour, pl.col("mi"), pl.col("s"), separator=":") + pl.lit(".") + part


def _in_zone(found: pl.DataFrame, parts: pl.DataFrame) -> pl.Series:
    import polars as pl

    if "zone" not in parts.columns or parts["zone"].null_count() > found["time"].null_count():
        return found["time"]
    zone = parts["zone"].str.replace_many(["Z", "UTC", "GMT"], ["+0000"] * 3).str.replace(":", "")
    minutes = zone.str.slice(1, 2).cast(pl.Int64, strict=False) * 60
    minutes += zone.str.slice(3, 2).cast(pl.Int64, strict=False)
    ahead = pl.DataFrame({"time": found["time"], "minutes": minutes, "sign": zone.str.head(1)})
    away = pl.duration(minutes=pl.col("minutes"))
    return ahead.select(
        pl.when(pl.col("sign") == "-")
        .then(pl.col("time") + away)
        .otherwise(pl.col("time") - away)
        .dt.replace_time_zone("UTC")
        .alias("time")
    )["time"]


def _epochs(parts: pl.DataFrame) -> pl.Series:
    import polars as pl

    number = pl.col("epoch").cast(pl.Int64, strict=False)
    whole = pl.when(pl.col("epoch").str.len_chars() > 10).then(number * 1000)
    micros = whole.otherwise(number * 1_000_000)
    part = (pl.col("part").cast(pl.Float64, strict=False).fill_null(0) * 1_000_000).cast(pl.Int64)
    moment = pl.from_epoch(micros + part, time_unit="us").dt.replace_time_zone("UTC")
    return parts.select(moment.alias("time"))["time"]
