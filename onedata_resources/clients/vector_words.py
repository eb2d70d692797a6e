"""Texts to the words of word search: Chinese cut by jieba, identifiers whole and in parts."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jieba import Tokenizer

_RUNS = re.compile(r"[A-Za-z0-9]+(?:[-_./][A-Za-z0-9]+)*|[\u3400-\u9fff]+")
_PARTS = re.compile(r"[-_./]")
_STOP_CHARACTERS = frozenset("的了吗呢么是在有和与及或要会能可我你他她它们这那个多少什怎样哪谁")


@cache
def _cutter() -> "Tokenizer":
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()


def words_of(text: str) -> str:
    """Return the words of a text in lower case, separated by spaces.

    `HL-733120` gives `hl-733120`, `hl` and `733120`, so that it is found whole or by a part.
    """
    words: list[str] = []
    for run in _RUNS.findall(text):
        words += _identifier(run.lower()) if run.isascii() else _chinese(run)
    return " ".join(words)


def _identifier(run: str) -> list[str]:
    parts = _PARTS.split(run)
    return [run, *parts] if len(parts) > 1 else parts


def _chinese(run: str) -> list[str]:
    cut = _cutter().cut_for_search(run)
    return [word for word in cut if not set(word) <= _STOP_CHARACTERS]
