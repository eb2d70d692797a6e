"""The shapes of texts: which signs stand where, so that values of one form are known as such.

A shape has `9` for a digit, `A` and `a` for letters, `字` for a Chinese character, and every other
sign as it is.
"""

from __future__ import annotations

import re
from itertools import groupby
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

CHINESE = r"[\u4e00-\u9fff]"
"""The blocks of Chinese characters beyond these are in names too rare to make a form."""
CLASSES = {"9": "[0-9]", "A": "[A-Z]", "a": "[a-z]", "字": CHINESE}
_ASCII = str.maketrans(
    dict.fromkeys(digits, "9")
    | dict.fromkeys(ascii_uppercase, "A")
    | dict.fromkeys(ascii_lowercase, "a")
)


def shape_of(text: pl.Expr) -> pl.Expr:
    """Return the shape of each text; null stays null."""
    for sign, written in CLASSES.items():
        text = text.str.replace_all(written, sign)
    return text


def plain_shape(text: str) -> str:
    """Return the shape of one text."""
    shape = text.translate(_ASCII)
    return shape if shape.isascii() else re.sub(CHINESE, "字", shape)


def shapes(texts: pl.Series) -> pl.DataFrame:
    """Return the shapes of known texts with how many texts have each `count`, the most first."""
    import polars as pl

    shaped = texts.to_frame().select(shape_of(pl.first()).alias("shape")).to_series()
    return shaped.value_counts(name="count").sort(["count", "shape"], descending=[True, False])


def pattern_of(found: list[str]) -> str:
    """Return a regular expression that exactly the texts of these shapes match.

    Shapes that differ only in how long their runs are become one expression with a range.
    """
    families: dict[tuple[str, ...], list[list[int]]] = {}
    for shape in found:
        runs = [(sign, len(list(run))) for sign, run in groupby(shape)]
        kinds = tuple(sign for sign, _ in runs)
        families.setdefault(kinds, []).append([length for _, length in runs])
    parts = [_expression(kinds, lengths) for kinds, lengths in families.items()]
    return f"^{parts[0]}$" if len(parts) == 1 else f"^(?:{'|'.join(parts)})$"


def _expression(kinds: tuple[str, ...], lengths: list[list[int]]) -> str:
    return "".join(_run(sign, [one[place] for one in lengths]) for place, sign in enumerate(kinds))


def _run(sign: str, lengths: list[int]) -> str:
    low, high = min(lengths), max(lengths)
    times = "" if low == high == 1 else f"{{{low}}}" if low == high else f"{{{low},{high}}}"
    return CLASSES.get(sign, re.escape(sign)) + times
