"""Amounts as people write them: cores, memory and ranges of them, exact and written again as read.

    0.5   500m   1~4            cores: one amount, or what is asked for ~ what is allowed
    2G   512Mi   1~4G           memory; a bare lower bound has the unit of the upper one

Cards (`2(V100)`) are in `quotas.py`.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from onedata_assets.domain.security.refusals import SettingError, refused, shown

UNITS = {
    "Ti": 1024**4,
    "T": 1000**4,
    "Gi": 1024**3,
    "G": 1000**3,
    "Mi": 1024**2,
    "M": 1000**2,
    "Ki": 1024,
    "K": 1000,
}
"""Bytes in each unit, the largest first."""
MAX_CORES = Decimal(100_000)
MAX_BYTES = 1024**5

_CORES = re.compile(r"(?P<whole>[0-9]{1,9}(\.[0-9]{1,3})?)|(?P<milli>[0-9]{1,9})m")
_MEMORY = re.compile(
    r"(?P<number>[0-9]{1,15}(\.[0-9]{1,3})?)\s*(?P<unit>[kmgt]i?)b?", re.IGNORECASE
)
_RANGE_SIGN = re.compile(r"[~～]")


@dataclass(frozen=True)
class Range:
    """What is asked for (`low`) and what is allowed (`high`): cores, or bytes."""

    low: Decimal
    high: Decimal


def parse_cores(text: str, field: str) -> Range:
    """Return the cores, or the range of cores, that the text names.

    Raises:
        SettingError: It is not of the grammar, is zero, or its lower bound is the greater one.
    """
    return _range(text, field, _cores)


def parse_memory(text: str, field: str) -> Range:
    """Return the memory in bytes, or the range of it, that the text names.

    Raises:
        SettingError: As `parse_cores`.
    """
    low, sign, high = _RANGE_SIGN.sub("~", text).partition("~")
    if sign and re.fullmatch(r"[0-9.]+", low.strip()) and (unit := re.search(r"[a-zA-Z]+", high)):
        low = low.strip() + unit[0]
    return _range(f"{low}{sign}{high}", field, memory_bytes)


def cores_text(cores: Decimal) -> str:
    """Return cores as `parse_cores` reads them and Kubernetes does."""
    return number_text(cores)


def memory_text(size: Decimal) -> str:
    """Return bytes in the largest unit that they are whole in."""
    for unit, factor in UNITS.items():
        if size % factor == 0:
            return f"{int(size) // factor}{unit}"
    return str(int(size))


def number_text(number: Decimal) -> str:
    """Return a number without an exponent and without zeros at its end."""
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def range_text(amounts: Range, written: Callable[[Decimal], str]) -> str:
    """Return a range as it is read again; both bounds alike are one amount."""
    low, high = written(amounts.low), written(amounts.high)
    return low if low == high else f"{low}~{high}"


def memory_bytes(text: str, field: str) -> Decimal:
    """Return bytes; what a binary unit leaves unwhole is rounded up to the next KiB.

    Raises:
        SettingError: It has no unit, is zero, or more than a PiB.
    """
    found = _MEMORY.fullmatch(text.strip())
    if not found:
        raise refused(
            field,
            f"{shown(text)} is no amount of memory: write a number and a unit, such as 2G or 512Mi",
            f"{shown(text)} 不是内存大小：请写数字与单位，如 2G 或 512Mi",
        )
    unit = found["unit"][0].upper() + found["unit"][1:].lower()
    step = 1024 if unit.endswith("i") else 1000
    size = math.ceil(Fraction(found["number"]) * UNITS[unit] / step) * step
    if not 0 < size <= MAX_BYTES:
        raise _out_of_bounds(text, field)
    return Decimal(size)


def _cores(text: str, field: str) -> Decimal:
    found = _CORES.fullmatch(text.strip())
    if not found:
        raise refused(
            field,
            f"{shown(text)} is no number of cores: write 2, 0.5, 500m or a range such as 1~4",
            f"{shown(text)} 不是核数：请写 2、0.5、500m，或 1~4 这样的范围",
        )
    cores = Decimal(found["whole"] or 0) if found["whole"] else Decimal(found["milli"]) / 1000
    if not 0 < cores <= MAX_CORES:
        raise _out_of_bounds(text, field)
    return Decimal(number_text(cores))


def _range(text: str, field: str, one: Callable[[str, str], Decimal]) -> Range:
    bounds = _RANGE_SIGN.split(text)
    if len(bounds) > 2:
        raise refused(
            field,
            f"{shown(text)} has more than one ~: write low~high",
            f"{shown(text)} 有多个 ~：应为 下限~上限",
        )
    low, high = one(bounds[0], field), one(bounds[-1], field)
    if low > high:
        raise refused(
            field,
            f"{shown(text)}: the lower bound is greater than the upper one: swap them",
            f"{shown(text)}：下限大于上限：请对调",
        )
    return Range(low, high)


def _out_of_bounds(text: str, field: str) -> SettingError:
    return refused(
        field,
        f"{shown(text)} must be more than 0 and not beyond what any cluster has",
        f"{shown(text)} 须大于 0，且不超出任何集群的规模",
    )
