"""How the columns of a table are to be named: drafted from the names it has, held to those it gets.

Styles are called as linters of code call them; a style is a regular expression in the common part
of Rust's, Python's and ECMAScript's, that the whole name matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import takewhile

from pydantic import BaseModel, ConfigDict, Field

_HAN = "\\u3400-\\u4dbf\\u4e00-\\u9fff"
NAMES_FLOOR = 3
"""So many names show a style that no other has; a style that fewer show is an accident."""
PREFIX_FLOOR = 5
"""So many names begin alike; fewer are of one thing, not of one rule."""
PREFIX_LONGEST = 5
"""A longer beginning is a word of the thing, which another column need not have."""
LENGTHS = (30, 63, 128)
"""What identifiers may have at most: Oracle's before 12.2, PostgreSQL's, Oracle's since."""


class NameStyle(StrEnum):
    """A way of writing names of several words."""

    SNAKE = "snake_case"
    UPPER_SNAKE = "UPPER_SNAKE_CASE"
    CAMEL = "camelCase"
    PASCAL = "PascalCase"
    KEBAB = "kebab-case"
    CHINESE = "chinese"


FORM_OF_STYLE = {
    NameStyle.SNAKE: "[a-z][a-z0-9]*(?:_[a-z0-9]+)*",
    NameStyle.UPPER_SNAKE: "[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*",
    NameStyle.CAMEL: "[a-z][a-zA-Z0-9]*",
    NameStyle.PASCAL: "[A-Z][a-zA-Z0-9]*",
    NameStyle.KEBAB: "[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
    NameStyle.CHINESE: f"[a-zA-Z0-9]*[{_HAN}][{_HAN}a-zA-Z0-9]*",
}
"""The form of the names of each style."""


class ColumnNaming(BaseModel):
    """How columns are to be named; a part that is None or empty says nothing.

    `prefix` is what all names begin with, and `longest` is in characters.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    style: NameStyle | None = None
    prefix: str = ""
    longest: int | None = Field(default=None, ge=1)

    @property
    def says_nothing(self) -> bool:
        """Tell whether every name keeps it."""
        return self.style is None and not self.prefix and self.longest is None

    def keeps(self, name: str) -> bool:
        """Tell whether a column may be called this."""
        return (
            (self.style is None or _is_of(self.style, name))
            and name.startswith(self.prefix)
            and (self.longest is None or len(name) <= self.longest)
        )


def drafted_naming(names: Sequence[str]) -> ColumnNaming | None:
    """Return what all names keep, where enough of them show it; None where they show no style."""
    style = next((each for each in NameStyle if _is_shown(each, names)), None)
    if style is None:
        return None
    seen = max(len(each) for each in names)
    longest = next((length for length in LENGTHS if length >= seen), None)
    return ColumnNaming(style=style, prefix=_prefix(names), longest=longest)


def _is_of(style: NameStyle, name: str) -> bool:
    return re.fullmatch(FORM_OF_STYLE[style], name) is not None


def _is_shown(style: NameStyle, names: Iterable[str]) -> bool:
    """Tell whether all names are of a style, and enough of them of no other."""
    others = [each for each in NameStyle if each is not style]
    shown = 0
    for name in names:
        if not _is_of(style, name):
            return False
        shown += not any(_is_of(other, name) for other in others)
    return shown >= NAMES_FLOOR


def _prefix(names: Sequence[str]) -> str:
    """Return the words that all names begin with, each with its underscore."""
    if len(names) < PREFIX_FLOOR:
        return ""
    first, last = (each.split("_")[:-1] for each in (min(names), max(names)))
    alike = list(takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    made = "".join(f"{word}_" for word, _ in alike)
    return made if len(made) <= PREFIX_LONGEST else ""
