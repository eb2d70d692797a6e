"""Hash codes of one text or number as Java has them. Those of columns are in `java_hash.py`."""

from __future__ import annotations

from decimal import Decimal


def text_hash(text: str) -> int:
    """Return `String.hashCode` as an unsigned number: a polynomial of the UTF-16 units."""
    number = 0
    for unit in memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H"):
        number = (number * 31 + unit) & 0xFFFFFFFF
    return number


def big_hash(value: Decimal) -> int:
    """Return `BigDecimal.hashCode` of the number without zeros at its end, with its sign.

    It is 31 times the code of the unscaled BigInteger, whose 32-bit words make a polynomial, and
    the scale.
    """
    sign, digits, exponent = value.normalize().as_tuple()
    scale = max(-int(exponent), 0)
    unscaled = int("".join(map(str, digits))) * 10 ** max(int(exponent), 0)
    code = 0
    for shift in reversed(range(0, max(unscaled.bit_length(), 1), 32)):
        code = (code * 31 + ((unscaled >> shift) & 0xFFFFFFFF)) & 0xFFFFFFFF
    number = (31 * (-code if sign else code) + scale) & 0xFFFFFFFF
    return number - 0x100000000 if number & 0x80000000 else number
