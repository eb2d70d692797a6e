"""The moment that parsed calendar fields say, as java.util.GregorianCalendar resolves them.

Fields carry the letters of a mask, in the order in which the text gave them: where several say the
day, the one that came last counts. Weeks start on Sunday, and January 1 is in week 1.
Reading the fields from a text is in `date_mask.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta

_SUNDAY = 6
_UNUSUAL = frozenset("DwWFE")
_NOT_IN_A_MOMENT = frozenset({"Y", "us", "zone"})
_SET_BY_A_WEEK = frozenset("yMdw")
"""Fields that a week of a week year replaces."""


def us_week(moment: datetime) -> tuple[int, int]:
    """Return week year and week where weeks start on Sunday and January 1 is in week 1."""
    saturday = moment + timedelta(days=6 - (moment.weekday() + 1) % 7)
    start = datetime(saturday.year, 1, 1)  # noqa: DTZ001 - moments are naive UTC here
    first = start - timedelta(days=(start.weekday() + 1) % 7)
    return saturday.year, (moment - first).days // 7 + 1


def _week_of_month(moment: datetime) -> int:
    return (moment.day + (moment.replace(day=1).weekday() + 1) % 7 - 1) // 7 + 1


NUMBERS: dict[str, Callable[[datetime], int]] = {
    "y": lambda moment: moment.year,
    "M": lambda moment: moment.month,
    "L": lambda moment: moment.month,
    "d": lambda moment: moment.day,
    "E": lambda moment: moment.weekday(),
    "a": lambda moment: moment.hour // 12,
    "H": lambda moment: moment.hour,
    "k": lambda moment: moment.hour or 24,
    "K": lambda moment: moment.hour % 12,
    "h": lambda moment: moment.hour % 12 or 12,
    "m": lambda moment: moment.minute,
    "s": lambda moment: moment.second,
    "S": lambda moment: moment.microsecond // 1000,
    "D": lambda moment: moment.timetuple().tm_yday,
    "F": lambda moment: (moment.day - 1) // 7 + 1,
    "u": lambda moment: moment.isoweekday(),
    "w": lambda moment: us_week(moment)[1],
    "W": _week_of_month,
}
"""The number that each letter of a mask says of a moment; E counts the days from Monday as 0."""


class CalendarFields:
    """What a text said of a moment: `y Y M d D w W F E a H K m s S` as numbers, and `zone`.

    E counts the days from Monday as 0; us holds the microseconds of a Timestamp.
    """

    def __init__(self) -> None:
        """Start without a field."""
        self._values: dict[str, int] = {}
        self._stamps: dict[str, int] = {}
        self._latest = 0
        self._strictly = True

    def __contains__(self, letter: str) -> bool:
        """Return whether the text said this field."""
        return letter in self._values

    def put(self, letter: str, number: int) -> None:
        """Take a field as the latest one; L, k, h and u become the letter of the same field."""
        if letter in "hk":
            most = 12 if letter == "h" else 24
            self._strictly &= 1 <= number <= most
            number = 0 if number == most else number
        elif letter == "u":
            number -= 1
        letter = {"L": "M", "k": "H", "h": "K", "u": "E"}.get(letter, letter)
        self._values[letter] = number
        self._latest += 1
        self._stamps[letter] = self._latest

    def moment(self, *, lenient: bool) -> datetime | None:
        """Return the moment in UTC; None where there is none, or strictly no such one."""
        values = self._values
        day = self._day(lenient=lenient)
        if day is None:
            return None
        try:
            local = datetime(day.year, day.month, day.day) + timedelta(  # noqa: DTZ001 - naive UTC
                hours=self._hour(),
                minutes=values.get("m", 0),
                seconds=values.get("s", 0),
                milliseconds=values.get("S", 0),
                microseconds=values.get("us", 0),
            )
            if not lenient and not self._agrees(local):
                return None
            return local - timedelta(minutes=values.get("zone", 0))
        except OverflowError:
            return None

    def _day(self, *, lenient: bool) -> date | None:
        if self._stamp("Y") > self._stamp("y"):
            return self._day_of_week_year(lenient=lenient)
        chosen = self._chosen()
        year, month = self._values.get("y", 1970), 0
        if chosen in "dWF":
            over, month = divmod(self._values.get("M", 1) - 1, 12)
            year += over
        if not MINYEAR <= year <= MAXYEAR:
            return None
        first = date(year, month + 1, 1).toordinal()
        return _dated(self._ordinal(chosen, first))

    def _ordinal(self, chosen: str, first: int) -> int:
        """Return the day that the chosen field says, counted from the first of month or year."""
        if chosen in "dD":
            return first + self._values.get(chosen, 1) - 1
        if chosen == "F":
            nth = self._values.get("F", 1)
            days = 7 * nth if nth >= 0 else _days_of_month(first) + 7 * (nth + 1)
            return _on_or_before(first + days - 1, self._weekday())
        sunday = _on_or_before(first, _SUNDAY)
        return _on_or_before(sunday + 6, self._weekday()) + 7 * (self._values[chosen] - 1)

    def _day_of_week_year(self, *, lenient: bool) -> date | None:
        year, week, day = self._values["Y"], self._values.get("w", 1), self._values.get("E", 6)
        if not MINYEAR <= year <= MAXYEAR or (not lenient and not 0 <= day <= _SUNDAY):
            return None
        sunday = _on_or_before(date(year, 1, 1).toordinal(), _SUNDAY)
        more, day = divmod(day, 7)
        found = _dated(sunday + (day + 1) % 7 + 7 * (week - 1 + more))
        if found and not lenient:
            real = us_week(datetime(found.year, found.month, found.day))  # noqa: DTZ001 - naive UTC
            return found if real == (year, week) else None
        return found

    def _chosen(self) -> str:
        """Return the field that says the day: d, D, w, W or F (which E alone means too)."""
        if not _UNUSUAL & self._values.keys():
            return "d"
        day = self._stamp("E")
        ways = {letter: self._stamp(letter) for letter in "dDwWF"}
        for letter in "wWF":
            ways[letter] = max(ways[letter], day) if ways[letter] and day else 0
        if not any(ways.values()):
            ways = {"w": self._stamp("w"), "W": self._stamp("W"), "F": max(self._stamp("F"), day)}
        best = max(ways.values())
        if not best or best == ways.get("d"):
            return "d"
        monthly = [letter for letter in "WF" if ways[letter] == best]
        monthly = [each for each in monthly if self._stamp(each) >= self._stamp("w")]
        if monthly:
            return max(monthly, key=self._stamp)
        return "D" if best == ways.get("D") else "w"

    def _hour(self) -> int:
        half_day, half = self._stamp("K"), self._stamp("a")
        of_half = max(half_day, half) if half_day and half else 0
        if self._stamp("H") and self._stamp("H") >= of_half:
            return self._values["H"]
        return self._values.get("K", 0) + 12 * self._values.get("a", 0)

    def _agrees(self, local: datetime) -> bool:
        """Return whether the moment has every field that the text said."""
        weekly = "Y" in self._values and self._stamp("Y") > self._stamp("y")
        ignored = _NOT_IN_A_MOMENT | (_SET_BY_A_WEEK if weekly else frozenset())
        return self._strictly and all(
            NUMBERS[letter](local) == number
            for letter, number in self._values.items()
            if letter not in ignored
        )

    def _weekday(self) -> int:
        """Return the weekday, Sunday without one; Java counts on from Saturday past its seven."""
        day = self._values.get("E", _SUNDAY)
        return day if 0 <= day <= _SUNDAY else (day + 6) % 7

    def _stamp(self, letter: str) -> int:
        """Return when the field was put, from 1, or 0 without it."""
        return self._stamps.get(letter, 0)


def _on_or_before(ordinal: int, weekday: int) -> int:
    return ordinal - (ordinal - 1 - weekday) % 7


def _days_of_month(first: int) -> int:
    return ((date.fromordinal(first) + timedelta(days=31)).replace(day=1).toordinal()) - first


def _dated(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None
