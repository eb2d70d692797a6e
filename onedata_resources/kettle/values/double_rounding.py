"""Doubles rounded to decimal places as Java rounds them: ties by the exact value, then to even.

Both functions give null for null, and tell which values they are not sure of; None where of all.
"""

from __future__ import annotations

import numpy as np
import polars as pl

_LARGEST = 2.0**46
"""Units of the last place up to which scaling a double is off by far less than `_CLOSE`."""
_CLOSE = 0.01
_SMALLEST = 1e-3
"""Smaller numbers may have a power in their shortest text."""
_CENTS = 2
"""Digits behind the point of most large numbers that are no whole ones."""
_SPLIT = 2.0**27 + 1


def rounded_doubles(values: pl.Series, places: int) -> tuple[pl.Series, pl.Series | None]:
    """Return the doubles that are nearest to the values with so many digits behind the point."""
    numbers = values.fill_null(0.0).to_numpy()
    units, _, sure = _units(numbers, 10.0**places)
    return _results(values, np.divide(units, 10.0**places, out=units), sure)


def shortest_doubles(values: pl.Series, places: int) -> tuple[pl.Series, pl.Series | None]:
    """Return doubles whose shortest texts are the values with at most so many digits.

    A double that is nearest to a decimal of few digits has no more of them in its shortest text.
    """
    numbers, power = values.fill_null(0.0).to_numpy(), 10.0**places
    units, sizes, sure = _units(numbers, power)
    rounded = np.divide(units, power, out=units)
    if power * _SMALLEST > 1:
        tiny = (sizes < power * _SMALLEST) & (sizes > 0)
        sure &= ~tiny
    if not sure.all() and places >= _CENTS:
        with np.errstate(all="ignore"):
            cents = np.rint(numbers * 100) / 100 == numbers
        cents &= (np.abs(numbers) >= 1) & (np.abs(numbers) < _LARGEST)
        rounded, sure = np.where(cents, numbers, rounded), sure | cents
    return _results(values, rounded, sure)


def _results(
    values: pl.Series, rounded: np.ndarray, sure: np.ndarray
) -> tuple[pl.Series, pl.Series | None]:
    numbers = pl.Series(values.name, rounded)
    numbers = numbers.set(values.is_null(), None) if values.null_count() else numbers
    return numbers, None if sure.all() else pl.Series(~sure)


def _units(numbers: np.ndarray, power: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the numbers times the power, rounded, their sizes, and which of them are sure."""
    with np.errstate(all="ignore"):
        scaled = numbers * power
        units = np.rint(scaled)
        off = np.abs(np.subtract(units, scaled, out=scaled), out=scaled)
        close = np.flatnonzero(off > 0.5 - _CLOSE)
        if close.size:
            units[close] = _near_ties(numbers[close], power)
        sizes = np.abs(units, out=off)
    return units, sizes, sizes < _LARGEST


def _near_ties(numbers: np.ndarray, power: float) -> np.ndarray:
    """Return the numbers times the power, rounded by the exact product.

    What the product of doubles lacks is a double (Dekker, "A floating-point technique for extending
    the available precision", 1971), and a sum has the sign of the exact one.
    """
    sizes = np.abs(numbers)
    scaled = sizes * power
    a, b = _halves(sizes), _halves(np.array(power))
    missing = ((a[0] * b[0] - scaled) + a[0] * b[1] + a[1] * b[0]) + a[1] * b[1]
    whole = np.floor(scaled)
    beyond = (scaled - whole - 0.5) + missing
    up = (beyond > 0) | ((beyond == 0) & (whole % 2 == 1))
    return np.copysign(whole + up, numbers)


def _halves(value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return two doubles of half the digits whose sum is the value."""
    split = value * _SPLIT
    high = split - (split - value)
    return high, value - high
