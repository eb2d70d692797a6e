"""Lines of a log as a table: the most frequent kind of line is read, the others are told.

What kinds there are is in `kinds.py`. Which files are a log, and which parts of them are looked at,
is in `onedata_resources/clients`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.log_formats.access import read_access
from onedata_assets.domain.metadata.log_formats.applications import read_application
from onedata_assets.domain.metadata.log_formats.kinds import (
    ACCESS,
    APPLICATION,
    DELIMITED,
    JSON_LINES,
    PAIRS,
    REST,
    Kinds,
    kinds_of,
)
from onedata_assets.domain.metadata.log_formats.layouts import SYSTEM_LAYOUTS
from onedata_assets.domain.metadata.log_formats.plain import (
    read_delimited,
    read_json_lines,
    read_pairs,
    read_w3c,
    w3c_fields,
)
from onedata_assets.domain.metadata.log_formats.stamps import STAMPS, moments
from onedata_assets.domain.metadata.log_formats.templates import templates_of, values_of
from onedata_assets.domain.metadata.log_formats.typed import typed

if TYPE_CHECKING:
    import polars as pl

JSON_FORMAT = "json lines"
COMMON_TEMPLATE = 0.5
"""A template that so many lines have makes columns of its values."""


@dataclass(frozen=True)
class LogRead:
    """The rows of a log, how it is written, and the lines that are none of its rows.

    `shares` has the kinds of lines with how much of the log they are.
    """

    frame: pl.DataFrame
    properties: dict[str, str]
    misfits: pl.Series
    shares: dict[str, float] = field(default_factory=dict)
    lines: int = 0

    @property
    def fits(self) -> float:
        """Return the share of lines that are in rows."""
        return 1 - len(self.misfits) / self.lines if self.lines else 0.0


def read_log(lines: pl.DataFrame, written: datetime) -> LogRead | None:
    """Return what lines are; None if all are empty.

    `lines` has the columns `part`, a number for each stretch that was read without a gap,
    `begins`, whether a file begins with this stretch, and `line`. Years that are not told are
    those before `written`.
    """
    import polars as pl

    lines = lines.filter(pl.col("line").str.contains(r"\S"))
    if lines.is_empty():
        return None
    read = _of_w3c(lines["line"])
    if read is None:
        kinds = kinds_of(lines["line"])
        shares = _shares(kinds)
        read = _of_kind(next(iter(shares)), lines, kinds, written)
        read = replace(read, shares=shares)
    told = read.properties["format"] == JSON_FORMAT
    return replace(read, frame=typed(read.frame, written, told=told), lines=lines.height)


def _of_w3c(lines: pl.Series) -> LogRead | None:
    """Return the rows of a log that names its fields; None for one that does not."""
    fields = w3c_fields(lines)
    if not fields:
        return None
    frame, fits = read_w3c(lines, fields)
    if frame.is_empty():
        return None
    misfits = lines.filter(~fits & ~lines.str.starts_with("#"))
    return LogRead(frame, {"format": "w3c", "layout": " ".join(fields)}, misfits)


def _shares(kinds: Kinds) -> dict[str, float]:
    """Return the shares of kinds; lines of text behind those of an application are its parts."""
    shares = kinds.shares()
    if APPLICATION in shares and REST in shares:
        shares[APPLICATION] += shares.pop(REST)
    return dict(sorted(shares.items(), key=lambda each: -each[1]))


def _of_kind(kind: str, lines: pl.DataFrame, kinds: Kinds, written: datetime) -> LogRead:
    """Return the rows of the lines of a kind, and the lines that are none."""
    if kind == APPLICATION:
        read = read_application(lines, kinds, written)
        return LogRead(read.frame, read.properties, read.misfits)
    own = kinds.of == kind
    mine, others = lines["line"].filter(own), lines["line"].filter(~own)
    if kind == ACCESS:
        return _of_access(mine, others, written)
    if kind == DELIMITED:
        return _of_delimited(mine, others, kinds.delimiter)
    if kind == JSON_LINES:
        return LogRead(read_json_lines(mine), {"format": JSON_FORMAT}, others)
    if kind == PAIRS:
        return LogRead(read_pairs(mine), {"format": "key=value"}, others)
    return _of_text(mine, others) if kind == REST else _of_system(kind, mine, others, written)


def _of_access(lines: pl.Series, others: pl.Series, written: datetime) -> LogRead:
    access = read_access(lines)
    properties = {"format": access.family, "layout": access.layout}
    misfits = others.extend(lines.filter(~access.fits))
    return LogRead(_with_moments(access.frame, written), properties, misfits)


def _of_delimited(lines: pl.Series, others: pl.Series, delimiter: str) -> LogRead:
    frame, fits, has_names = read_delimited(lines, delimiter)
    header = "yes" if has_names else "no"
    properties = {"format": "delimited", "delimiter": delimiter, "header": header}
    return LogRead(frame, properties, others.extend(lines.filter(~fits)))


def _of_system(kind: str, lines: pl.Series, others: pl.Series, written: datetime) -> LogRead:
    import polars as pl

    layout = next(each for each in SYSTEM_LAYOUTS if each.family == kind)
    stamp = next(each for each in STAMPS if each.name == layout.stamp)
    frame = lines.str.extract_groups(layout.written()).struct.unnest()
    frame = frame.with_columns(moments(frame["time"], stamp, written))
    texts = pl.col(pl.String)
    told = frame.with_columns(pl.when(~texts.is_in(["-", ""])).then(texts))
    return LogRead(_by_priority(told), {"format": kind}, others)


def _by_priority(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the two numbers that syslog's priority is made of."""
    import polars as pl

    if "priority" not in frame.columns:
        return frame
    if frame["priority"].null_count() == frame.height:
        return frame.drop("priority")
    number = pl.col("priority").cast(pl.Int64, strict=False)
    facility, severity = (number // 8).alias("facility"), (number % 8).alias("severity")
    return frame.select(facility, severity, pl.exclude("priority"))


def _with_moments(frame: pl.DataFrame, written: datetime) -> pl.DataFrame:
    import polars as pl

    if "time" not in frame.columns:
        return frame
    times = frame["time"].drop_nulls()
    stamps = [each for each in STAMPS if each.name in {"request", "iso"}]
    stamp = next((each for each in stamps if times.str.contains(each.plain).all()), stamps[0])
    return frame.with_columns(pl.Series("time", moments(frame["time"], stamp, written)))


def _of_text(lines: pl.Series, others: pl.Series) -> LogRead:
    """Return lines of no known kind with their templates, and the values of a frequent one."""
    import polars as pl

    templates = templates_of(lines)
    frame = pl.DataFrame({"message": lines, "template": templates})
    main, count = templates.value_counts(sort=True, name="n").row(0)
    if count >= COMMON_TEMPLATE * len(lines):
        frame = frame.with_columns(values_of(lines, str(main)).get_columns())
    return LogRead(frame, {"format": "text"}, others)
