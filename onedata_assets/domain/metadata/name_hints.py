"""What the name and the comment of a column say that it means, by the words of `name_words.yaml`.

Names put the thing last (`customer_phone`, 联系人手机号), so the longest phrase at the end counts.
How a name and the values together decide is in `meanings.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from onedata_assets.domain.metadata import word_lists
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.word_lists import read

WHOLE = 1.0
COMMENT = 0.95
SHORT = 0.8
"""Abbreviations and initials of pinyin mean several things each (`cs`: 城市, 次数)."""
GLUED = 0.85
"""`extendedprice`: the word stands at the end of another without a mark between."""
INITIALS = 0.7
INSIDE = 0.5
"""`phone_home`: the word is there, but not last."""
GLUED_LEAST = 4
GLUED_TOO = frozenset({"key", "qty", "wt"})
ALONE = frozenset({"total", "sum", "day", "hour", "minute"})
"""Words that tell a thing as a whole name only: `sleep_total` is no money, `confirm_day` no day."""
NUMBERED = frozenset({"no", "number", "num", "nbr", "id", "code"})
"""Endings that say that a thing is told apart by it, whatever the words before promised."""
NEVER_GLUED = frozenset(
    {"rent", "race", "gust", "fare", "tier", "actor", "lead", "stops", "total", "area"}
)
"""Words that other words end with (`parent`, `factor`)."""
QUALIFIERS = frozenset({"total", "max", "min", "avg", "mean", "median", "in"})
"""What stands behind the name of a measure and says nothing of what it is, as units do."""
FLAG_STARTS = frozenset({"is", "has", "can", "was", "should", "allow", "是否"})
PLAIN = frozenset(
    {"education", "marital_status", "gender", "quarter", "weekday", "blood_type", "ethnicity"}
)
"""Meanings whose values are words of a list, so that they count before `name` or `status`."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]")
_TOKENS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[\u4e00-\u9fff]+|[A-Z]+|\d+")
_COMMENT_END = re.compile(r"[：:，,。；;（(|/、\n\t【\[=]|\s[-–]\s|(?<=[\u4e00-\u9fff])[\s\d-]")


@dataclass(frozen=True)
class Hint:
    """A word that speaks for a meaning: how strongly, which, and whether the name has it."""

    strength: float
    word: str
    in_comment: bool = False


@dataclass(frozen=True)
class _Words:
    whole: Mapping[str, tuple[str, ...]]
    short: Mapping[str, tuple[str, ...]]


def tokens(name: str) -> tuple[str, ...]:
    """Return the words of a name in small letters, without brackets and numbers at the end."""
    found = [each.lower() for each in _TOKENS.findall(_BRACKETS.sub("", name))]
    while len(found) > 1 and found[-1].isdigit():
        found.pop()
    return tuple(found)


@cache
def hints(name: str, comment: str = "") -> Mapping[str, Hint]:
    """Return what a column is called after, by meaning; what the name itself says comes first."""
    found = dict(_of_tokens(tokens(name)))
    head = _COMMENT_END.split(comment.strip(), maxsplit=1)[0]
    words = tokens(head)
    if words and len(words) <= 6:
        for meaning, hint in _of_tokens(words):
            said = Hint(hint.strength * COMMENT, hint.word, in_comment=True)
            if meaning not in found or found[meaning].strength < said.strength:
                found[meaning] = said
    return found


def _of_tokens(words: tuple[str, ...]) -> Iterator[tuple[str, Hint]]:
    if len(words) == 0:
        return
    first = words[0]
    if (len(words) > 1 and first in FLAG_STARTS) or first.startswith("是否"):
        yield "flag", Hint(WHOLE, first)
        return
    ending = list(_ending(words)) or list(_measured(words))
    yield from ending
    vocabulary = _vocabulary()
    known = {meaning for meaning, _ in ending}
    for place, word in enumerate(words[:-1]):
        following = f"{word} {words[place + 1]}" if place + 2 < len(words) else word
        for phrase in {word, following}:
            for meaning in vocabulary.whole.get(phrase, ()):
                # `payment_id` is no payment, but `education_status` is an education.
                if meaning not in known and (not ending or meaning in PLAIN):
                    known.add(meaning)
                    yield meaning, Hint(INSIDE, phrase)


