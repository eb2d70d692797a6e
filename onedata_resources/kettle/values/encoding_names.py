"""Names of encodings. Texts as bytes and back are in `encodings.py`, which loads a data library."""

from __future__ import annotations

import codecs


def known_encoding(name: str) -> bool:
    """Return whether there is an encoding of that name; none at all is UTF-8."""
    try:
        codecs.lookup(name or "utf-8")
    except LookupError:
        return False
    return True
