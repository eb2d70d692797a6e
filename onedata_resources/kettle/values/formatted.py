"""Texts with values in them, as one expression."""

from __future__ import annotations

import polars as pl

GAP = "{}"


def formatted(template: str, *values: pl.Expr | str) -> pl.Expr:
    """Return the template with a value in each `{}`, null where one of them is; a text is a column.

    `pl.format` does the same, but Polars 2.1 panics in it where a batch has a chunk without rows,
    which its own sort leaves.
    """
    before, *behind = template.split(GAP)
    parts: list[pl.Expr | str] = [pl.lit(before)] if before or not values else []
    for value, text in zip(values, behind, strict=True):
        parts.append(value)
        if text:
            parts.append(pl.lit(text))
    return pl.concat_str(parts)
