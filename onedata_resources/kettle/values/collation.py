"""Sort keys that order texts as Java's collator for English does, by strength.

Punctuation comes before digits, digits before letters; then accents decide, then case.
"""

from __future__ import annotations

import unicodedata

import polars as pl

PRIMARY, SECONDARY, TERTIARY = 0, 1, 2


def collation_key(texts: pl.Series, strength: int) -> pl.Series:
    """Return binary keys whose order is the collator's; equal keys are equal at that strength."""
    distinct = texts.drop_nulls().unique()
    keys = pl.Series([_key(each, strength) for each in distinct.to_list()], dtype=pl.Binary)
    return texts.replace_strict(distinct, keys, default=None, return_dtype=pl.Binary)


def _key(text: str, strength: int) -> bytes:
    primary, accents, cases = [], [], []
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.combining(character):
            accents.append(character)
            continue
        primary.append(_rank(character))
        accents.append("\0")
        cases.append("1" if character.isupper() else "0")
    levels = ["".join(primary), "".join(accents), "".join(cases)][: min(strength, TERTIARY) + 1]
    if strength > TERTIARY:
        levels.append(text)
    return "\0\0".join(levels).encode("utf-8", "surrogatepass")


def _rank(character: str) -> str:
    if character.isalpha():
        return "\x04" + character.casefold()
    if character.isdigit():
        return "\x03" + character
    return ("\x01" if character.isspace() else "\x02") + character
