"""What each line of a file is, of the kinds of lines that are known; what they say is read apart.

A kind is the family of a layout, or one of the words below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.log_formats.access import LINE
from onedata_assets.domain.metadata.log_formats.layouts import LEVEL, SYSTEM_LAYOUTS
from onedata_assets.domain.metadata.log_formats.plain import JSON, KEY_VALUE, are_json, delimiter_of
from onedata_assets.domain.metadata.log_formats.stamps import STAMPS, Stamp, stamp_of

if TYPE_CHECKING:
    import polars as pl

ACCESS, JSON_LINES, PAIRS, APPLICATION = "access", "json", "key=value", "application"
DELIMITED, REST = "delimited", "text"
_STARTS = (r"^[IWEF]?\[?", r"^[^\s\[{<]\S* ")
"""An application's line begins with its moment, or with the name of a file before it."""
_BY_LEVEL = rf"^\[?{LEVEL}\]?(?:\s*[:|-]|\])"
_TRACE = r"^(?:\s+\S|Caused by:|Traceback |[\w.$]+(?:Error|Exception)\b|\}|\)|\.\.\. )"
_FEW = 0.1
"""So many lines begin as an application's do, or the others are plainly parts of such."""
_OWN = "|".join(f"(?:{each.plain})" for each in STAMPS if each.name in {"moment", "syslog"})
_LEVEL_BEHIND_TIME = rf"^(?:<\d+>)?(?:{_OWN}) (?:- )?\[?{LEVEL}\b"
_LEVEL_BEFORE_QUOTES = r'^[^"]{0,200}\b(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\b'


@dataclass(frozen=True)
class Kinds:
    """The kind of each line, and what was found out with it: how moments and fields are parted."""

    of: pl.Series
    stamp: Stamp | None = None
    start: str = ""
    delimiter: str = ""

    def shares(self) -> dict[str, float]:
        """Return how much of the lines is of each kind, the most first."""
        counted = self.of.value_counts(sort=True, name="n")
        return {str(kind): n / len(self.of) for kind, n in counted.iter_rows()}


def kinds_of(lines: pl.Series) -> Kinds:
    """Return what each line is, by what nearly only lines of that kind are like."""
    import polars as pl

    found = pl.Series("kind", [None] * len(lines), dtype=pl.String)
    found = _told(found, _json(lines), JSON_LINES)
    behind = lines.str.contains(_LEVEL_BEHIND_TIME)
    for layout in SYSTEM_LAYOUTS:
        fits = lines.str.contains(layout.written())
        syslog = layout.family.startswith("syslog")
        found = _told(found, fits & ~behind if syslog else fits, layout.family)
    access = lines.str.contains(LINE) & ~lines.str.contains(_LEVEL_BEFORE_QUOTES)
    found = _told(found, access, ACCESS)
    found = _told(found, lines.str.contains(KEY_VALUE), PAIRS)
    return _of_applications(lines, found)


def _json(lines: pl.Series) -> pl.Series:
    may_be = lines.str.contains(JSON)
    return may_be & are_json(lines) if may_be.any() else may_be


def _told(found: pl.Series, fits: pl.Series, kind: str) -> pl.Series:
    """Return the kinds with this one where nothing is told yet."""
    import polars as pl

    both = pl.DataFrame({"kind": found, "fits": fits})
    new = pl.when(pl.col("kind").is_null() & pl.col("fits")).then(pl.lit(kind))
    return both.select(new.otherwise(pl.col("kind")).alias("kind"))["kind"]


def _of_applications(lines: pl.Series, found: pl.Series) -> Kinds:
    """Return the kinds with those of the lines that nothing else was told of."""
    open_ones = lines.filter(found.is_null())
    if open_ones.is_empty():
        return Kinds(found)
    stamp, start, share = _start_of(open_ones)
    pattern = f"{start}{stamp.plain}" if stamp else _BY_LEVEL
    starts = open_ones.str.contains(pattern)
    traces = open_ones.filter(~starts).str.contains(_TRACE).mean() or 0
    is_application = share >= _FEW or (share > 0 and float(traces) > 1 - _FEW)  # type: ignore[arg-type]
    levels = open_ones.str.contains(rf"\b{LEVEL}\b").mean() or 0
    least = 3 if is_application and float(levels) > 1 / 2 else 2  # type: ignore[arg-type]
    delimiter = delimiter_of(open_ones, least=least)
    if delimiter:
        return Kinds(found.fill_null(DELIMITED), stamp, pattern, delimiter)
    if is_application:
        found = _told(found, lines.str.contains(pattern), APPLICATION)
    return Kinds(found.fill_null(REST), stamp, pattern)


def _start_of(lines: pl.Series) -> tuple[Stamp | None, str, float]:
    """Return how lines of an application begin, and the share of those that do."""
    best: tuple[Stamp | None, str, float] = (None, "", 0.0)
    for start in _STARTS:
        stamp, share = stamp_of(lines, start)
        if share > best[2] * 1.5:
            best = (stamp, start, share)
    by_level = float(lines.str.contains(_BY_LEVEL).mean() or 0)  # type: ignore[arg-type]
    return (None, "", by_level) if by_level > best[2] else best