def _measured(words: tuple[str, ...]) -> Iterator[tuple[str, Hint]]:
    """Yield the measures that are named before a unit (`bill_length_mm`) or `max`, `min`."""
    measured = [*words]
    while len(measured) > 1 and measured[-1] in QUALIFIERS | _units():
        measured.pop()
    if len(measured) < len(words):
        for meaning, hint in _ending(tuple(measured)):
            if meanings()[meaning].group in {"measure", "finance"}:
                yield meaning, hint


def initials(name: str) -> Mapping[str, Hint]:
    """Return what initials of pinyin end with (`zgrs` 职工人数): their last words tell the thing.

    Only where the names of a table are such initials; other abbreviations end so by chance.
    """
    word = name.lower()
    for start in range(1, len(word) - 1):
        if (phrase := word[start:]) in _vocabulary().short:
            return dict(_each(_vocabulary().short[phrase], INITIALS, phrase))
    return {}


def are_initials(names: Iterable[str]) -> bool:
    """Tell whether most names of a table are initials: three letters or more without a vowel."""
    words = [each.lower() for each in names if each.isascii() and each.isalpha() and len(each) > 2]
    return 2 * sum(not set(each) & set("aeiou") for each in words) > max(len(words), 8)


def _ending(words: tuple[str, ...]) -> Iterator[tuple[str, Hint]]:
    """Yield the meanings of the longest phrase that stands last."""
    vocabulary = _vocabulary()
    for start in range(len(words)):
        phrase = " ".join(words[start:])
        if phrase in vocabulary.whole and not (start and phrase in ALONE):
            yield from _each(vocabulary.whole[phrase], WHOLE, phrase)
            if start < len(words) - 1 and words[-1] in NUMBERED:
                yield from _numbered(vocabulary.whole[phrase], words[-1])
            if start == len(words) - 1 and phrase in vocabulary.short:
                yield from _each(vocabulary.short[phrase], SHORT, phrase)
            return
    last = words[-1]
    if _HAN.search(last):
        yield from _chinese_ending(last)
    elif last in vocabulary.short:
        yield from _each(vocabulary.short[last], SHORT, last)
    else:
        yield from _glued_ending("".join(words) if len(words) == 1 else last)


def _numbered(promised: tuple[str, ...], last: str) -> Iterator[tuple[str, Hint]]:
    """Yield what a number of a card or an account is, where its values do not keep the promise."""
    if any(meanings()[each].group in {"identity", "finance", "organisation"} for each in promised):
        for meaning in _vocabulary().whole[last]:
            if meaning not in promised:
                yield meaning, Hint(SHORT, last)


def _chinese_ending(last: str) -> Iterator[tuple[str, Hint]]:
    vocabulary = _vocabulary()
    for start in range(len(last)):
        if (phrase := last[start:]) in vocabulary.whole:
            yield from _each(vocabulary.whole[phrase], WHOLE, phrase)
            return


def _glued_ending(word: str) -> Iterator[tuple[str, Hint]]:
    vocabulary = _vocabulary()
    for start in range(1, len(word) - 2):
        phrase = word[start:]
        long = len(phrase) >= GLUED_LEAST and phrase not in NEVER_GLUED
        if (long or phrase in GLUED_TOO) and phrase in vocabulary.whole:
            yield from _each(vocabulary.whole[phrase], GLUED, phrase)
            return
    if word.endswith("id") and word not in word_lists.words("no_keys"):
        yield "identifier", Hint(GLUED if len(word) > 4 else SHORT, "id")


def _each(meanings: Iterable[str], strength: float, word: str) -> Iterator[tuple[str, Hint]]:
    for meaning in meanings:
        yield meaning, Hint(strength, word)


@cache
def _units() -> frozenset[str]:
    named = (str(word).lower() for each in read("units").values() for word in each["names"])
    return frozenset({*named, "g", "m", "t", "lb", "lbs", "ft", "inches", "miles"})


@cache
def _vocabulary() -> _Words:
    """Return the words, phrases with and without gaps, and what persons of each kind are called."""
    whole: dict[str, tuple[str, ...]] = {}
    short: dict[str, tuple[str, ...]] = {}
    for meaning, lists in read("name_words").items():
        for kind, into in (("words", whole), ("short", short)):
            for word in lists[kind]:
                key = str(word).lower()
                into[key] = (*into.get(key, ()), meaning)
    for person in (*word_lists.words("person_tables"), *word_lists.words("person_roles")):
        whole.setdefault(f"{person} name", ("person_name",))
        whole.setdefault(f"{person} title", ("job_title",))
    joined = {key.replace(" ", ""): meaning for key, meaning in whole.items() if " " in key}
    return _Words(joined | whole, short)
