"""Moments as numbers: days since 1900-01-01, with the time of day as a fraction."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from enum import Enum, auto

from onedata_resources.kettle.formula.numbers import scaled, whole_part

_START = datetime(1900, 1, 1)  # noqa: DTZ001 - moments in Kettle have no time zone
_MILLISECOND = timedelta(milliseconds=1)
_DAY = Decimal(86_400_000)


class Kind(Enum):
    """What a formula knows a value to be; a field's value is ANY."""

    ANY = auto()
    NUMBER = auto()
    TEXT = auto()
    LOGICAL = auto()
    DATE = auto()
    TIME = auto()
    DATETIME = auto()
    ARRAY = auto()
    SEQUENCE = auto()


def serial_of(moment: datetime) -> Decimal:
    """Return the days from 1900-01-01 to the moment."""
    span = moment - _START
    milliseconds = (span - timedelta(days=span.days)) // _MILLISECOND
    return scaled(Decimal(milliseconds) / _DAY) + span.days


def moment_of(serial: Decimal) -> datetime:
    """Return the moment that many days after 1900-01-01, to the millisecond."""
    days = int(whole_part(serial))
    milliseconds = ((serial - days) * _DAY).quantize(Decimal(1), ROUND_HALF_UP)
    return _START + timedelta(days=days) + int(milliseconds) * _MILLISECOND


def part_of_serial(serial: Decimal, kind: Kind) -> Decimal:
    """Return the day of a serial number for a DATE, its time of day for a TIME, else all of it."""
    if kind is Kind.TIME:
        number = scaled(serial, ROUND_UP)
        return number - int(number)
    return whole_part(serial) if kind is Kind.DATE else serial


def part_of(moment: datetime, kind: Kind) -> datetime:
    """Return the day of a moment for a DATE, its time on 1900-01-01 for a TIME, else all of it."""
    return moment_of(part_of_serial(serial_of(moment), kind))
