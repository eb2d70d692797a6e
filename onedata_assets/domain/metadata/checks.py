"""What a test of values is: the test, and what values must look like to be worth its time.

The tests themselves are in `value_checks.py`, `word_checks.py` and `logical_forms.py`; how many
values of a column pass is in `observed.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re

    import polars as pl
    import regex

    from onedata_assets.domain.metadata.observed import Observed

Test = Callable[["pl.Expr"], "pl.Expr"]
ANY_LENGTH = 10**9
SIGNS = {
    "digit": "0123456789",
    "percent": "%％",
    "slash": "/\\",
    "at": "@",
    "dot": ".",
    "colon": ":",
    "dash": "-",
    "hash": "#",
}
"""The signs that a test may need; letters and Chinese characters are told by the character."""


@dataclass(frozen=True)
class Matches:
    """A test that is one pattern."""

    pattern: str

    def __call__(self, value: pl.Expr) -> pl.Expr:
        """Tell whether the pattern is found."""
        return value.str.contains(ascii_digits(self.pattern))


@dataclass(frozen=True, eq=False)
class Check:
    """A test, the lengths of what can pass it, and the signs that must be there."""

    test: Test
    low: int = 1
    high: int = 10_000
    has: str = ""
    """A sign of `SIGNS`, `letter` or `han` that values must have."""
    shape: str = ""
    """A pattern to pass first: a check sum costs a hundred times as much."""
    words: Callable[[], frozenset[str]] | None = None
    """In small letters the words that alone pass; None where others pass too."""

    def could(self, seen: Observed) -> bool:
        """Tell whether one of a few values looks like it passes.

        Every floor is at least a half, so that a probe of twelve misses with a chance under 0.0003.
        """
        looks = seen.looks
        if (self.has and self.has not in looks.any_has) or not (
            looks.shortest <= self.high and self.low <= looks.longest
        ):
            return False
        fitting = self._fitting(looks)
        if self.words is not None:
            return not self.words().isdisjoint(map(str.lower, fitting))
        pattern = self.test.pattern if isinstance(self.test, Matches) else self.shape
        if not pattern:
            return bool(fitting)
        return any(map(compiled(pattern).search, fitting))

    def _fitting(self, looks: Looks) -> Sequence[str]:
        low, high, has = self.low, self.high, self.has
        if low <= looks.shortest and looks.longest <= high and (not has or has in looks.all_have):
            return looks.values
        return [
            value
            for value, signs in zip(looks.values, looks.signs, strict=True)
            if low <= len(value) <= high and (not has or has in signs)
        ]


@dataclass(frozen=True)
class Looks:
    """A few values of a column: the signs that each, any and all have, and their lengths."""

    values: tuple[str, ...]
    signs: tuple[frozenset[str], ...]
    any_has: frozenset[str]
    all_have: frozenset[str]
    shortest: int
    longest: int


def looks_of(values: tuple[str, ...]) -> Looks:
    """Return what a few values look like."""
    signs = tuple(map(signs_of, values))
    lengths = [len(each) for each in values] or [0]
    every = frozenset.intersection(*signs) if signs else frozenset()
    return Looks(values, signs, frozenset().union(*signs), every, min(lengths), max(lengths))


def signs_of(value: str) -> frozenset[str]:
    """Return the names of the signs that a text has."""
    return frozenset().union(*map(_signs_of, set(value)))


@cache
def _signs_of(character: str) -> frozenset[str]:
    named = {name for name, signs in SIGNS.items() if character in signs}
    if character.isalpha():
        named.add("letter")
    if "\u4e00" <= character <= "\u9fff":
        named.add("han")
    return frozenset(named)


def ascii_digits(pattern: str) -> str:
    r"""Return a pattern whose `\d` are the ten ASCII digits: it compiles in a third of the time."""
    return pattern.replace(r"\d", "[0-9]")


@cache
def compiled(pattern: str) -> re.Pattern[str] | regex.Pattern[str]:
    """Return a pattern ready to match; `re` is faster, but knows no classes of Unicode."""
    import re

    import regex

    return regex.compile(pattern) if r"\p{" in pattern else re.compile(pattern)
