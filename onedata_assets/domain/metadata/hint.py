"""A word that speaks for a meaning, and how strongly words speak by where they stand in a name.

Which words a name has is found out in `name_hints.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

WHOLE = 1.0
COMMENT = 0.95
GLUED = 0.85
"""`extendedprice`: the word stands at the end of another without a mark between."""
SHORT = 0.8
"""Abbreviations and initials of pinyin mean several things each (`cs`: 城市, 次数)."""
INITIALS = 0.7
INSIDE = 0.5
"""`phone_home`: the word is there, but not last."""


@dataclass(frozen=True)
class Hint:
    """A word that speaks for a meaning: how strongly, which, and whether the name has it."""

    strength: float
    word: str
    in_comment: bool = False
    of_table: bool = False
    """The table says it, so that fewer of the values need to look like it."""
