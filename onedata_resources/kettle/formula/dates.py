"""Functions on moments."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from onedata_resources.kettle.formula.calls import Arguments, Function
from onedata_resources.kettle.formula.errors import BAD_VALUE, UNEXPECTED, FormulaError
from onedata_resources.kettle.formula.moments import Kind, part_of
from onedata_resources.kettle.formula.numbers import whole_minutes, whole_part
from onedata_resources.kettle.formula.values import Typed, of_number
from onedata_resources.kettle.values.date_mask import parse_moment
from onedata_resources.kettle.values.time_zones import wall_clock

DATE = (Kind.DATE,)
TIME = (Kind.TIME,)
TEXT = (Kind.TEXT,)


def _now() -> datetime:
    return wall_clock().replace(microsecond=0)


def _day(moment: datetime) -> Typed:
    return Typed(Kind.DATE, part_of(moment, Kind.DATE))


def _date(arguments: Arguments) -> Typed:
    """Return the day; months and days past their range run over."""
    year, month, day = (arguments.whole(number) for number in range(3))
    months = year * 12 + month - 1
    start = datetime(months // 12, months % 12 + 1, 1)  # noqa: DTZ001 - naive UTC
    return Typed(Kind.DATE, start + timedelta(days=day - 1))


def _time(arguments: Arguments) -> Typed:
    """Return the time of day on the day of the run."""
    hours, minutes, seconds = (arguments.whole(number) for number in range(3))
    day = part_of(_now(), Kind.DATE)
    return Typed(Kind.TIME, day + timedelta(hours=hours, minutes=minutes, seconds=seconds))


def _part(read: Callable[[datetime], int]) -> Function:
    return Function(lambda arguments: of_number(Decimal(read(arguments.moment(0)))), DATE, 1, 1)


def _hour(arguments: Arguments) -> Typed:
    days = arguments.exact(0)
    return of_number(whole_part((days - int(whole_part(days))) * 24))


def _minute(arguments: Arguments) -> Typed:
    hours = arguments.exact(0) * 24
    return of_number(whole_minutes((hours - int(whole_part(hours))) * 60))


def _second(arguments: Arguments) -> Typed:
    """Return the second. A minute that decimals fall short of counts as 59 seconds before it."""
    minutes = arguments.exact(0) * 1440
    return of_number(whole_part((minutes - whole_part(minutes)) * 60))


def _weekday(arguments: Arguments) -> Typed:
    """Return the day of the week: type 1 counts from Sunday, 2 from Monday, 3 from Monday as 0."""
    day = arguments.moment(0).isoweekday()
    kinds = {1: day % 7 + 1, 2: day, 3: day - 1}
    kind = arguments.whole(1, 1)
    if kind not in kinds:
        raise FormulaError(BAD_VALUE)
    return of_number(Decimal(kinds[kind]))


def _days(arguments: Arguments) -> Typed:
    """Return the days from the first to the second date, by libformula's way over the years.

    Years between count as a sum of their days even where the second date is the earlier one.
    """
    first, second = arguments.moment(0), arguments.moment(1)
    years = range(min(first.year, second.year), max(first.year, second.year))
    days = second.timetuple().tm_yday - first.timetuple().tm_yday
    return of_number(Decimal(days + sum(365 + calendar.isleap(year) for year in years)))


def _datedif(arguments: Arguments) -> Typed:
    """Return years, months or days between two days, without greater units where asked."""
    unit = arguments.text(2)
    first, second = arguments.moment(0), arguments.moment(1)
    if unit == "d":
        return of_number(Decimal((second - first).days))
    start, end = min(first, second), max(first, second)
    counts: dict[str, Callable[[], int]] = {
        "y": lambda: _steps(start, end, 12),
        "m": lambda: _steps(start, end, 1),
        "ym": lambda: _steps(start, end, 1) % 12,
        "md": lambda: _month_days(start, end),
        "yd": lambda: _year_days(start, end),
    }
    if unit not in counts:
        raise FormulaError(BAD_VALUE)
    return of_number(Decimal(counts[unit]() if first < second else -counts[unit]()))


def _steps(start: datetime, end: datetime, months: int) -> int:
    """Return how many steps of months lead up to the end; a day once cut to a month stays cut."""
    count, at = 0, _moved(start, months)
    while at <= end:
        count, at = count + 1, _moved(at, months)
    return count if start != end else 0


def _moved(day: datetime, months: int) -> datetime:
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return day.replace(year=year, month=month, day=min(day.day, last))


def _month_days(start: datetime, end: datetime) -> int:
    days = end.day - start.day
    return days if days >= 0 else calendar.monthrange(end.year, end.month)[1] + days


def _year_days(start: datetime, end: datetime) -> int:
    days = end.timetuple().tm_yday - start.timetuple().tm_yday
    return days if days >= 0 else 365 + calendar.isleap(start.year) + days


def _month_end(arguments: Arguments) -> Typed:
    day = arguments.moment(0)
    return _day(day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def _previous_weekday(arguments: Arguments) -> Typed:
    """Return the last day that was none of the weekend: of Saturday and Sunday, or the day before.

    A Saturday goes back one day for the first kind of weekend; so does a Friday for the second.
    """
    kind = arguments.whole(0, 1)
    if kind not in {1, 2}:
        raise FormulaError(BAD_VALUE)
    back = {1: {7: 2, 1: 3}, 2: {6: 2, 7: 3}}[kind].get(_now().isoweekday(), 1)
    return _day(_now() - timedelta(days=back))


def _parsed(arguments: Arguments) -> Typed:
    locale = arguments.text(2) if len(arguments) > 2 else ""
    zone = arguments.text(3) if len(arguments) > 3 else ""
    found = parse_moment(
        arguments.text(0), arguments.text(1), lenient=False, locale=locale, zone=zone
    )
    if found is None:
        raise FormulaError(UNEXPECTED)
    return Typed(Kind.DATETIME, found)


FUNCTIONS: Mapping[str, Function] = {
    "DATE": Function(_date, (Kind.NUMBER,), 3, 3),
    "DATEDIF": Function(_datedif, (Kind.DATE, Kind.DATE, Kind.TEXT), 3, 3),
    "DATETIMEVALUE": Function(
        lambda arguments: Typed(Kind.DATETIME, arguments.moment(0)), TEXT, 1, 1
    ),
    "DATEVALUE": Function(lambda arguments: _day(arguments.moment(0)), TEXT, 1, 1),
    "DAY": _part(lambda day: day.day),
    "DAYS": Function(_days, DATE, 2, 2),
    "HOUR": Function(_hour, TIME, 1, 1),
    "MINUTE": Function(_minute, TIME, 1, 1),
    "MONTH": _part(lambda day: day.month),
    "MONTHEND": Function(_month_end, DATE, 1, 1),
    "NOW": Function(lambda _: Typed(Kind.DATETIME, _now())),
    "PARSEDATE": Function(_parsed, TEXT, 2, 4),
    "PREVWEEKDAY": Function(_previous_weekday, (Kind.NUMBER,), most=1),
    "SECOND": Function(_second, TIME, 1, 1),
    "TIME": Function(_time, (Kind.NUMBER,), 3, 3),
    "TIMEVALUE": Function(
        lambda arguments: Typed(Kind.TIME, part_of(arguments.moment(0), Kind.TIME)), TEXT, 1, 1
    ),
    "TODAY": Function(lambda _: _day(_now())),
    "WEEKDAY": Function(_weekday, (Kind.DATE, Kind.NUMBER), 1, 2),
    "YEAR": _part(lambda day: day.year),
    "YESTERDAY": Function(lambda _: _day(_now() - timedelta(days=1))),
}
