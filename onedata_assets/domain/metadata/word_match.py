"""How far two words, and two names of words, are of one thing: equal, short, glued, pinyin.

Which of two tables a name is of, and what follows for a reference, is in `name_match.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from onedata_assets.domain.metadata.naming import is_chinese, pinyin, words

ALIKE, FUZZY_LETTERS = 88.0, 6
"""Similarity, of 100, from which two words of so many letters are taken for a slip of the pen."""

LEAST_GLUED, LEAST_BEFORE = 4, 3
"""Letters of a word that ends another, and of what stands before it there: nutritionplan."""

LONGEST_SHORT = 5
"""Letters of a beginning that stands for its word: a journal is none of what is journalized."""

ANOTHER_WORD = 0.9
"""What words score less that are another word for the same."""

LEAST_STEM = 4
"""Letters of what two words have in common of which one is the plural."""

DOERS = ("r", "er", "or", "ee", "ant")
"""Ends of who does what a word says: an issuer is no issue, a claimant no claim."""

FORM = "单"
"""What the form that tells of a row is called by after its table: 清洁单 is a row of 清洁."""

REMEMBERED = 1 << 17
"""Comparisons of names that are kept: some 20 MB."""


@lru_cache(REMEMBERED)
def same_word(one: str, other: str) -> float:
    """Return how far two words are one: equal, short for each other, synonyms, pinyin."""
    if one == other:
        return 1.0
    known = words().synonyms
    if one in known and known[one] == known.get(other):
        return 0.85
    if is_chinese(one) != is_chinese(other):
        chinese, latin = (one, other) if is_chinese(one) else (other, one)
        spoken, letters = pinyin(chinese)
        return 0.95 if spoken == latin else 0.6 if letters == latin and len(latin) > 1 else 0.0
    if is_chinese(one):
        return 0.0
    return _abbreviated(*sorted((one, other), key=len))


def _abbreviated(short: str, long: str) -> float:
    if 3 <= len(short) <= LONGEST_SHORT and long.startswith(short):
        return 0.0 if long.removeprefix(short) in DOERS else 0.9
    if len(short) >= 3 and short[0] == long[0] and within(short, long) and _bare(short):
        return 0.8
    if _stem(short) and _stem(short) == _stem(long):
        return 0.9
    if len(short) >= FUZZY_LETTERS:
        from rapidfuzz.fuzz import ratio

        return 0.75 if ratio(short, long) >= ALIKE else 0.0
    return 0.0


def _stem(word: str) -> str:
    """Return a long word without what tells one from many in Italian: luogo, luoghi."""
    stem = word[:-1].removesuffix("h") if word[-1:] in "aeio" else ""
    return stem if len(stem) >= LEAST_STEM else ""


def within(short: str, long: str) -> bool:
    """Tell whether the letters of one word stand in the other in their order."""
    letters = iter(long)
    return all(letter in letters for letter in short)


def _bare(short: str) -> bool:
    """Tell whether a word has hardly a vowel after its first letter, as abbreviations have."""
    return sum(letter in "aeiou" for letter in short[1:]) <= 1


@lru_cache(REMEMBERED)
def same_words(column: tuple[str, ...], thing: tuple[str, ...]) -> tuple[float, str]:
    """Return how far a column's words name a thing, and in which way."""
    if not column or not thing:
        return 0.0, "none"
    joined = _joined(column, thing)
    if joined:
        return joined, "same"
    if len(column) == len(thing):
        score = min(map(same_word, column, thing))
        if score:
            return score, "same" if score > 0.9 else "short"
    if len(column) > len(thing):
        score = min(map(same_word, column[-len(thing) :], thing))
        if score < ANOTHER_WORD and words().kinds.issuperset(thing):
            score = 0.0  # a permission_type is no category
        if not score and len(column) > len(thing) + 1:
            tails = ("".join(column[at:]) for at in range(1, len(column) - 1))
            score = float("".join(thing) in tails)  # def_ware_house of warehouse
        if score:
            return 0.92 * score, "role"
    return _loosely(column, thing)


