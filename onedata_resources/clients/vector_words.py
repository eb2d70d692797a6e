"""Texts to the words of word search: Chinese in pairs of characters, codes whole and in parts.

Pairs need no dictionary, and found more than words cut by jieba on the `choose` questions.
"""

import re

_RUNS = re.compile(r"[A-Za-z0-9]+(?:[-_./][A-Za-z0-9]+)*|[\u3400-\u9fff]+")
_CODE = re.compile(r"_|[a-z].*\d|\d.*[a-z]")
_PARTS = re.compile(r"[-_./]")


def identifiers_of(text: str) -> set[str]:
    """Return the codes of a text (`hl-733120`, `l01`, `coupon_upc`), which are looked up whole."""
    runs = (run.lower() for run in _RUNS.findall(text) if run.isascii())
    return {run for run in runs if _CODE.search(run)}


def words_of(text: str) -> str:
    """Return the words of a text in lower case, separated by spaces.

    `HL-733120` gives `hl-733120`, `hl` and `733120`, so that it is found whole or by a part.
    """
    words: list[str] = []
    for run in _RUNS.findall(text):
        words += _identifier(run.lower()) if run.isascii() else _pairs(run)
    return " ".join(words)


def _identifier(run: str) -> list[str]:
    parts = _PARTS.split(run)
    return [run, *parts] if len(parts) > 1 else parts


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(max(len(run) - 1, 1))]
