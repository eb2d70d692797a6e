"""Numbers as the `toString` of Java's Double, and of a BigDecimal without trailing zeros."""

from __future__ import annotations

from decimal import Decimal

PLAIN_FROM, PLAIN_TO = 1e-3, 1e7
"""Between these a number is written without an exponent."""


def java_double(value: float) -> str:
    """Return the shortest digits, with a power of ten outside 0.001 to 10 million."""
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    if value == 0 or PLAIN_FROM <= abs(value) < PLAIN_TO:
        return format(Decimal(repr(value)), "f") if "e" in repr(value) else repr(value)
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    power = int(exponent) + len(digits) - 1
    return f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}E{power}"


def java_decimal(value: Decimal) -> str:
    """Return the number without the zeros that the scale of its column adds."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
