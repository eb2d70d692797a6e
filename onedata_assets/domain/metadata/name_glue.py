"""What the end of a word says that is several words without a mark between (`extendedprice`).

How the words of a name are taken apart where marks are is in `name_tokens.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from onedata_assets.domain.metadata import word_lists
from onedata_assets.domain.metadata.hint import GLUED, SHORT, Hint
from onedata_assets.domain.metadata.name_vocabulary import vocabulary

GLUED_LEAST = 4
GLUED_TOO = frozenset({"key", "qty", "wt", "yrs"})
NEVER_GLUED = frozenset(
    {"rent", "race", "gust", "fare", "tier", "actor", "lead", "stops", "total", "area", "kind"}
)
"""Words that other words end with (`parent`, `factor`)."""
CHANGED = frozenset({"log", "ln", "sqrt", "diff", "delta"})
"""What before a glued word makes another measure of it (`logwage`)."""
SHARES = ("percent", "pct")
"""What a word begins with that is a share, whatever follows: `pctmin` is no `tmin`."""


def glued(word: str) -> Iterator[tuple[str, Hint]]:
    """Yield what the longest word means that another ends with; nothing of a word that is one."""
    if word in _single():
        return
    if start := next((each for each in SHARES if word.startswith(each)), ""):
        if not word.startswith("percentile"):
            yield "percentage", Hint(GLUED, start)
        return
    if SHARES[-1] in word[:-3]:  # `lpctmin`, the logarithm of one
        return
    known = vocabulary().whole
    for start in range(1, len(word) - 2):
        phrase = word[start:]
        if word[:start] in CHANGED:
            continue
        long = len(phrase) >= GLUED_LEAST and phrase not in NEVER_GLUED
        if (long or phrase in GLUED_TOO) and phrase in known:
            yield from ((each, Hint(GLUED, phrase)) for each in known[phrase])
            return
    yield from _numbered(word)


def _numbered(word: str) -> Iterator[tuple[str, Hint]]:
    """Yield that it ends with the mark of a key."""
    if word.endswith("id"):
        yield "identifier", Hint(GLUED if len(word) > 4 else SHORT, "id")
    elif word.endswith("nr") and len(word) > GLUED_LEAST:  # Kundennr
        yield "identifier", Hint(SHORT, "nr")
    elif word.endswith("no") and word[:-2] in word_lists.numbered():
        yield "identifier", Hint(SHORT, "no")


@cache
def _single() -> frozenset[str]:
    """Return the words that end like others and are not made of them: `afraid`, `electricity`."""
    return frozenset({*word_lists.words("no_keys"), *word_lists.words("no_compounds")})
