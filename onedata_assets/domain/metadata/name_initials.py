"""What names in initials of pinyin say that columns mean: `zgrs` is 职工人数, a number of persons.

Other names are read in `name_hints.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onedata_assets.domain.metadata.hint import INITIALS, Hint
from onedata_assets.domain.metadata.name_hints import PLAIN, each_of
from onedata_assets.domain.metadata.name_vocabulary import vocabulary
from onedata_assets.domain.metadata.naming import is_unspoken

ASKING = "sf"
"""Initials of 是否."""
TOLD_BY = ("mc", "dm", "bm")
"""Initials of 名称, 代码 and 编码 behind what has such a name or code: `mzmc` 民族名称."""


def initials(name: str) -> Mapping[str, Hint]:
    """Return what initials of pinyin end with (`zgrs` 职工人数): their last words tell the thing.

    Only where the names of a table are such initials; other abbreviations end so by chance.
    """
    word, known = name.lower(), vocabulary().short
    found: dict[str, Hint] = {}
    if known.get(word) == ():
        return found
    if word.startswith(ASKING) and len(word) > len("sfz"):
        found["flag"] = Hint(INITIALS, ASKING)
    if word.endswith(TOLD_BY) and (before := known.get(word[: -len("mc")])):
        found |= {each: Hint(INITIALS, word) for each in before if each in PLAIN}
    for start in range(1, len(word) - 1):
        if (phrase := word[start:]) in known:
            return {**found, **dict(each_of(known[phrase], INITIALS, phrase))}
    return found


def are_initials(names: Iterable[str]) -> bool:
    """Tell whether most names of a table are initials: three letters or more without a vowel."""
    words = [each.lower() for each in names if each.isascii() and each.isalpha() and len(each) > 2]
    return 2 * sum(map(is_unspoken, words)) > max(len(words), 8)


def could_be_initials(names: Iterable[str]) -> bool:
    """Tell whether most names could be initials, short ones and those with `je` (金额) too.

    That is enough where values are Chinese.
    """
    words = [each.lower() for each in names if each.isascii() and each.isalpha()]
    alike = sum(is_unspoken(each) or is_unspoken(each.removesuffix("je")) for each in words)
    return len(words) > 2 and 3 * alike >= 2 * len(words)
