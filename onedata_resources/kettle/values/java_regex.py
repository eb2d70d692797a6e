"""Java's regular expressions on columns of texts.

Patterns run in Rust's engine where it knows them; others (look-around, back references) in the
library `regex`, whose nested and intersected classes are those of Java.
"""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl
import regex

from onedata_resources.kettle.values.convert import elementwise

_CLASSES = {"d": "0-9", "w": "a-zA-Z0-9_", "s": r" \t\n\x0b\f\r", "h": r" \t"}
_POSIX = {
    "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9", "Upper": "A-Z", "Lower": "a-z",
    "Space": r" \t\n\x0b\f\r", "XDigit": "0-9a-fA-F", "Blank": r" \t",
    "Punct": r"!-/:-@\[-`{-~",
}  # fmt: skip
_PARTS = re.compile(r"\\p\{(\w+)\}|\\P\{(\w+)\}|\\(.)|(\[)|(\])", re.DOTALL)


class PatternError(ValueError):
    """The pattern is no regular expression."""


def matches(text: pl.Expr, pattern: str) -> pl.Expr:
    """Return whether the pattern is the whole text.

    Raises:
        PatternError: It is none.
    """
    translated = ascii_classes(pattern)
    whole = f"^(?:{translated})$"
    if _rust_knows(whole):
        return text.str.contains(whole)
    found = _compiled(translated)
    return elementwise(
        text,
        lambda each: pl.Series(
            [None if t is None else found.fullmatch(t) is not None for t in each.to_list()],
            dtype=pl.Boolean,
        ),
        pl.Boolean(),
    )


@lru_cache(maxsize=1024)
def ascii_classes(pattern: str) -> str:
    r"""Return the pattern with Java's ASCII meaning of `\d`, `\w` and `\p{Alpha}` spelt out."""
    depth = 0

    def spelt(found: re.Match[str]) -> str:
        nonlocal depth
        posix, negative, escape, opened, _ = found.groups()
        if opened:
            depth += 1
            return found[0]
        if found[0] == "]":
            depth = max(depth - 1, 0)
            return found[0]
        inside = _POSIX.get(posix or "") or _CLASSES.get(escape or "")
        if inside:
            return inside if depth else f"[{inside}]"
        outside = _POSIX.get(negative or "") or _CLASSES.get((escape or "").lower())
        if outside and (negative or (escape or "").isupper()):
            return f"[^{outside}]"
        return r"\z" if escape == "Z" else found[0]

    return _PARTS.sub(spelt, pattern)


@lru_cache(maxsize=1024)
def _rust_knows(pattern: str) -> bool:
    try:
        pl.Series(["x"]).str.contains(pattern)
    except pl.exceptions.ComputeError:
        return False
    return True


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> regex.Pattern[str]:
    try:
        return regex.compile(pattern.replace(r"\z", r"\Z"), regex.V1)
    except regex.error as error:
        raise PatternError(f"{pattern!r} is no regular expression: {error}") from error