def _joined(column: tuple[str, ...], thing: tuple[str, ...]) -> float:
    one, other = "".join(column), "".join(thing)
    if one == other:
        return 1.0
    if is_chinese(one) and is_chinese(other) and one.endswith(other):
        return 0.92
    if one == f"{other}{FORM}" and is_chinese(other):
        return 0.85
    if is_chinese(one) and other in ends_alike(one):
        return 0.75
    if is_chinese(one) != is_chinese(other):
        chinese, latin = (one, other) if is_chinese(one) else (other, one)
        return 0.95 if pinyin(chinese)[0] == latin else 0.0
    return 0.0


@lru_cache(REMEMBERED)
def ends_alike(word: str) -> frozenset[str]:
    """Return what the end of a Chinese word is called too: 登记机关 is a 单位."""
    known = words().synonyms
    ends = {known[word[at:]] for at in range(1, len(word) - 1) if word[at:] in known}
    return frozenset(
        each
        for each, group in known.items()
        if group in ends and len(each) > 1 and is_chinese(each) and not word.endswith(each)
    )


def _loosely(column: tuple[str, ...], thing: tuple[str, ...]) -> tuple[float, str]:
    """Return what is left: a part of the thing's name, its first letters, it somewhere within."""
    if len(column) < len(thing):
        ends = min(map(same_word, column, thing[-len(column) :]))
        begun = thing[: len(column)]
        is_short = all(len(word) <= len(its) for word, its in zip(column, begun, strict=True))
        begins = min(map(same_word, column, begun)) if is_short else 0.0
        begins *= 0.75 if words().kinds.issuperset(thing[len(column) :]) else 0.3
        if max(ends, begins):
            how = "end" if ends >= 0.9 else "part"
            return (0.7 * ends, how) if 0.7 * ends >= begins else (begins, "part")
    if len(column) > 1 and _shortened(column, thing):
        return 0.85, "short"
    joined, head = "".join(column), thing[-1] if thing else ""
    if (len(thing) > 1 and joined == head) or glued(joined, head):
        return (0.7 if joined == head else 0.6), "end"
    if column and len(thing) > 1 and initials(column[-1], thing):
        return (0.75 if len(column) == 1 else 0.7), "short"
    if len(thing) == 1:
        last, *others = reversed([same_word(word, thing[0]) for word in column])
        if max(last, *others, 0.0) >= 0.9:
            return (0.6 if last >= 0.9 else 0.4), "part"
    return 0.0, "none"


def _shortened(column: tuple[str, ...], thing: tuple[str, ...]) -> bool:
    """Tell whether words are a thing's, some of them as first letters: bu_class."""
    if not column or not thing:
        return not column and not thing
    first, *rest = column
    if first == thing[0] and _shortened(tuple(rest), thing[1:]):
        return True
    size = len(first)
    letters = "".join(word[:1] for word in thing[:size])
    return size > 1 and first == letters and _shortened(tuple(rest), thing[size:])


def table_words(column: tuple[str, ...], table: tuple[str, ...]) -> tuple[float, str]:
    """Return how far a column's words name a table, also at the end of a word: citingpaper."""
    column = bare(column)
    score, how = same_words(column, table)
    if not score and column and glued("".join(table), column[-1]):
        return 0.8, "role"
    return score, how


def bare(column: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a column without a number at the end: home_player_1."""
    return column[:-1] if len(column) > 1 and column[-1].isdigit() else column


def glued(short: str, word: str) -> bool:
    """Tell whether a word is others written without a gap of which this is the last."""
    least, before = _glue(word)
    return least <= len(short) <= len(word) - before and word.endswith(short)


def _glue(word: str) -> tuple[int, int]:
    """Return how long what is glued must be at least, and what stands before it."""
    return (2, 1) if is_chinese(word) else (LEAST_GLUED, LEAST_BEFORE)


def endings(word: str) -> Iterator[str]:
    """Yield the words that are `glued` at the end of a word."""
    least, before = _glue(word)
    yield from (word[-size:] for size in range(least, len(word) - before + 1))


@lru_cache(REMEMBERED)
def initials(short: str, thing: tuple[str, ...]) -> bool:
    """Tell whether a word is made of beginnings of all the thing's words in order: cdemo, hdemo."""
    if not thing:
        return not short
    first, *rest = thing
    return any(
        short.startswith(first[:size]) and initials(short[size:], tuple(rest))
        for size in range(1, min(len(first), len(short)) + 1)
    )
