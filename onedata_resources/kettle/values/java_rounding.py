"""Single numbers rounded to digits of their decimal text, in the modes of Java's BigDecimal."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    localcontext,
)
from math import isfinite

CEILING_HALF, HALF_UP, HALF_EVEN = -1, 4, 6
"""Kettle's own mode, halves towards positive infinity; halves away from zero, or to even digits."""
MODES = {
    CEILING_HALF: "", 0: ROUND_UP, 1: ROUND_DOWN, 2: ROUND_CEILING, 3: ROUND_FLOOR,
    HALF_UP: ROUND_HALF_UP, 5: ROUND_HALF_DOWN, 6: ROUND_HALF_EVEN,
}  # fmt: skip


_FEWEST = -700
"""Places before the point past which every double is rounded alike."""


def round_decimal(value: float | Decimal, digits: int, mode: int) -> float | int | Decimal | None:
    """Return the value rounded to the digits, in its own type; None for an unknown mode."""
    if mode not in MODES:
        return None
    if isinstance(value, float) and not isfinite(value):
        return value
    if isinstance(value, int) and digits >= 0:
        return value
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if digits >= -int(number.as_tuple().exponent):
        return value
    digits = max(digits, _FEWEST)
    rule = MODES[mode] or (ROUND_HALF_DOWN if number < 0 else ROUND_HALF_UP)
    with localcontext() as context:
        context.prec = 800
        rounded = number.quantize(Decimal(1).scaleb(-digits), rule)
        return type(value)(rounded)
