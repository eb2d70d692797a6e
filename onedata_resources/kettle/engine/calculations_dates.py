"""Calculator's operations on dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

import polars as pl

from onedata_resources.kettle.engine.calculations import Operand, Operation, Result
from onedata_resources.kettle.values.convert import not_empty
from onedata_resources.kettle.values.date_mask import parse_moment
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.types import KettleType

K = KettleType
DAY_MS = 86_400_000


def _shifted(unit: str) -> Operation:
    def shift(a: Operand, b: Operand) -> Result:
        moment, count = a.as_kind(K.DATE), b.as_kind(K.INTEGER)
        missing = moment.is_null() | count.is_null()
        value = moment.dt.offset_by(formatted(f"{{}}{unit}", count))
        return Result(value, K.DATE, missing, "The date must not be null")

    return shift


def _part(function: Callable[[pl.Expr], pl.Expr]) -> Operation:
    def part(a: Operand) -> Result:
        return Result(function(a.as_kind(K.DATE)).cast(pl.Int64), K.INTEGER)

    return part


def _difference(unit: int) -> Operation:
    def difference(a: Operand, b: Operand) -> Result:
        span = a.as_kind(K.DATE).dt.epoch("ms") - b.as_kind(K.DATE).dt.epoch("ms")
        return Result((span.abs() // unit) * span.sign(), K.INTEGER)

    return difference


def _working_days(a: Operand, b: Operand) -> Result:
    """Count weekdays from the earlier moment on, one per day, the day of the later one included."""
    to, since = a.as_kind(K.DATE), b.as_kind(K.DATE)
    first, last = pl.min_horizontal(to, since), pl.max_horizontal(to, since)
    days = (last.dt.epoch("ms") - first.dt.epoch("ms")) // DAY_MS + 1
    start = first.dt.date()
    count = pl.business_day_count(start, start + pl.duration(days=days)).cast(pl.Int64)
    signed = pl.when(since > to).then(-count).otherwise(count)
    return Result(pl.when(to.is_not_null() & since.is_not_null()).then(signed), K.INTEGER)


def _with_time(a: Operand, b: Operand, c: Operand) -> Result:
    """Return A moved by the time of day that B spells with the mask C."""
    moment = a.as_kind(K.DATE)
    time, mask = not_empty(b.text), not_empty(c.text)
    pair = pl.struct(time.alias("b"), mask.alias("c"))
    shift = pair.map_batches(_times, return_dtype=pl.Int64(), is_elementwise=True)
    moved = moment + pl.duration(milliseconds=shift)
    bad = time.is_not_null() & shift.is_null() & moment.is_not_null()
    value = pl.when(time.is_null()).then(moment).otherwise(moved).cast(pl.Datetime("ms"))
    return Result(value, K.DATE, bad, "the time does not fit the mask")


def _times(pairs: pl.Series) -> pl.Series:
    """Return the milliseconds that each text spells with its mask, null where it does not fit."""
    frame = pairs.struct.unnest()
    known = {
        (text, mask): _time(text, mask)
        for text, mask in frame.unique().iter_rows()
        if text is not None
    }
    shifts = [known.get(row) for row in frame.iter_rows()]
    return pl.Series(pairs.name, shifts, dtype=pl.Int64)


def _time(text: str, mask: str | None) -> int | None:
    moment = parse_moment(text, mask or "HH:mm:ss", lenient=False)
    return None if moment is None else round(moment.replace(tzinfo=UTC).timestamp() * 1000)


def _without_time(a: Operand) -> Result:
    return Result(a.as_kind(K.DATE).dt.truncate("1d"), K.DATE)


def _us_week(moment: pl.Expr) -> pl.Expr:
    """Return the week where weeks start on Sunday and January 1 is in week 1."""
    day = moment.dt.date()
    saturday = day + pl.duration(days=6 - day.dt.weekday() % 7)
    start = saturday.dt.truncate("1y")
    first = start - pl.duration(days=start.dt.weekday() % 7)
    return (day - first).dt.total_days() // 7 + 1


DATES: dict[str, tuple[Operation, int]] = {
    "ADD_DAYS": (_shifted("d"), 2), "ADD_HOURS": (_shifted("h"), 2),
    "ADD_MINUTES": (_shifted("m"), 2), "ADD_SECONDS": (_shifted("s"), 2),
    "ADD_MONTHS": (_shifted("mo"), 2), "ADD_TIME_TO_DATE": (_with_time, 3),
    "REMOVE_TIME_FROM_DATE": (_without_time, 1),
}  # fmt: skip
DATE_NUMBERS: dict[str, tuple[Operation, int]] = {
    "YEAR_OF_DATE": (_part(lambda d: d.dt.year()), 1),
    "MONTH_OF_DATE": (_part(lambda d: d.dt.month()), 1),
    "DAY_OF_MONTH": (_part(lambda d: d.dt.day()), 1),
    "DAY_OF_YEAR": (_part(lambda d: d.dt.ordinal_day()), 1),
    "DAY_OF_WEEK": (_part(lambda d: d.dt.weekday() % 7 + 1), 1),
    "WEEK_OF_YEAR": (_part(_us_week), 1),
    "WEEK_OF_YEAR_ISO8601": (_part(lambda d: d.dt.week()), 1),
    "YEAR_OF_DATE_ISO8601": (_part(lambda d: d.dt.iso_year()), 1),
    "QUARTER_OF_DATE": (_part(lambda d: d.dt.quarter()), 1),
    "HOUR_OF_DAY": (_part(lambda d: d.dt.hour()), 1),
    "MINUTE_OF_HOUR": (_part(lambda d: d.dt.minute()), 1),
    "SECOND_OF_MINUTE": (_part(lambda d: d.dt.second()), 1),
    "DATE_DIFF": (_difference(DAY_MS), 2), "DATE_DIFF_HR": (_difference(3_600_000), 2),
    "DATE_DIFF_MN": (_difference(60_000), 2), "DATE_DIFF_SEC": (_difference(1000), 2),
    "DATE_DIFF_MSEC": (_difference(1), 2), "DATE_WORKING_DIFF": (_working_days, 2),
}  # fmt: skip
