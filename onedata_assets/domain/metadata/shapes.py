"""The shapes of texts: which signs stand where, so that values of one form are known as such.

A shape has `9` for a digit, `A` and `a` for letters, `字` for a Chinese character, and every other
sign as it is.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

# The blocks of Chinese characters beyond these are in names too rare to make a form.
SIGNS = (
    (r"[0-9]", "9", r"[0-9]"),
    (r"[A-Z]", "A", r"[A-Z]"),
    (r"[a-z]", "a", r"[a-z]"),
    (r"[\u4e00-\u9fff]", "字", r"[\u4e00-\u9fff]"),
)
_CLASSES = {sign: written for _, sign, written in SIGNS}


def shape_of(text: pl.Expr) -> pl.Expr:
    """Return the shape of each text; null stays null."""
    for pattern, sign, _ in SIGNS:
        text = text.str.replace_all(pattern, sign)
    return text


def plain_shape(text: str) -> str:
    """Return the shape of one text."""
    for pattern, sign, _ in SIGNS:
        text = re.sub(pattern, sign, text)
    return text


def shapes(values: pl.Series) -> pl.DataFrame:
    """Return the shapes of a column of texts with how many values have each, the most first."""
    import polars as pl

    counted = values.drop_nulls().alias("value").to_frame().lazy()
    return (
        counted.group_by(shape_of(pl.col("value")).alias("shape"))
        .agg(pl.len().alias("count"))
        .sort(["count", "shape"], descending=[True, False])
        .collect()
    )


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
    return _CLASSES.get(sign, re.escape(sign)) + times
