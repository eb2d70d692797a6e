"""Texts of a file or a part of a text that stand for null, by Kettle's rules for strings."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.values.convert import trimmed


def without_nulls(text: pl.Expr, null_if: str, if_null: str, *, is_text: bool) -> pl.Expr:
    """Return the text, empty (for other types null) where it stands for null.

    It does where it is `null_if` in any case with any number of blanks behind it, or nothing but
    blanks where there is no such text. `if_null` takes the place of what is missing, and also of
    what `null_if` only begins with.
    """
    if if_null:
        begun = pl.lit(null_if.lower()).str.starts_with(text.str.to_lowercase())
        lost = text.is_null() | (text == "") | begun | _stands_for(text, null_if)
        text = pl.when(lost).then(pl.lit(if_null)).otherwise(text)
    gone = _stands_for(text, null_if) if null_if else trimmed(text, "both") == ""
    return pl.when(gone).then(pl.lit("" if is_text else None, pl.String)).otherwise(text)


def _stands_for(text: pl.Expr, null_if: str) -> pl.Expr:
    """Return whether the text is that one, with as many blanks behind it as you like."""
    same = text.str.to_lowercase().str.strip_chars_end(" ") == null_if.lower().rstrip(" ")
    return same & (text.str.len_chars() >= len(null_if))
