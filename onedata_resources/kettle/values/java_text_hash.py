"""The hash code of one text as Java's String has it. Those of columns are in `java_hash.py`."""

from __future__ import annotations


def text_hash(text: str) -> int:
    """Return `String.hashCode` as an unsigned number: a polynomial of the UTF-16 units."""
    number = 0
    for unit in memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H"):
        number = (number * 31 + unit) & 0xFFFFFFFF
    return number
