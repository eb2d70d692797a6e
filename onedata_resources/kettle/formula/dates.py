"""Functions on moments."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from onedata_resources.kettle.formula.calls import Arguments, Function
from onedata_resources.kettle.formula.values import (
    BAD_VALUE,
    FormulaError,
    Value,
    moment,
    number,
    text,
    whole,
)


def _now() -> datetime:
    now = datetime.now(UTC).replace(tzinfo=None)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _midnight(value: datetime) -> datetime:
    return value.replace(hour=0, minute=0, second=0, microsecond=0)


def _date(arguments: Arguments) -> Value:
    """Return the day; months and days past their range run over."""
    year, month, day = (whole(arguments[number]) for number in range(3))
    months = year * 12 + month - 1
    try:
        start = datetime(months // 12, months % 12 + 1, 1)  # noqa: DTZ001 - naive UTC
        return start + timedelta(days=day - 1)
    except (ValueError, OverflowError) as error:
        raise FormulaError(BAD_VALUE) from error


def _time(arguments: Arguments) -> Value:
    hours, minutes, seconds = (number(arguments[at]) for at in range(3))
    return (hours * 3600 + minutes * 60 + seconds) / Decimal(86400)


def _part(read: Callable[[datetime], int]) -> Function:
    return lambda arguments: Decimal(read(moment(arguments[0])))


def _weekday(arguments: Arguments) -> Value:
    """Return the day of the week: type 1 counts from Sunday, 2 from Monday, 3 from Monday as 0."""
    day = moment(arguments[0]).isoweekday()
    kinds = {1: day % 7 + 1, 2: day, 3: day - 1}
    kind = whole(arguments.get(1, Decimal(1)))
    if kind not in kinds:
        raise FormulaError(BAD_VALUE)
    return Decimal(kinds[kind])


def _datedif(arguments: Arguments) -> Value:
    """Return whole years, months or days between two days, without greater units where asked."""
    start, end = _midnight(moment(arguments[0])), _midnight(moment(arguments[1]))
    unit = text(arguments[2])
    sign = 1
    if end < start:
        start, end, sign = end, start, -1
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    counts: dict[str, Callable[[], int]] = {
        "d": lambda: (end - start).days,
        "m": lambda: months,
        "y": lambda: months // 12,
        "ym": lambda: months % 12,
        "md": lambda: (end - _moved(start, months)).days,
        "yd": lambda: (end - _moved(start, months // 12 * 12)).days,
    }
    if unit not in counts:
        raise FormulaError(BAD_VALUE)
    return Decimal(sign * counts[unit]())


def _moved(day: datetime, months: int) -> datetime:
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return day.replace(
        year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1])
    )


def _month_end(arguments: Arguments) -> Value:
    day = _midnight(moment(arguments[0]))
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _previous_weekday(_: Arguments) -> Value:
    day = _midnight(_now()) - timedelta(days=1)
    while day.isoweekday() > 5:
        day -= timedelta(days=1)
    return day


def _time_value(arguments: Arguments) -> Value:
    value = moment(arguments[0])
    return number(value) - number(_midnight(value))


FUNCTIONS: Mapping[str, Function] = {
    "DATE": _date,
    "DATEDIF": _datedif,
    "DATETIMEVALUE": lambda arguments: moment(arguments[0]),
    "DATEVALUE": lambda arguments: _midnight(moment(arguments[0])),
    "DAY": _part(lambda day: day.day),
    "DAYS": lambda arguments: Decimal(
        (_midnight(moment(arguments[0])) - _midnight(moment(arguments[1]))).days
    ),
    "HOUR": _part(lambda day: day.hour),
    "MINUTE": _part(lambda day: day.minute),
    "MONTH": _part(lambda day: day.month),
    "MONTHEND": _month_end,
    "NOW": lambda _: _now(),
    "PREVWEEKDAY": _previous_weekday,
    "SECOND": _part(lambda day: day.second),
    "TIME": _time,
    "TIMEVALUE": _time_value,
    "TODAY": lambda _: _midnight(_now()),
    "WEEKDAY": _weekday,
    "YEAR": _part(lambda day: day.year),
    "YESTERDAY": lambda _: _midnight(_now()) - timedelta(days=1),
}
