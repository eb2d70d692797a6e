"""Days that move a US grocery store's sales: how far each day is from the holidays around it.

The rules are pandas'; which holidays count is decided here.
"""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

FAR = 8
"""Days beyond which a holiday is taken to have no pull."""


def holidays(first: date, last: date) -> list[date]:
    """Return the holidays from `first` to `last`, both inclusive, in order.

    Bank holidays on which grocery sales do not move (Columbus Day, Veterans Day) are left out.
    """
    from pandas.tseries.holiday import (
        AbstractHolidayCalendar,
        Holiday,
        USLaborDay,
        USMemorialDay,
        USThanksgivingDay,
    )
    from pandas.tseries.offsets import Easter

    rules = [
        Holiday("New Year's Day", month=1, day=1),
        Holiday("Easter Sunday", month=1, day=1, offset=[Easter()]),
        USMemorialDay,
        Holiday("Independence Day", month=7, day=4),
        USLaborDay,
        USThanksgivingDay,
        Holiday("Christmas Day", month=12, day=25),
    ]
    days = AbstractHolidayCalendar("us_grocery", rules=rules).holidays(first, last)
    return [day.date() for day in days]


def distances(first: date, days: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return, for each of `days` days from `first`, days until the next and since the last holiday.

    Both are 0 on a holiday and `FAR` where none is nearer.
    """
    span = [first + timedelta(days=offset) for offset in range(days)]
    known = np.array(
        [
            (day - first).days
            for day in holidays(first - timedelta(days=FAR), span[-1] + timedelta(days=FAR))
        ]
    )
    gaps = known[None, :] - np.arange(days)[:, None]
    until = np.where(gaps >= 0, gaps, FAR).min(axis=1, initial=FAR)
    since = np.where(gaps <= 0, -gaps, FAR).min(axis=1, initial=FAR)
    return until.astype(np.float64), since.astype(np.float64)
