"""Java's ways with short texts of settings: trimming, numbers, lists, variables' names."""

from __future__ import annotations

import re

BLANKS = "".join(map(chr, range(0x21)))
_INT = re.compile(r"[+-]?[0-9]{1,10}")
_MOST = 2**31


def java_trim(text: str) -> str:
    """Return the text without the signs up to the space at both its ends."""
    return text.strip(BLANKS)


def to_int(text: str, default: int) -> int:
    """Return the whole number of 32 bits that the text is, or the default."""
    value = int(text) if _INT.fullmatch(text) else _MOST
    return value if -_MOST <= value < _MOST else default


def comma_parts(text: str) -> list[str]:
    """Return the parts between commas; empty ones at the end do not count.

    A text without a comma is one part, also where it is empty.
    """
    parts = text.split(",")
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return [] if len(parts) == 1 and not parts[0] and text else parts


def variable_name(written: str) -> str:
    """Return the name in `${NAME}`, `%%NAME%%` or `$[NAME]`; signs on one side go too."""
    name = java_trim(written)
    if name.startswith(("${", "%%", "$[")):
        name = name[2:]
    if name.endswith(("}", "]")):
        name = name[:-1]
    return name.removesuffix("%%")
