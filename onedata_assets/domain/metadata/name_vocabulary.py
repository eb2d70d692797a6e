"""The words by which columns are called, of `name_words.yaml` and `name_words_zh.yaml`.

What a name says by them is in `name_hints.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from onedata_assets.domain.metadata import word_lists
from onedata_assets.domain.metadata.naming import pinyin

NOTHING = "nothing"
"""Words that end like those of a meaning and say nothing of it: a heart rate is no ratio."""


SPOKEN_LEAST = 5


@dataclass(frozen=True)
class Words:
    """The meanings of words and phrases, and of abbreviations, which mean several things each."""

    whole: Mapping[str, tuple[str, ...]]
    short: Mapping[str, tuple[str, ...]]


@cache
def units() -> frozenset[str]:
    """Return the words of units, and their abbreviations that stand behind names."""
    named = (each.lower() for each in word_lists.unit_names())
    return frozenset({*named, "g", "m", "t", "lb", "lbs", "ft", "inches", "miles", "feet", "yards"})


@cache
def standard_names() -> Mapping[str, tuple[str, ...]]:
    """Return what columns mean that are called as a standard writes, by the name in small letters.

    Such a name says as much as initials do: what is no social security may have a column `aac003`.
    """
    named: dict[str, tuple[str, ...]] = {}
    for meaning, names in word_lists.read("name_standards").items():
        for each in names:
            named[each] = (*named.get(each, ()), meaning)
    return named


@cache
def vocabulary() -> Words:
    """Return the words, phrases with and without gaps, and what persons of each kind are called."""
    whole: dict[str, tuple[str, ...]] = {}
    short: dict[str, tuple[str, ...]] = {}
    for meaning, lists in _listed():
        for kind, into in (("words", whole), ("short", short)):
            for word in lists[kind]:
                key = str(word).lower()
                had, told = into.get(key, ()), () if meaning == NOTHING else (meaning,)
                into[key] = (*had, *(each for each in told if each not in had))
    for person in (*word_lists.words("person_tables"), *word_lists.words("person_roles")):
        whole.setdefault(f"{person} name", ("person_name",))
        whole.setdefault(f"{person} nm", ("person_name",))
        whole.setdefault(f"{person} title", ("job_title",))
        whole.setdefault(f"{person} display name", ("user_name", "name"))
    joined = {key.replace(" ", ""): meaning for key, meaning in whole.items() if " " in key}
    return Words(_in_pinyin(whole) | joined | whole, short)


def _listed() -> Iterator[tuple[str, Mapping[str, list[str]]]]:
    for name in ("name_words", "name_words_zh"):
        yield from word_lists.read(name).items()


def _in_pinyin(whole: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the Chinese words of two characters or more as they are spoken (`lianxidianhua`).

    Of two that sound alike the first one counts; shorter ones are parts of other words.
    """
    spoken: dict[str, tuple[str, ...]] = {}
    for word, meaning in whole.items():
        if len(word) >= 2 and all("\u4e00" <= each <= "\u9fff" for each in word):
            sound = pinyin(word)[0]
            if len(sound) >= SPOKEN_LEAST:
                spoken.setdefault(sound, meaning)
    return spoken
