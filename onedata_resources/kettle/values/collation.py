"""Sort keys that order texts as Java's collator for English does, by strength.

Blanks, hyphens and accents only decide between texts whose other characters are the same; then
case decides. Punctuation comes before digits, digits before letters.
"""

from __future__ import annotations

import unicodedata

import polars as pl

PRIMARY, SECONDARY, TERTIARY = 0, 1, 2
_SIGNS = "_¯,;:!¡?¿/.´`^¨~·¸'\"«»()[]{}§¶©®@¤¢$€£¥*\\&#%+±÷×<=>¬|¦°µ0123456789¼½¾"
_LETTERS = "abcdðefghijklmnopqrstuvwxyz"
_BLANKS = " \xa0\r\t\n\f\v"
_ACCENTS = (
    "\u0301\u0300\u0306\u0302\u030c\u030a\u030d\u0308\u030b\u0303\u0307\u0304\u0337\u0327\u0328"
    "\u0323\u0332\u0305\u0309\u030e\u030f\u0310\u0311\u0312\u0313\u0314\u0315"
)
_HYPHENS = "-\xad\u2010\u2011\u2012\u2013\u2014\u2015"
_PRIMARY = {sign: at + 1 for at, sign in enumerate(_SIGNS + _LETTERS)}
_MINOR = {sign: at + 1 for at, sign in enumerate(_ACCENTS)}
_MINOR |= {sign: at + 400 for at, sign in enumerate(_BLANKS + _HYPHENS)}
_PAIRS = {"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th"}
_UNLISTED = 0x1000


def collation_key(texts: pl.Series, strength: int) -> pl.Series:
    """Return binary keys whose order is the collator's; equal keys are equal at that strength."""
    distinct = texts.drop_nulls().unique()
    keys = pl.Series([_key(each, strength) for each in distinct.to_list()], dtype=pl.Binary)
    return texts.replace_strict(distinct, keys, default=None, return_dtype=pl.Binary)


def _key(text: str, strength: int) -> bytes:
    primary: list[int] = []
    minor: list[int] = []
    cases: list[int] = []
    for character in unicodedata.normalize("NFD", text):
        weight = _minor(character)
        if weight is None:
            _add(character, primary, minor, cases)
        elif weight and minor and unicodedata.combining(character) and minor[-1] == 1:
            minor[-1] = weight + 1
        elif weight:
            minor.append(weight + 1)
    levels = [primary, minor, cases][: min(strength, TERTIARY) + 1]
    key = b"\0\0\0".join(_bytes(level) for level in levels)
    return key + b"\0\0\0" + text.encode("utf-16-be", "surrogatepass") if strength > 2 else key


def _minor(character: str) -> int | None:
    """Return the weight of a character that decides late, 0 if never, or None for others."""
    if character in _MINOR:
        return _MINOR[character]
    if unicodedata.combining(character):
        return 100 + ord(character) % 80
    return 0 if unicodedata.category(character) == "Cc" else None


def _add(character: str, primary: list[int], minor: list[int], cases: list[int]) -> None:
    lower = character.lower()
    expanded = _PAIRS.get(lower, lower)
    case = int(character != lower) + (2 if lower in _PAIRS else 0)
    for each in expanded:
        listed = each in _PRIMARY
        primary.append(_PRIMARY[each] if listed else _UNLISTED + ord(character))
        minor.append(1)
        cases.append(case + 1)


def _bytes(weights: list[int]) -> bytes:
    return b"".join(weight.to_bytes(3, "big") for weight in weights)
